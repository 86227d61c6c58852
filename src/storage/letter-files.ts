import type { Db, Transaction } from './store.js'

/** One document as attached to a letter: exactly its confirmed pages, kept in the archive under `sha256`. */
export interface LetterFile {
  readonly code: string
  readonly fileName: string
  readonly sha256: string
  readonly bytes: number
  readonly pageCount: number
  /** Which of the letter's mails it is in; 1 of a letter that is one. */
  readonly part: number
}

/** Records what is attached to a letter, in place of what was recorded before. */
export async function insertLetterFiles(tx: Transaction, letter: string, files: readonly LetterFile[]): Promise<void> {
  await tx.deleteFrom('letter_file').where('letter', '=', letter).execute()
  if (files.length === 0) return
  await tx
    .insertInto('letter_file')
    .values(files.map((file) => ({ letter, code: file.code, file_name: file.fileName, sha256: file.sha256, bytes: file.bytes, page_count: file.pageCount, part: file.part })))
    .execute()
}

/** What was attached to a letter, by code. */
export async function letterFilesOf(db: Db, letter: string): Promise<LetterFile[]> {
  const rows = await db.selectFrom('letter_file').selectAll().where('letter', '=', letter).orderBy('code').execute()
  return rows.map((row) => ({ code: row.code, fileName: row.file_name, sha256: row.sha256, bytes: row.bytes, pageCount: row.page_count, part: row.part }))
}
