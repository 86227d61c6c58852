import type { PageExamination } from '../../signing/page-examination.js'
import type { ShownPage } from './box-inks.js'
import { codesOf, isOneOf, type Exemplar } from './placements.js'
import { pagesOfScan } from './scans.js'
import type { Db } from './store.js'

type OtherBox = NonNullable<PageExamination['boxes'][number]['sameAs']>[number]

/** What other boxes, on pages that still are what they were taken for, show the very ink of boxes of these exemplars. */
export async function sameInks(db: Db, exemplars: readonly Exemplar[]): Promise<(shown: ShownPage, box: string) => OtherBox[]> {
  const rows = await db.selectFrom('same_ink').innerJoin('box_ink as mine', 'mine.id', 'same_ink.one').innerJoin('box_ink as theirs', 'theirs.id', 'same_ink.other')
    .select(['mine.scan', 'mine.source_page', 'mine.code', 'mine.exemplar', 'mine.page', 'mine.box', 'theirs.scan as otherScan', 'theirs.source_page as otherSourcePage', 'theirs.code as otherCode', 'theirs.exemplar as otherExemplar', 'theirs.page as otherPage', 'theirs.box as otherBox'])
    .where('mine.code', 'in', codesOf(exemplars)).orderBy('theirs.id').execute()
  const found = new Map<string, OtherBox[]>()
  for (const row of rows.filter(isOneOf(exemplars))) {
    const other: OtherBox = { id: row.otherBox, code: row.otherCode, exemplar: row.otherExemplar, page: row.otherPage, scan: row.otherScan, sourcePage: row.otherSourcePage }
    if (!(await isStill(db, other))) continue
    const name = nameOf({ ...row, sourcePage: row.source_page }, row.box)
    found.set(name, [...(found.get(name) ?? []), other])
  }
  return (shown, box) => found.get(nameOf(shown, box)) ?? []
}

/** Whether a scanned page still counts as the page that it was examined as. */
async function isStill(db: Db, { scan, sourcePage, code, exemplar, page }: ShownPage): Promise<boolean> {
  return (await pagesOfScan(db, scan)).some((one) => one.sourcePage === sourcePage && 'code' in one && one.code === code && one.exemplar === exemplar && one.page === page)
}

function nameOf({ scan, sourcePage, code, exemplar, page }: ShownPage, box: string): string {
  return [scan, sourcePage, code, exemplar, page, box].join(' ')
}
