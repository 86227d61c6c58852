import type { Db, Transaction } from './store.js'

/** A receipt that the archive has not taken yet; `sha256` is that of its bytes, as the history names it. */
export interface OwedReceipt {
  readonly sha256: string
  readonly letter: string
  readonly text: string
}

/** Keeps a receipt until the archive can. */
export async function owe(tx: Transaction, { sha256, letter, text }: OwedReceipt): Promise<void> {
  await tx.insertInto('owed_receipt').values({ sha256, letter, receipt_text: text }).onConflict((conflict) => conflict.doNothing()).execute()
}

/** Every receipt that the archive has not taken yet. */
export async function owedReceipts(db: Db): Promise<OwedReceipt[]> {
  return db.selectFrom('owed_receipt').select(['sha256', 'letter', 'receipt_text as text']).orderBy('letter').orderBy('sha256').execute()
}

/** Forgets a receipt that lies in the archive now. */
export async function settleOwed(tx: Transaction, sha256: string): Promise<void> {
  await tx.deleteFrom('owed_receipt').where('sha256', '=', sha256).execute()
}
