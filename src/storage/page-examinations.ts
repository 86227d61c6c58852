import { pageExaminationSchema, withoutShapes, type PageExamination } from '../../signing/page-examination.js'
import type { MatchedPage } from '../../signing/scan-report.js'
import { canonicalJson } from '../../templates/canonical-json.js'
import { keepBoxInks, type DrawnBox } from './box-inks.js'
import { codesOf, isOneOf, placementsIn, type Exemplar } from './placements.js'
import { sameInks } from './same-inks.js'
import type { Db, Transaction } from './store.js'

/** A scanned page that shows a page of an exemplar, and what examining it found. */
export interface StoredExamination {
  readonly shown: Pick<MatchedPage, 'scan' | 'sourcePage' | 'code' | 'exemplar' | 'page'>
  readonly examination: PageExamination
}

/** Keeps what examinations found, and what is drawn in their boxes, in place of what was found on the same scanned pages before; their pictures must be in the archive already. */
export async function keepExaminations(tx: Transaction, found: readonly (StoredExamination & { readonly drawn: readonly DrawnBox[] })[]): Promise<void> {
  for (const { shown, examination, drawn } of found) {
    const row = { code: shown.code, exemplar: shown.exemplar, page: shown.page, examination_json: canonicalJson(pageExaminationSchema.parse(withoutShapes(examination))) }
    await tx.insertInto('page_examination').values({ scan: shown.scan, source_page: shown.sourcePage, ...row }).onConflict((conflict) => conflict.columns(['scan', 'source_page']).doUpdateSet(row)).execute()
    await keepBoxInks(tx, shown, drawn)
  }
}

/** Whether the scanned page is known to show that page of an exemplar, and has been examined. */
export async function isExamined(db: Db, { scan, sourcePage, code, exemplar, page }: StoredExamination['shown']): Promise<boolean> {
  const row = await db.selectFrom('page_examination').select('examination_json').where('scan', '=', scan).where('source_page', '=', sourcePage).where('code', '=', code).where('exemplar', '=', exemplar).where('page', '=', page).executeTakeFirst()
  return row !== undefined && examinationFrom(row.examination_json).unexamined === null
}

/** What examining the pages of these exemplars found, over all scans, those assigned to them by hand too. */
export async function examinationsOf(db: Db, exemplars: readonly Exemplar[]): Promise<StoredExamination[]> {
  const rows = await db.selectFrom('page_examination')
    .leftJoin('page_placement', (join) => join.onRef('page_placement.scan', '=', 'page_examination.scan').onRef('page_placement.source_page', '=', 'page_examination.source_page').on('page_placement.taken_back_by', 'is', null))
    .selectAll('page_examination')
    .where('page_placement.event', 'is', null).where('page_examination.code', 'in', codesOf(exemplars))
    .orderBy('page_examination.scan').orderBy('page_examination.source_page').execute()
  const byHand = (await placementsIn(db, exemplars)).flatMap(({ assigned }) => (assigned === null ? [] : [assigned]))
  const byCode = rows.filter(isOneOf(exemplars)).map((row) => ({ shown: { scan: row.scan, sourcePage: row.source_page, code: row.code, exemplar: row.exemplar, page: row.page }, examination: examinationFrom(row.examination_json) }))
  const found = [...byCode, ...byHand]
  const sameAs = found.length === 0 ? () => [] : await sameInks(db, exemplars)
  return found.map(({ shown, examination }) => ({ shown, examination: { ...examination, boxes: examination.boxes.map((box) => withSame(box, sameAs(shown, box.id))) } }))
}

/** What the box shows stays as it was read; that another shows the very same speaks against it (`doubtsAbout`). An empty one says enough. */
function withSame(box: PageExamination['boxes'][number], sameAs: NonNullable<(typeof box)['sameAs']>): typeof box {
  return sameAs.length === 0 || box.ink === 'empty' ? box : { ...box, sameAs }
}

/** An examination as it stands in its row. */
export function examinationFrom(json: string): PageExamination {
  return pageExaminationSchema.parse(JSON.parse(json))
}
