import { eSignedFileSchema, type ESignedFile } from '../../signing/e-signature/e-signature.js'
import { canonicalJson } from '../../templates/canonical-json.js'
import type { Db, Transaction } from './store.js'

/** What was found of electronic signatures in a scan, and the exemplar whose issued file it begins with; null when with none. */
export interface StoredESignedFile {
  readonly found: ESignedFile
  readonly issued: { readonly code: string; readonly exemplar: number } | null
}

/** Keeps what was found, in place of what was found in the same file before. */
export async function keepESignedFile(tx: Transaction, scan: string, { found, issued }: StoredESignedFile): Promise<void> {
  const row = { found_json: canonicalJson(eSignedFileSchema.parse(found)), issued_code: issued?.code ?? null, issued_exemplar: issued?.exemplar ?? null }
  await tx.insertInto('e_signed_file').values({ scan, ...row }).onConflict((conflict) => conflict.column('scan').doUpdateSet(row)).execute()
}

/** Null for a scan without electronic signatures. */
export async function eSignedFileOf(db: Db, scan: string): Promise<StoredESignedFile | null> {
  const row = await db.selectFrom('e_signed_file').selectAll().where('scan', '=', scan).executeTakeFirst()
  if (row === undefined) return null
  const { found_json: json, issued_code: code, issued_exemplar: exemplar } = row
  return { found: eSignedFileSchema.parse(JSON.parse(json)), issued: code === null || exemplar === null ? null : { code, exemplar } }
}
