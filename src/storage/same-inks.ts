import type { PageExamination } from '../../signing/page-examination.js'
import type { ShownPage } from './box-inks.js'
import { codesOf, isOneOf, type Exemplar } from './placements.js'
import type { Db } from './store.js'

type OtherBox = NonNullable<PageExamination['boxes'][number]['sameAs']>[number]

/** Told of each box: one more than a person is told by name. */
const MOST_OTHERS = 4

/** What other boxes, on pages that still are what they were taken for, show the very ink of boxes of these exemplars; each once, at most `MOST_OTHERS` a box. */
export async function sameInks(db: Db, exemplars: readonly Exemplar[]): Promise<(shown: ShownPage, box: string) => OtherBox[]> {
  const rows = await db.selectFrom('same_ink').innerJoin('box_ink as mine', 'mine.id', 'same_ink.one').innerJoin('box_ink as theirs', 'theirs.id', 'same_ink.other')
    .leftJoin('scan_page as seen', (join) => join.onRef('seen.scan', '=', 'theirs.scan').onRef('seen.source_page', '=', 'theirs.source_page'))
    .leftJoin('page_placement as placed', (join) => join.onRef('placed.scan', '=', 'theirs.scan').onRef('placed.source_page', '=', 'theirs.source_page').on('placed.taken_back_by', 'is', null))
    .select(['mine.scan', 'mine.source_page', 'mine.code', 'mine.exemplar', 'mine.page', 'mine.box', 'theirs.scan as otherScan', 'theirs.source_page as otherSourcePage', 'theirs.code as otherCode', 'theirs.exemplar as otherExemplar', 'theirs.page as otherPage', 'theirs.box as otherBox'])
    .where('mine.code', 'in', codesOf(exemplars))
    .where((of) => of.or([
      of.and([of('placed.event', 'is', null), of('seen.code', '=', of.ref('theirs.code')), of('seen.exemplar', '=', of.ref('theirs.exemplar')), of('seen.page', '=', of.ref('theirs.page'))]),
      of.and([of('placed.code', '=', of.ref('theirs.code')), of('placed.exemplar', '=', of.ref('theirs.exemplar')), of('placed.page', '=', of.ref('theirs.page'))]),
    ]))
    .orderBy('theirs.id').execute()
  const found = new Map<string, Map<string, OtherBox>>()
  for (const row of rows.filter(isOneOf(exemplars))) {
    const other: OtherBox = { id: row.otherBox, code: row.otherCode, exemplar: row.otherExemplar, page: row.otherPage, scan: row.otherScan, sourcePage: row.otherSourcePage }
    const name = nameOf({ ...row, sourcePage: row.source_page }, row.box)
    const others = found.get(name) ?? new Map<string, OtherBox>()
    const otherName = [other.code, other.exemplar, other.page, other.id].join(' ')
    if (others.size < MOST_OTHERS && !others.has(otherName)) others.set(otherName, other)
    found.set(name, others)
  }
  return (shown, box) => [...(found.get(nameOf(shown, box))?.values() ?? [])]
}

function nameOf({ scan, sourcePage, code, exemplar, page }: ShownPage, box: string): string {
  return [scan, sourcePage, code, exemplar, page, box].join(' ')
}
