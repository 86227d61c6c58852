import {
  DeleteQueryNode, InsertQueryNode, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, UpdateQueryNode,
  type CompiledQuery, type DatabaseConnection, type DatabaseIntrospector, type Dialect, type DialectAdapter, type Driver, type Kysely, type QueryCompiler, type QueryResult,
} from 'kysely'
import type { SqliteConnection } from './sqlite-connection.js'

/** Kysely over sqlite3 connections whose users take turns, one user to a connection; transactions take the write lock at once (BEGIN IMMEDIATE). */
export class SqliteDialect implements Dialect {
  readonly #connections: readonly SqliteConnection[]

  constructor(connections: readonly SqliteConnection[]) {
    this.#connections = connections
  }

  createDriver(): Driver {
    return new SqliteDriver(this.#connections)
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
  readonly #connections: readonly SqliteConnection[]
  readonly #free: SqliteConnection[]
  /** Those who asked while every connection was in use, in the order they asked: without turns one request's ROLLBACK takes another's rows with it. */
  readonly #waiting: ((connection: SqliteConnection) => void)[] = []
  readonly #turns = new Map<DatabaseConnection, Turn>()

  constructor(connections: readonly SqliteConnection[]) {
    this.#connections = connections
    this.#free = [...connections]
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const turn = new Turn(await this.#take())
    this.#turns.set(turn, turn)
    return turn
  }

  #take(): Promise<SqliteConnection> {
    const free = this.#free.pop()
    return free === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(free)
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#turnOf(connection).connection.exec('begin immediate')
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const turn = this.#turnOf(connection)
    turn.refuseMore()
    await turn.connection.exec('commit')
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const turn = this.#turnOf(connection)
    turn.refuseMore()
    try {
      await turn.connection.exec('rollback')
    } catch (error) {
      // A full disk makes SQLite roll back by itself; complaining here would hide what went wrong first.
      if (!(error instanceof Error && error.message.includes('no transaction is active'))) throw error
    }
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const turn = this.#turnOf(connection)
    this.#turns.delete(connection)
    turn.refuseMore()
    const next = this.#waiting.shift()
    if (next === undefined) this.#free.push(turn.connection)
    else next(turn.connection)
  }

  /** Waits for whoever is in the queue; whoever opened the connections closes them. */
  async destroy(): Promise<void> {
    await Promise.all(this.#connections.map(() => this.#take()))
  }

  #turnOf(connection: DatabaseConnection): Turn {
    const turn = this.#turns.get(connection)
    if (turn === undefined) throw new Error('not a connection of this driver')
    return turn
  }
}

/** One user's time with the connection; a query that arrives after its end is a forgotten await and is refused rather than run outside the transaction. */
class Turn implements DatabaseConnection {
  readonly connection: SqliteConnection
  #refused = false

  constructor(connection: SqliteConnection) {
    this.connection = connection
  }

  refuseMore(): void {
    this.#refused = true
  }

  async executeQuery<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#refused) throw new Error('query after the end of its transaction: an await is missing')
    if (changesRows(compiled)) {
      const change = await this.connection.run(compiled.sql, compiled.parameters)
      return { rows: [], numAffectedRows: BigInt(change.rows), insertId: BigInt(change.lastId) }
    }
    return { rows: await this.connection.all<R>(compiled.sql, compiled.parameters) }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming would keep the read snapshot open; read in pages instead')
  }
}

/** True for a statement whose answer is a row count rather than rows. */
function changesRows({ query }: CompiledQuery): boolean {
  return (InsertQueryNode.is(query) || UpdateQueryNode.is(query) || DeleteQueryNode.is(query)) && query.returning === undefined
}
