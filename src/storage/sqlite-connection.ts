import sqlite3 from 'sqlite3'
import { sqliteFailure } from './sqlite-failure.js'

/** More different statements than the program has; above it the one unused longest is finalised. */
const STATEMENTS_KEPT = 200

const BUSY_TIMEOUT_MS = 10_000

export interface Change {
  readonly rows: number
  readonly lastId: number
}

/** One SQLite connection with promises and a cache of prepared statements. Not a queue: whoever shares it takes turns. */
export class SqliteConnection {
  readonly #database: sqlite3.Database
  readonly #path: string
  readonly #statements = new Map<string, sqlite3.Statement>()
  /** A statement that comes into being after the others are finalised would keep the file open, and SQLite would call it busy. */
  readonly #preparing = new Set<Promise<sqlite3.Statement>>()

  private constructor(database: sqlite3.Database, path: string) {
    this.#database = database
    this.#path = path
  }

  /**
   * Opens the file, made when it does not exist and `mode` is 'writer'; a 'passer-by' writes too, but waits for no lock.
   * @throws Failure 'data-directory' when the file cannot be opened.
   */
  static async open(path: string, mode: 'writer' | 'reader' | 'passer-by'): Promise<SqliteConnection> {
    const flags = { writer: sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE, 'passer-by': sqlite3.OPEN_READWRITE, reader: sqlite3.OPEN_READONLY }[mode]
    const database = await new Promise<sqlite3.Database>((resolve, reject) => {
      const opened = new sqlite3.Database(path, flags, (error) => {
        if (error === null) resolve(opened)
        else reject(sqliteFailure(error, path))
      })
    })
    database.configure('busyTimeout', mode === 'passer-by' ? 0 : BUSY_TIMEOUT_MS)
    return new SqliteConnection(database, path)
  }

  /** Every row the statement gives. */
  async all<R = Record<string, unknown>>(sql: string, parameters: readonly unknown[] = []): Promise<R[]> {
    const statement = await this.#prepared(sql)
    return this.#promise((done) => {
      statement.all<R>([...parameters], (error: Error | null, rows: R[]) => done(error, rows))
    })
  }

  /** How many rows the statement changed. */
  async run(sql: string, parameters: readonly unknown[] = []): Promise<Change> {
    const statement = await this.#prepared(sql)
    return this.#promise((done) => {
      statement.run([...parameters], function (this: sqlite3.RunResult, error: Error | null) {
        done(error, { rows: this.changes, lastId: this.lastID })
      })
    })
  }

  /** Runs one or several statements without parameters, after everything already asked of this connection. */
  async exec(sql: string): Promise<void> {
    await this.#promise<null>((done) => {
      this.#database.exec(sql, (error: Error | null) => done(error, null))
    })
  }

  /** Finalises the statements and closes; the last connection to a file also empties its write-ahead log. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#preparing)
    for (const statement of this.#statements.values()) statement.finalize()
    this.#statements.clear()
    await this.#promise<null>((done) => {
      this.#database.close((error) => done(error, null))
    })
  }

  async #prepared(sql: string): Promise<sqlite3.Statement> {
    const kept = this.#statements.get(sql)
    if (kept !== undefined) {
      this.#statements.delete(sql)
      this.#statements.set(sql, kept)
      return kept
    }
    const preparing = this.#promise<sqlite3.Statement>((done) => {
      const prepared: sqlite3.Statement = this.#database.prepare(sql, (error: Error | null) => done(error, prepared))
    })
    this.#preparing.add(preparing)
    try {
      const statement = await preparing
      this.#keep(sql, statement)
      return statement
    } finally {
      this.#preparing.delete(preparing)
    }
  }

  #keep(sql: string, statement: sqlite3.Statement): void {
    this.#statements.set(sql, statement)
    if (this.#statements.size <= STATEMENTS_KEPT) return
    for (const [oldest, unused] of this.#statements) {
      this.#statements.delete(oldest)
      unused.finalize()
      return
    }
  }

  #promise<T>(start: (done: (error: Error | null, value: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      start((error, value) => {
        if (error === null) resolve(value)
        else reject(sqliteFailure(error, this.#path))
      })
    })
  }
}
