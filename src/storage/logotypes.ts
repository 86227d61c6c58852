import type { Db, Transaction } from './store.js'

/** A customer's logotype as handed in: the name that the facts give the file, and the picture in the archive. */
export interface KeptLogotype {
  readonly orgnr: string
  readonly fileName: string
  readonly sha256: string
  readonly recordedAt: string
}

/** Records a picture as the customer's logotype from then on; earlier ones stay, since versions were made with them. */
export async function saveLogotype(tx: Transaction, { orgnr, fileName, sha256, recordedAt }: KeptLogotype): Promise<void> {
  await tx.insertInto('logotype').values({ orgnr, file_name: fileName, sha256, recorded_at: recordedAt }).execute()
}

/** The logotype of that file name that a version issued at `at` (an instant) was made with; null when none had been handed in. */
export async function logotypeAt(db: Db, orgnr: string, fileName: string, at: string): Promise<KeptLogotype | null> {
  const row = await db.selectFrom('logotype').selectAll().where('orgnr', '=', orgnr).where('file_name', '=', fileName).where('recorded_at', '<=', at).orderBy('sequence', 'desc').limit(1).executeTakeFirst()
  return row === undefined ? null : { orgnr: row.orgnr, fileName: row.file_name, sha256: row.sha256, recordedAt: row.recorded_at }
}

/** Every logotype ever recorded, in that order. */
export async function logotypes(db: Db): Promise<KeptLogotype[]> {
  const rows = await db.selectFrom('logotype').selectAll().orderBy('sequence').execute()
  return rows.map((row) => ({ orgnr: row.orgnr, fileName: row.file_name, sha256: row.sha256, recordedAt: row.recorded_at }))
}
