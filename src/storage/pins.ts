import { sql, type Selectable } from 'kysely'
import type { KeyPinTable } from './database.js'
import type { Db, Transaction } from './store.js'

/** That a fingerprint belongs to an address, said by one person and in effect when a second has said the same. */
export interface KeyPin {
  readonly fingerprint: string
  readonly address: string
  readonly firstBy: string
  readonly firstAt: string
  readonly secondBy: string | null
  readonly secondAt: string | null
}

/** What one person's entry of a fingerprint came to: 'first' waits for another person, 'second' puts the pin in effect, 'repeated' is the first person again, 'in-effect' was settled before. */
export type PinOutcome = 'first' | 'second' | 'repeated' | 'in-effect'

/** Records that a person entered a fingerprint for an address. */
export async function pinKey(tx: Transaction, entry: { readonly fingerprint: string; readonly address: string; readonly by: string; readonly at: string }): Promise<PinOutcome> {
  const { fingerprint, address, by, at } = entry
  const pin = await tx.selectFrom('key_pin').selectAll().where('fingerprint', '=', fingerprint).where('address', '=', address).executeTakeFirst()
  if (pin === undefined) {
    await tx.insertInto('key_pin').values({ fingerprint, address, first_by: by, first_at: at, second_by: null, second_at: null }).execute()
    return 'first'
  }
  if (pin.second_by !== null) return 'in-effect'
  if (pin.first_by === by) return 'repeated'
  await tx.updateTable('key_pin').set({ second_by: by, second_at: at }).where('fingerprint', '=', fingerprint).where('address', '=', address).execute()
  return 'second'
}

/** Every pin, by address and then in the order entered. */
export async function pins(db: Db): Promise<KeyPin[]> {
  const rows = await db.selectFrom('key_pin').selectAll().orderBy('address').orderBy('first_at').orderBy('fingerprint').execute()
  return rows.map(pinFrom)
}

/** The pin in effect for an address: the one that two persons settled last; null when there is none. */
export async function pinInEffect(db: Db, address: string): Promise<KeyPin | null> {
  const row = await db.selectFrom('key_pin').selectAll().where(sql<string>`lower(address)`, '=', address.toLowerCase()).where('second_at', 'is not', null).orderBy('second_at', 'desc').limit(1).executeTakeFirst()
  return row === undefined ? null : pinFrom(row)
}

function pinFrom(row: Selectable<KeyPinTable>): KeyPin {
  return { fingerprint: row.fingerprint, address: row.address, firstBy: row.first_by, firstAt: row.first_at, secondBy: row.second_by, secondAt: row.second_at }
}
