import type { Selectable } from 'kysely'
import { z } from 'zod'
import { canonicalJson } from '../../templates/canonical-json.js'
import type { CleanCopyTable } from './database.js'
import { letterEvidenceSchema, type LetterEvidence } from './letter-evidence.js'
import type { Db, Transaction } from './store.js'

const askewSchema = z.array(z.int().positive())

/** A document's confirmed pages as one PDF, kept in the archive under `sha256`. */
export interface CleanCopy {
  readonly code: string
  readonly exemplar: number
  /** The pages it was made of, in its order: which scan and which page of it shows each. */
  readonly pages: LetterEvidence
  readonly sha256: string
  readonly bytes: number
  readonly pageCount: number
  /** Its pages, counted from 1, that lie as they were scanned, since neither an examination nor their codes told how; null where that was not noted. */
  readonly askew: readonly number[] | null
  readonly madeAt: string
}

/** The copy made of exactly these pages; null when none has been. */
export async function cleanCopyOf(db: Db, code: string, pages: LetterEvidence): Promise<CleanCopy | null> {
  const row = await db.selectFrom('clean_copy').selectAll().where('code', '=', code).where('pages_json', '=', textOf(pages)).executeTakeFirst()
  return row === undefined ? null : cleanCopyFrom(row)
}

/** Records a copy whose bytes are in the archive; false when there is one of the same pages already, which stays. */
export async function insertCleanCopy(tx: Transaction, copy: CleanCopy): Promise<boolean> {
  const { code, exemplar, sha256, bytes, pageCount, madeAt } = copy
  const result = await tx.insertInto('clean_copy').values({ code, exemplar, pages_json: textOf(copy.pages), sha256, bytes, page_count: pageCount, made_at: madeAt, askew_json: copy.askew === null ? null : JSON.stringify(copy.askew) }).onConflict((conflict) => conflict.columns(['code', 'pages_json']).doNothing()).executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** Every copy, or those of one document, oldest first. */
export async function cleanCopies(db: Db, code: string | null): Promise<CleanCopy[]> {
  let query = db.selectFrom('clean_copy').selectAll().orderBy('made_at').orderBy('code').orderBy('exemplar')
  if (code !== null) query = query.where('code', '=', code)
  return (await query.execute()).map(cleanCopyFrom)
}

function textOf(pages: LetterEvidence): string {
  return canonicalJson(letterEvidenceSchema.parse(pages))
}

function cleanCopyFrom(row: Selectable<CleanCopyTable>): CleanCopy {
  return { code: row.code, exemplar: row.exemplar, pages: letterEvidenceSchema.parse(JSON.parse(row.pages_json)), sha256: row.sha256, bytes: row.bytes, pageCount: row.page_count, madeAt: row.made_at, askew: row.askew_json === null ? null : askewSchema.parse(JSON.parse(row.askew_json)) }
}
