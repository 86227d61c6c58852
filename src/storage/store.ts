import { AsyncLocalStorage } from 'node:async_hooks'
import { open } from 'node:fs/promises'
import { Kysely, type Transaction as KyselyTransaction } from 'kysely'
import { Failure } from '../../templates/failure.js'
import type { Database } from './database.js'
import { migrate } from './migrate.js'
import { SqliteConnection } from './sqlite-connection.js'
import { SqliteDialect } from './sqlite-dialect.js'

const SMALLEST_FILE_BYTES = 512

/** A place to read from: the store's read-only connection, or a transaction. */
export type Db = Kysely<Database>

/** A transaction that holds the write lock; what is written to a file, and to nothing else, until it commits. */
export type Transaction = KyselyTransaction<Database>

/** The installation's one database. */
export interface Store {
  /** Read-only; sees what was committed when each query starts. */
  readonly read: Db
  /**
   * Runs `work` alone, across processes too, and commits it when it resolves; rolls everything back when it rejects.
   * @throws Failure 'disk-full', 'database-busy' (after 10 s), 'database-damaged'; Error when called inside another `write`, which would wait for itself.
   */
  write<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Runs `work`, in which every `write` first does `mark` in the same transaction, after the `mark` of what it is part of: what has been written is marked, also when the program dies over the rest. */
  marked<T>(mark: (tx: Transaction) => Promise<void>, work: () => Promise<T>): Promise<T>
  /** Waits for what is under way, then closes. */
  close(): Promise<void>
}

/**
 * Opens the database file, makes it when it does not exist and brings an older one up to date; safe for several processes at once.
 * @throws Failure 'database-newer', 'database-damaged', 'database-busy', 'data-directory', 'disk-full'.
 */
export async function openStore(path: string): Promise<Store> {
  await makeFile(path)
  const writer = await SqliteConnection.open(path, 'writer')
  let reader: SqliteConnection
  try {
    await migrate(writer, path)
    reader = await SqliteConnection.open(path, 'reader')
  } catch (error) {
    await writer.close()
    throw error
  }
  await reader.exec('pragma trusted_schema = off; pragma query_only = on')
  return storeOver(writer, reader)
}

/** SQLite would make the file readable to everybody; its log files then take the same mode. */
async function makeFile(path: string): Promise<void> {
  const size = await sizeOrMade(path)
  // SQLite takes a file of one byte for a new one and would start afresh in it.
  if (size > 0 && size < SMALLEST_FILE_BYTES) throw new Failure('database-damaged', `Databasen ${path} är avkortad till ${size} byte. Rör den inte; läs tillbaka den senaste säkerhetskopian till en ny katalog.`)
}

async function sizeOrMade(path: string): Promise<number> {
  try {
    const file = await open(path, 'a', 0o600)
    const { size } = await file.stat()
    await file.close()
    return size
  } catch (error) {
    throw new Failure('data-directory', `Databasen ${path} går inte att öppna för skrivning. Kontrollera att katalogen finns och att programmets användare får skriva där.`, { cause: error })
  }
}

type Mark = (tx: Transaction) => Promise<void>

/** A piece of work; its mark is null when it is over. */
interface Marked {
  mark: Mark | null
}

async function markedIn<T>(marks: AsyncLocalStorage<Marked>, mark: Mark, work: () => Promise<T>): Promise<T> {
  const around = marks.getStore()
  const own: Marked = {
    mark: async (tx) => {
      await around?.mark?.(tx)
      await mark(tx)
    },
  }
  try {
    return await marks.run(own, work)
  } finally {
    // What it has started may go on, on behalf of others.
    own.mark = null
  }
}

function storeOver(writer: SqliteConnection, reader: SqliteConnection): Store {
  const read = new Kysely<Database>({ dialect: new SqliteDialect(reader) })
  const writable = new Kysely<Database>({ dialect: new SqliteDialect(writer) })
  const scope = new AsyncLocalStorage<{ open: boolean }>()
  const marks = new AsyncLocalStorage<Marked>()
  const underWay = new Set<Promise<unknown>>()
  let closing: Promise<void> | null = null
  const close = async () => {
    while (underWay.size > 0) await Promise.allSettled(underWay)
    // Left enabled, it would slow down every later await of the process, in Node 20 for each store ever opened.
    scope.disable()
    marks.disable()
    await read.destroy()
    await writable.destroy()
    await reader.close()
    await writer.close()
  }
  return {
    read,
    write: async (work) => {
      if (closing !== null) throw new Error('the store is closed')
      if (scope.getStore()?.open === true) throw new Error('a write inside a write waits for itself: hand the transaction on instead')
      const own = { open: true }
      const mark = marks.getStore()?.mark ?? null
      const writing = scope.run(own, () => writable.transaction().execute(async (tx) => {
        await mark?.(tx)
        return work(tx)
      }))
      underWay.add(writing)
      try {
        return await writing
      } finally {
        own.open = false
        underWay.delete(writing)
      }
    },
    marked: (mark, work) => markedIn(marks, mark, work),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}
