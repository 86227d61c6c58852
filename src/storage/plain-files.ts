import type { Db, Transaction } from './store.js'

/** The archive's files that have been looked at and are neither receipts nor sealed letters. */
export async function plainFiles(db: Db): Promise<ReadonlySet<string>> {
  return new Set((await db.selectFrom('plain_file').select('sha256').execute()).map(({ sha256 }) => sha256))
}

/** Remembers that these are. */
export async function rememberPlain(tx: Transaction, files: readonly string[]): Promise<void> {
  for (const sha256 of files) await tx.insertInto('plain_file').values({ sha256 }).onConflict((conflict) => conflict.doNothing()).execute()
}
