import { sql } from 'kysely'
import { Failure, type Fault } from '../../templates/failure.js'
import type { Db } from './store.js'

const MOST_FAULTS = 20

/** What SQLite itself finds wrong with the file: damaged pages, broken indexes, rows that refer to nothing. Empty when it is sound. */
export async function verifyDatabase(db: Db): Promise<Fault[]> {
  try {
    return [...(await pageFaults(db)), ...(await referenceFaults(db))]
  } catch (error) {
    if (error instanceof Failure && error.code === 'database-damaged') return [{ path: 'databasen', message: error.message }]
    throw error
  }
}

async function pageFaults(db: Db): Promise<Fault[]> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(${sql.lit(MOST_FAULTS)})`.execute(db)
  return rows.filter((row) => row.integrity_check !== 'ok').map((row) => fault(`filen är skadad: ${row.integrity_check}`))
}

async function referenceFaults(db: Db): Promise<Fault[]> {
  const { rows } = await sql<{ table: string; rowid: number; parent: string }>`pragma foreign_key_check`.execute(db)
  return rows.slice(0, MOST_FAULTS).map((row) => fault(`rad ${row.rowid} i ${row.table} hänvisar till något som inte finns i ${row.parent}`))
}

function fault(what: string): Fault {
  return { path: 'databasen', message: `Databasen: ${what}. Läs tillbaka den senaste säkerhetskopian till en ny katalog.` }
}
