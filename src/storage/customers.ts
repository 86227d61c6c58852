import { factsSchema, type Facts } from '../../templates/facts.js'
import { canonicalJson } from '../../templates/canonical-json.js'
import type { Db, Transaction } from './store.js'

/** A customer as registered, with its facts: those that papers to be signed are made from, or the latest draft's until there are any. */
export interface Customer {
  readonly orgnr: string
  readonly name: string
  readonly facts: Facts
  readonly factsSha256: string
  /** The instant the customer was first saved. */
  readonly registeredAt: string
}

/** Keeps facts under their hash, for versions to be made from; the customer's own stay. `registeredAt` counts only the first time. */
export async function keepFacts(tx: Transaction, { orgnr, facts, factsSha256, registeredAt }: Customer): Promise<void> {
  await tx
    .insertInto('facts')
    .values({ sha256: factsSha256, orgnr, facts_json: canonicalJson(facts), recorded_at: registeredAt })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .execute()
}

/** Registers a customer or records new facts for a known one; earlier facts stay under their hash. `registeredAt` counts only the first time. */
export async function saveCustomer(tx: Transaction, customer: Customer): Promise<void> {
  await keepFacts(tx, customer)
  const latest = { name: customer.name, facts_sha256: customer.factsSha256 }
  await tx
    .insertInto('customer')
    .values({ orgnr: customer.orgnr, ...latest, registered_at: customer.registeredAt })
    .onConflict((conflict) => conflict.column('orgnr').doUpdateSet(latest))
    .execute()
}

/** The customer with that organisationsnummer, as the facts write it; null when none is registered. */
export async function customerOf(db: Db, orgnr: string): Promise<Customer | null> {
  const row = await latestFacts(db).where('customer.orgnr', '=', orgnr).executeTakeFirst()
  return row === undefined ? null : customerFrom(row)
}

/** What the customers with these organisationsnummer are called, by number. */
export async function customerNames(db: Db, orgnrs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = orgnrs.length === 0 ? [] : await db.selectFrom('customer').select(['orgnr', 'name']).where('orgnr', 'in', orgnrs).execute()
  return new Map(rows.map(({ orgnr, name }) => [orgnr, name]))
}

/** What the first so many customers by name are called. */
export async function firstNames(db: Db, most: number): Promise<{ readonly orgnr: string; readonly name: string }[]> {
  return db.selectFrom('customer').select(['orgnr', 'name']).orderBy('name').orderBy('orgnr').limit(most).execute()
}

/** Every customer, by name. */
export async function customers(db: Db): Promise<Customer[]> {
  const rows = await latestFacts(db).orderBy('customer.name').orderBy('customer.orgnr').execute()
  return rows.map(customerFrom)
}

/** The facts recorded under a hash; null when there are none, or when this program no longer reads them. */
export async function recordedFacts(db: Db, sha256: string): Promise<Facts | null> {
  const row = await db.selectFrom('facts').select('facts_json').where('sha256', '=', sha256).executeTakeFirst()
  return row === undefined ? null : (factsSchema.safeParse(JSON.parse(row.facts_json)).data ?? null)
}

function latestFacts(db: Db) {
  return db
    .selectFrom('customer')
    .innerJoin('facts', 'facts.sha256', 'customer.facts_sha256')
    .select(['customer.orgnr', 'customer.name', 'customer.facts_sha256', 'customer.registered_at', 'facts.facts_json'])
}

function customerFrom(row: { orgnr: string; name: string; facts_sha256: string; registered_at: string; facts_json: string }): Customer {
  return { orgnr: row.orgnr, name: row.name, facts: factsSchema.parse(JSON.parse(row.facts_json)), factsSha256: row.facts_sha256, registeredAt: row.registered_at }
}
