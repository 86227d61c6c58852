import { AsyncLocalStorage } from 'node:async_hooks'
import { open } from 'node:fs/promises'
import { Kysely, type Transaction as KyselyTransaction } from 'kysely'
import { Failure } from '../../templates/failure.js'
import type { Database } from './database.js'
import { migrate } from './migrate.js'
import { SqliteConnection } from './sqlite-connection.js'
import { SqliteDialect } from './sqlite-dialect.js'

const SMALLEST_FILE_BYTES = 512
/** As the writer's (migrate.ts), but commits wait for no disk; a write-ahead log stays whole even so. */
const PASSER_BY_PRAGMAS = 'pragma synchronous = normal; pragma foreign_keys = on; pragma trusted_schema = off; pragma recursive_triggers = on; pragma cell_size_check = on'

/** As many as have something to do at the same time on a small machine: behind one, every page would wait for the slowest question of any other. */
const READERS = 3

/** A place to read from: the store's read-only connections, or a transaction. */
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
  /** As `write`, but only where nobody else is writing: waits for no lock and no disk, and gives false when it did nothing. For what can be derived again, since a power cut may take it back. */
  writeIfFree(work: (tx: Transaction) => Promise<void>): Promise<boolean>
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
  const open: SqliteConnection[] = []
  const connect = async (mode: 'writer' | 'reader' | 'passer-by', pragmas: string): Promise<SqliteConnection> => {
    const connection = await SqliteConnection.open(path, mode)
    open.push(connection)
    if (pragmas !== '') await connection.exec(pragmas)
    return connection
  }
  try {
    const writer = await connect('writer', '')
    await migrate(writer, path)
    const passerBy = await connect('passer-by', PASSER_BY_PRAGMAS)
    const readers: SqliteConnection[] = []
    while (readers.length < READERS) readers.push(await connect('reader', 'pragma trusted_schema = off; pragma query_only = on'))
    return storeOver({ writer, passerBy, readers })
  } catch (error) {
    for (const connection of open) await connection.close()
    throw error
  }
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

interface Connections {
  readonly writer: SqliteConnection
  readonly passerBy: SqliteConnection
  readonly readers: readonly SqliteConnection[]
}

function storeOver({ writer, passerBy, readers }: Connections): Store {
  const over = (connections: readonly SqliteConnection[]): Db => new Kysely<Database>({ dialect: new SqliteDialect(connections) })
  const [read, writable, passing] = [over(readers), over([writer]), over([passerBy])]
  const scope = new AsyncLocalStorage<{ open: boolean }>()
  const marks = new AsyncLocalStorage<Marked>()
  const underWay = new Set<Promise<unknown>>()
  let closing: Promise<void> | null = null
  const close = async () => {
    while (underWay.size > 0) await Promise.allSettled(underWay)
    // Left enabled, it would slow down every later await of the process, in Node 20 for each store ever opened.
    scope.disable()
    marks.disable()
    for (const kysely of [read, passing, writable]) await kysely.destroy()
    for (const connection of [...readers, passerBy, writer]) await connection.close()
  }
  const writeOn = async <T>(db: Db, work: (tx: Transaction) => Promise<T>): Promise<T> => {
    if (closing !== null) throw new Error('the store is closed')
    if (scope.getStore()?.open === true) throw new Error('a write inside a write waits for itself: hand the transaction on instead')
    const own = { open: true }
    const mark = marks.getStore()?.mark ?? null
    const writing = scope.run(own, () => db.transaction().execute(async (tx) => {
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
  }
  return {
    read,
    write: (work) => writeOn(writable, work),
    writeIfFree: async (work) => {
      try {
        await writeOn(passing, work)
        return true
      } catch (error) {
        if (error instanceof Failure && error.code === 'database-busy') return false
        throw error
      }
    },
    marked: (mark, work) => markedIn(marks, mark, work),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}
