import { sql, type Selectable } from 'kysely'
import type { Db, Transaction } from './store.js'
import type { CustomerLineTable, CustomerTaskTable } from './database.js'

/** What the list of customers says of one. */
export interface CustomerLine {
  readonly orgnr: string
  readonly name: string
  /** The phase of the first step that is not done; empty when all are, or nothing is derived yet. */
  readonly phase: string
  /** The first step that is not done; null when all are, or nothing is derived yet. */
  readonly step: number | null
  readonly stepsDone: number
  readonly stuck: number
  readonly nextAction: string | null
}

/** What waits for somebody about one customer; kinds are in `src/flows/tasks.ts`. */
export interface CustomerTask {
  readonly kind: string
  readonly what: string
  readonly why: string
  /** The day it began to wait. */
  readonly since: string
  /** The page to do it on. */
  readonly path: string
}

/** Where a task stands among those of its kind. */
export interface TaskPlace {
  readonly since: string
  readonly orgnr: string
  readonly position: number
}

/** A task and whose it is. */
export type WaitingTask = CustomerTask & TaskPlace & { readonly name: string }

/** Which customers are asked for; what is left out does not narrow. */
export interface LineFilter {
  /** Parts of a name, an organisationsnummer or a document's code, in any order. */
  readonly words: readonly string[]
  readonly phase?: string | undefined
  readonly step?: number | undefined
  readonly stuck?: 'stuck' | undefined
}

/** A customer whose line must be derived anew, and the changes it had when that was found. */
export interface StaleLine {
  readonly orgnr: string
  readonly changes: number
}

/** Lines that no longer hold because something has changed, or where `today` is given because another day derived them; changed ones first. */
export async function staleLines(db: Db, { most, today }: { readonly most: number; readonly today: string | null }): Promise<StaleLine[]> {
  const lines = db.selectFrom('customer_line').select(['orgnr', 'changes']).limit(most)
  const changed = await lines.whereRef('derived_at_changes', '<', 'changes').execute()
  return changed.length > 0 || today === null ? changed : lines.where('derived_on', '<>', today).execute()
}

/** Those of these customers whose lines no longer hold today. */
export async function staleAmong(db: Db, orgnrs: readonly string[], today: string): Promise<StaleLine[]> {
  if (orgnrs.length === 0) return []
  return db.selectFrom('customer_line').select(['orgnr', 'changes']).where('orgnr', 'in', orgnrs).where((of) => of.or([of('derived_at_changes', '<', of.ref('changes')), of('derived_on', '<>', today)])).execute()
}

/** What every customer is called, by name. */
export async function lineNames(db: Db): Promise<{ readonly orgnr: string; readonly name: string }[]> {
  return db.selectFrom('customer').select(['orgnr', 'name']).orderBy('name').orderBy('orgnr').execute()
}

/** When each customer's line was derived, by name: as long as that is the same text, so is its outline. */
export async function linesDerived(db: Db): Promise<{ readonly orgnr: string; readonly derivedAt: string }[]> {
  const rows = await db.selectFrom('customer_line').select(['orgnr', 'derived_at_changes', 'derived_on']).orderBy('name').orderBy('orgnr').execute()
  return rows.map(({ orgnr, derived_at_changes: changes, derived_on: on }) => ({ orgnr, derivedAt: `${changes} ${on}` }))
}

/** One text that is another when a line has been derived anew. */
export async function linesStamp(db: Db): Promise<string> {
  const { rows } = await sql<{ stamp: string }>`select count(*) || ' ' || coalesce(sum(derived_at_changes), 0) || ' ' || coalesce(sum(cast(replace(derived_on, '-', '') as integer)), 0) as stamp from customer_line`.execute(db)
  return rows[0]?.stamp ?? ''
}

/** The outlines of these customers as JSON, by organisationsnummer; those never derived are left out. */
export async function keptOutlines(db: Db, orgnrs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = orgnrs.length === 0 ? [] : await db.selectFrom('customer_outline').selectAll().where('orgnr', 'in', orgnrs).execute()
  return new Map(rows.map(({ orgnr, outline_json: json }) => [orgnr, json]))
}

/** How many lines no longer hold because something has changed, or where `today` is given because another day derived them. */
export async function staleLineCount(db: Db, today: string | null): Promise<number> {
  const lines = db.selectFrom('customer_line').select((select) => select.fn.countAll<number>().as('count'))
  const stale = today === null ? lines.whereRef('derived_at_changes', '<', 'changes') : lines.where((of) => of.or([of('derived_at_changes', '<', of.ref('changes')), of('derived_on', '<>', today)]))
  return (await stale.executeTakeFirstOrThrow()).count
}

/** Keeps a derived line with its outline and tasks, unless a derivation of a newer state has come before it; what changed meanwhile leaves it stale. */
export async function keepLine(tx: Transaction, line: CustomerLine & { readonly search: string; readonly outlineJson: string }, tasks: readonly CustomerTask[], { changes, today }: { readonly changes: number; readonly today: string }): Promise<void> {
  const { numUpdatedRows } = await tx.updateTable('customer_line').set({
    derived_at_changes: changes, derived_on: today, name: line.name, search: line.search, phase: line.phase, step: line.step, steps_done: line.stepsDone, stuck: line.stuck, next_action: line.nextAction,
  }).where('orgnr', '=', line.orgnr).where('derived_at_changes', '<=', changes).executeTakeFirst()
  if (numUpdatedRows === 0n) return
  const outline = { outline_json: line.outlineJson }
  await tx.insertInto('customer_outline').values({ orgnr: line.orgnr, ...outline }).onConflict((conflict) => conflict.column('orgnr').doUpdateSet(outline)).execute()
  await replaceTasks(tx, line.orgnr, tasks)
}

