import { sql, type Selectable } from 'kysely'
import { z } from 'zod'
import { KEY_EXCEPTIONS, type KeyException } from '../../contracts/event.js'
import { addressKey } from '../../signing/same-address.js'
import type { KeyPinTable } from './key-database.js'
import type { Db, Transaction } from './store.js'

const keyPin = {
  fingerprint: z.string(), address: z.string(), firstBy: z.string(), firstAt: z.string(), secondBy: z.string().nullable(), secondAt: z.string().nullable(),
  exception: z.enum(KEY_EXCEPTIONS).nullable(), ended: z.strictObject({ by: z.string(), at: z.string(), reason: z.string(), replacedBy: z.string().nullable() }).nullable(),
}

/** That a fingerprint belongs to an address, said by one person and in effect when a second has said the same, until it is ended. */
export const keyPinSchema = z.strictObject(keyPin).readonly()
export type KeyPin = z.infer<typeof keyPinSchema>

/** What one person's entry of a fingerprint came to: 'first' waits for another person, 'second' puts the pin in effect, 'repeated' is the first person again, 'in-effect' was settled before. */
export const PIN_OUTCOMES = ['first', 'second', 'repeated', 'in-effect'] as const
export type PinOutcome = (typeof PIN_OUTCOMES)[number]

/** One person's word about a key. */
export interface PinEntry {
  readonly fingerprint: string
  readonly address: string
  readonly by: string
  readonly at: string
  /** Counts with the first person's entry alone; the second must have said the same. */
  readonly exception: KeyException | null
}

/** Records that a person entered a fingerprint for an address; the second one ends every earlier pin of that address. */
export async function pinKey(tx: Transaction, { fingerprint, address, by, at, exception }: PinEntry): Promise<PinOutcome> {
  const pin = await openPins(tx, address).where('fingerprint', '=', fingerprint).executeTakeFirst()
  if (pin === undefined) {
    await tx.insertInto('key_pin').values({ fingerprint, address, first_by: by, first_at: at, second_by: null, second_at: null, exception }).execute()
    return 'first'
  }
  if (pin.second_by !== null) return 'in-effect'
  if (pin.first_by === by) return 'repeated'
  await tx.updateTable('key_pin').set({ second_by: by, second_at: at }).where('id', '=', pin.id).execute()
  await tx.updateTable('key_pin').set({ ended_by: by, ended_at: at, end_reason: 'en ny nyckel är fäst', replaced_by: fingerprint })
    .where(sql<string>`lower(address)`, '=', addressKey(address)).where('ended_at', 'is', null).where('second_at', 'is not', null).where('id', '<>', pin.id).execute()
  return 'second'
}

/** Ends the pin of a fingerprint to an address, entered by one person or two; false when there is none. */
export async function endPin(tx: Transaction, { fingerprint, address, by, at, reason }: { readonly fingerprint: string; readonly address: string; readonly by: string; readonly at: string; readonly reason: string }): Promise<boolean> {
  const result = await tx.updateTable('key_pin').set({ ended_by: by, ended_at: at, end_reason: reason })
    .where('fingerprint', '=', fingerprint).where(sql<string>`lower(address)`, '=', addressKey(address)).where('ended_at', 'is', null).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Every pin, ended ones too, by address and then in the order entered. */
export async function pins(db: Db): Promise<KeyPin[]> {
  const rows = await db.selectFrom('key_pin').selectAll().orderBy('address').orderBy('first_at').orderBy('id').execute()
  return rows.map(pinFrom)
}

/** The pin in effect for an address: the one that two persons settled last and nobody has ended; null when there is none. */
export async function pinInEffect(db: Db, address: string): Promise<KeyPin | null> {
  const row = await openPins(db, address).where('second_at', 'is not', null).orderBy('second_at', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row === undefined ? null : pinFrom(row)
}

function openPins(db: Db, address: string) {
  return db.selectFrom('key_pin').selectAll().where(sql<string>`lower(address)`, '=', addressKey(address)).where('ended_at', 'is', null)
}

function pinFrom(row: Selectable<KeyPinTable>): KeyPin {
  const { ended_by: by, ended_at: at, end_reason: reason, replaced_by: replacedBy } = row
  return keyPinSchema.parse({
    fingerprint: row.fingerprint, address: row.address, firstBy: row.first_by, firstAt: row.first_at, secondBy: row.second_by, secondAt: row.second_at,
    exception: row.exception, ended: by === null || at === null || reason === null ? null : { by, at, reason, replacedBy },
  })
}
