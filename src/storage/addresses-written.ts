import { addressKey } from '../../signing/same-address.js'
import type { Db } from './store.js'

/** Every address that letters of these sorts have gone to, as keys to compare with; with drafts count the addresses that a key is pinned to. */
export async function addressesWritten(db: Db, sorts: readonly ('review' | 'draft')[]): Promise<ReadonlySet<string>> {
  const review = sorts.includes('review') ? await db.selectFrom('letter').select('recipient').distinct().execute() : []
  const drafts = sorts.includes('draft') ? await db.selectFrom('ordinary_letter').select('recipient').distinct().where('purpose', '=', 'draft').execute() : []
  const pinned = sorts.includes('draft') ? await db.selectFrom('key_pin').select('address as recipient').distinct().execute() : []
  return new Set([...review, ...drafts, ...pinned].map(({ recipient }) => addressKey(recipient)))
}

/** Every address that reminders have gone to, as keys to compare with. */
export async function addressesReminded(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('ordinary_letter').select('recipient').distinct().where('purpose', '=', 'reminder').execute()
  return new Set(rows.map(({ recipient }) => addressKey(recipient)))
}
