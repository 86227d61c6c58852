import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../../templates/failure.js'
import { MIGRATIONS } from './migrations.js'
import type { SqliteConnection } from './sqlite-connection.js'

/** "ANSL": tells our database from any other SQLite file. */
const APPLICATION_ID = 0x414e534c

const WAL_ATTEMPTS = 200
const WAL_PAUSE_MS = 50

/**
 * Sets up the writing connection and runs the migrations the file has not had, all of them or none; a second process that starts meanwhile waits and finds them done.
 * @throws Failure 'database-newer', 'database-damaged', 'database-busy'.
 */
export async function migrate(writer: SqliteConnection, path: string): Promise<void> {
  await refuseOthers(writer, path)
  await useWriteAheadLog(writer)
  await writer.exec('pragma synchronous = full; pragma foreign_keys = on; pragma trusted_schema = off; pragma recursive_triggers = on; pragma cell_size_check = on')
  const version = await readNumber(writer, 'user_version')
  if (version === MIGRATIONS.length) return
  await writer.exec('begin immediate')
  try {
    await runMissing(writer, path)
    await writer.exec('commit')
  } catch (error) {
    await writer.exec('rollback').catch(() => undefined)
    throw error
  }
}

async function runMissing(writer: SqliteConnection, path: string): Promise<void> {
  const done = await readNumber(writer, 'user_version')
  refuseNewer(done, path)
  for (const sql of MIGRATIONS.slice(done)) await writer.exec(sql)
  await writer.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${MIGRATIONS.length}`)
}

async function refuseOthers(writer: SqliteConnection, path: string): Promise<void> {
  const tables = await writer.all('select name from sqlite_schema limit 1')
  const owner = await readNumber(writer, 'application_id')
  if (tables.length > 0 && owner !== APPLICATION_ID) {
    throw new Failure('database-damaged', `${path} är en SQLite-databas men inte Ansluts. Ange en annan datakatalog med --data, eller flytta filen.`)
  }
  refuseNewer(await readNumber(writer, 'user_version'), path)
}

function refuseNewer(version: number, path: string): void {
  if (version <= MIGRATIONS.length) return
  throw new Failure('database-newer', `Databasen ${path} har version ${version}, men det här programmet klarar högst version ${MIGRATIONS.length}. Installera en utgåva av Anslut som klarar databasversion ${version}.`)
}

/** Two processes that change the journal mode at the same time make SQLite answer "busy" without waiting; so we wait. */
async function useWriteAheadLog(writer: SqliteConnection): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await writer.exec('pragma journal_mode = wal')
      return
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'database-busy') || attempt === WAL_ATTEMPTS) throw error
      await sleep(WAL_PAUSE_MS)
    }
  }
}

async function readNumber(connection: SqliteConnection, pragma: 'user_version' | 'application_id'): Promise<number> {
  const [row] = await connection.all(`pragma ${pragma}`)
  const value = row?.[pragma]
  if (typeof value !== 'number') throw new Error(`pragma ${pragma} gave no number`)
  return value
}
