import { z } from 'zod'
import type { Db, Transaction } from './store.js'

/** One check of the whole archive: when it was done, by whose account or, before there are accounts, which user of the operating system, and how much it found. */
export const archiveCheckSchema = z.strictObject({ number: z.int(), checkedAt: z.string(), by: z.string(), filesChecked: z.int(), eventsChecked: z.int(), faults: z.int(), litter: z.int() })
export type ArchiveCheck = z.output<typeof archiveCheckSchema>

/** Records a check. */
export async function insertArchiveCheck(tx: Transaction, { checkedAt, by, filesChecked, eventsChecked, faults, litter }: Omit<ArchiveCheck, 'number'>): Promise<void> {
  await tx.insertInto('archive_check').values({ checked_at: checkedAt, by_name: by, files_checked: filesChecked, events_checked: eventsChecked, faults, litter }).execute()
}

/** The checks there have been, latest first, at most so many, those with lower numbers than `before` only. */
export async function archiveChecks(db: Db, { most, before }: { readonly most: number; readonly before: number | null }): Promise<ArchiveCheck[]> {
  const query = db.selectFrom('archive_check').selectAll().orderBy('number', 'desc').limit(most)
  const rows = await (before === null ? query : query.where('number', '<', before)).execute()
  return rows.map((row) => ({ number: row.number, checkedAt: row.checked_at, by: row.by_name, filesChecked: row.files_checked, eventsChecked: row.events_checked, faults: row.faults, litter: row.litter }))
}
