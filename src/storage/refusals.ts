import type { RefusalTable } from './account-database.js'
import type { Db, Transaction } from './store.js'

/** Adds refusals of one day, by failure code, and forgets days before `keptFrom`. */
export async function addRefusals(tx: Transaction, day: string, counts: ReadonlyMap<string, number>, keptFrom: string): Promise<void> {
  for (const [code, count] of counts) await tx.insertInto('refusal').values({ day, code, count }).onConflict((conflict) => conflict.columns(['day', 'code']).doUpdateSet((eb) => ({ count: eb('refusal.count', '+', count) }))).execute()
  await tx.deleteFrom('refusal').where('day', '<', keptFrom).execute()
}

/** The codes of which at least so many were refused on one of the days since, the latest day first. */
export async function manyRefusals(db: Db, since: string, fewest: number): Promise<RefusalTable[]> {
  return db.selectFrom('refusal').selectAll().where('day', '>=', since).where('count', '>=', fewest).orderBy('day', 'desc').orderBy('count', 'desc').execute()
}
