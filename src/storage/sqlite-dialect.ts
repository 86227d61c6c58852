import {
  DeleteQueryNode, InsertQueryNode, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, UpdateQueryNode,
  type CompiledQuery, type DatabaseConnection, type DatabaseIntrospector, type Dialect, type DialectAdapter, type Driver, type Kysely, type QueryCompiler, type QueryResult,
} from 'kysely'
import type { SqliteConnection } from './sqlite-connection.js'

/** Kysely over one sqlite3 connection whose users take turns; transactions take the write lock at once (BEGIN IMMEDIATE). */
export class SqliteDialect implements Dialect {
  readonly #connection: SqliteConnection

  constructor(connection: SqliteConnection) {
    this.#connection = connection
  }

  createDriver(): Driver {
    return new SqliteDriver(this.#connection)
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler()
  }

  createAdapter(): DialectAdapter {
    return new SqliteAdapter()
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db)
  }
}

class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection
  /** Resolves when everybody who asked before is done: without the queue one request's ROLLBACK takes another's rows with it. */
  #last: Promise<void> = Promise.resolve()
  readonly #turns = new Map<DatabaseConnection, Turn>()

  constructor(connection: SqliteConnection) {
    this.#connection = connection
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#last
    const turn = new Turn(this.#connection)
    this.#last = turn.over
    await before
    this.#turns.set(turn, turn)
    return turn
  }

  async beginTransaction(): Promise<void> {
    await this.#connection.exec('begin immediate')
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    this.#turnOf(connection).refuseMore()
    await this.#connection.exec('commit')
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    this.#turnOf(connection).refuseMore()
    try {
      await this.#connection.exec('rollback')
    } catch (error) {
      // A full disk makes SQLite roll back by itself; complaining here would hide what went wrong first.
      if (!(error instanceof Error && error.message.includes('no transaction is active'))) throw error
    }
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const turn = this.#turnOf(connection)
    this.#turns.delete(connection)
    turn.refuseMore()
    turn.end()
  }

  /** Waits for whoever is in the queue; whoever opened the connection closes it. */
  async destroy(): Promise<void> {
    await this.#last
  }

  #turnOf(connection: DatabaseConnection): Turn {
    const turn = this.#turns.get(connection)
    if (turn === undefined) throw new Error('not a connection of this driver')
    return turn
  }
}

/** One user's time with the connection; a query that arrives after its end is a forgotten await and is refused rather than run outside the transaction. */
class Turn implements DatabaseConnection {
  readonly #connection: SqliteConnection
  readonly over: Promise<void>
  #end: () => void = () => undefined
  #refused = false

  constructor(connection: SqliteConnection) {
    this.#connection = connection
    this.over = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  refuseMore(): void {
    this.#refused = true
  }

  end(): void {
    this.#end()
  }

  async executeQuery<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#refused) throw new Error('query after the end of its transaction: an await is missing')
    if (changesRows(compiled)) {
      const change = await this.#connection.run(compiled.sql, compiled.parameters)
      return { rows: [], numAffectedRows: BigInt(change.rows), insertId: BigInt(change.lastId) }
    }
    return { rows: await this.#connection.all<R>(compiled.sql, compiled.parameters) }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming would keep the read snapshot open; read in pages instead')
  }
}

/** True for a statement whose answer is a row count rather than rows. */
function changesRows({ query }: CompiledQuery): boolean {
  return (InsertQueryNode.is(query) || UpdateQueryNode.is(query) || DeleteQueryNode.is(query)) && query.returning === undefined
}