/** Keeps that a customer could not be derived, with one task that says so in place of all; phase and step stay as they were last known. */
export async function keepUnderivable(tx: Transaction, { orgnr, nextAction, task }: { readonly orgnr: string; readonly nextAction: string; readonly task: CustomerTask }, { changes, today }: { readonly changes: number; readonly today: string }): Promise<void> {
  const { numUpdatedRows } = await tx.updateTable('customer_line').set({ derived_at_changes: changes, derived_on: today, stuck: 1, next_action: nextAction }).where('orgnr', '=', orgnr).where('derived_at_changes', '<=', changes).executeTakeFirst()
  if (numUpdatedRows > 0n) await replaceTasks(tx, orgnr, [task])
}

/** Lets every customer with a task of this kind be derived anew, though nothing has changed. */
export async function deriveAgain(tx: Transaction, kind: string): Promise<void> {
  await tx.updateTable('customer_line').set({ derived_on: '' }).where('orgnr', 'in', (select) => select.selectFrom('customer_task').select('orgnr').where('kind', '=', kind)).execute()
}

async function replaceTasks(tx: Transaction, orgnr: string, tasks: readonly CustomerTask[]): Promise<void> {
  await tx.deleteFrom('customer_task').where('orgnr', '=', orgnr).execute()
  for (const [index, task] of tasks.entries()) await tx.insertInto('customer_task').values({ orgnr, position: index + 1, ...task }).execute()
}

function linesWhere(db: Db, filter: LineFilter) {
  let asked = db.selectFrom('customer_line')
  for (const word of filter.words) asked = asked.where(sql<number>`instr(${sql.ref('search')} || ' ' || ${sql.ref('orgnr')}, ${word})`, '>', 0)
  if (filter.phase !== undefined) asked = asked.where('phase', '=', filter.phase)
  if (filter.step !== undefined) asked = asked.where('step', '=', filter.step)
  if (filter.stuck !== undefined) asked = asked.where('stuck', '>', 0)
  return asked
}

/** One page of the customers asked for, by name, and how many there are in all. */
export async function customerLines(db: Db, filter: LineFilter, { from, most }: { readonly from: number; readonly most: number }): Promise<{ readonly lines: CustomerLine[]; readonly total: number }> {
  const asked = linesWhere(db, filter)
  const { total } = await asked.select((select) => select.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await asked.selectAll().orderBy(sql`name collate nocase`).orderBy('orgnr').offset(from).limit(most).execute()
  return { lines: rows.map(lineFrom), total }
}

/** The organisationsnummer of so many of the customers asked for, in their order, from the one after `after`. */
export async function orgnrsAfter(db: Db, after: string, most: number, filter: LineFilter): Promise<string[]> {
  const rows = await linesWhere(db, filter).select('orgnr').where('orgnr', '>', after).orderBy('orgnr').limit(most).execute()
  return rows.map(({ orgnr }) => orgnr)
}

/** The lines of these customers, by organisationsnummer. */
export async function linesOf(db: Db, orgnrs: readonly string[]): Promise<CustomerLine[]> {
  const rows = orgnrs.length === 0 ? [] : await db.selectFrom('customer_line').selectAll().where('orgnr', 'in', orgnrs).orderBy('orgnr').execute()
  return rows.map(lineFrom)
}

/** Every customer's line, by name. */
export async function allLines(db: Db): Promise<CustomerLine[]> {
  return (await db.selectFrom('customer_line').selectAll().orderBy(sql`name collate nocase`).orderBy('orgnr').execute()).map(lineFrom)
}

/** How many tasks there are of each kind, and the longest waiting of them. */
export async function customerTasks(db: Db, kind: string, most: number, from = 0): Promise<{ readonly tasks: WaitingTask[]; readonly total: number }> {
  const { total } = await db.selectFrom('customer_task').select((select) => select.fn.countAll<number>().as('total')).where('kind', '=', kind).executeTakeFirstOrThrow()
  return { tasks: await tasksAfter(db, kind, null, most, from), total }
}

/** Those of one kind that come after a place among them, the longest waiting first. */
export async function tasksAfter(db: Db, kind: string, after: TaskPlace | null, most: number, from = 0): Promise<WaitingTask[]> {
  const ofKind = db.selectFrom('customer_task').innerJoin('customer_line', 'customer_line.orgnr', 'customer_task.orgnr').selectAll('customer_task').select('customer_line.name').where('kind', '=', kind)
  const asked = after === null ? ofKind : ofKind.where(sql<boolean>`(since, customer_task.orgnr, position) > (${after.since}, ${after.orgnr}, ${after.position})`)
  const rows = await asked.orderBy('since').orderBy('customer_task.orgnr').orderBy('position').limit(most).offset(from).execute()
  return rows.map((row) => ({ ...taskFrom(row), orgnr: row.orgnr, name: row.name, position: row.position }))
}

function lineFrom(row: Selectable<CustomerLineTable>): CustomerLine {
  return { orgnr: row.orgnr, name: row.name, phase: row.phase, step: row.step, stepsDone: row.steps_done, stuck: row.stuck, nextAction: row.next_action }
}

function taskFrom({ kind, what, why, since, path }: Selectable<CustomerTaskTable>): CustomerTask {
  return { kind, what, why, since, path }
}
