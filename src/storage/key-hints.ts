import { sql, type Selectable } from 'kysely'
import { z } from 'zod'
import { addressKey } from '../../signing/same-address.js'
import type { KeyHintTable } from './key-database.js'
import type { Db, Transaction } from './store.js'

/** That a mail which says it is from an address carried a key: a reason to ask, never to trust. */
export const keyHintSchema = z.strictObject({ fingerprint: z.string(), address: z.string(), source: z.enum(['autocrypt', 'mail']), seenAt: z.string() }).readonly()
export type KeyHint = z.infer<typeof keyHintSchema>

/** Keeps what a mail claimed; seen again, only the instant is renewed. */
export async function keepKeyHint(tx: Transaction, { fingerprint, address, source, seenAt }: KeyHint): Promise<void> {
  await tx.insertInto('key_hint').values({ fingerprint, address: addressKey(address), source, seen_at: seenAt })
    .onConflict((conflict) => conflict.columns(['fingerprint', 'address', 'source']).doUpdateSet({ seen_at: seenAt })).execute()
}

/** What mails have claimed about the keys of an address, the latest first; of every address when none is named. */
export async function keyHints(db: Db, address: string | null): Promise<KeyHint[]> {
  const all = db.selectFrom('key_hint').selectAll().orderBy('seen_at', 'desc').orderBy('fingerprint')
  const rows = await (address === null ? all : all.where(sql<string>`lower(address)`, '=', addressKey(address))).execute()
  return rows.map(hintFrom)
}

function hintFrom({ fingerprint, address, source, seen_at: seenAt }: Selectable<KeyHintTable>): KeyHint {
  return keyHintSchema.parse({ fingerprint, address, source, seenAt })
}
