import type { PageExamination } from '../../signing/page-examination.js'
import type { ShownPage } from './box-inks.js'
import { codesOf, isOneOf, type Exemplar } from './placements.js'
import type { Db } from './store.js'

type OtherBox = NonNullable<PageExamination['boxes'][number]['sameAs']>[number]

/** Told of each box: one more than a person is told by name. */
const MOST_OTHERS = 4

/** What other boxes show the very ink that some scan shows in boxes of these exemplars, both on pages that still are what they were taken for; each once, at most `most` a box. A doubt of one showing is a doubt of the box: another scan may show its paper too badly for the ink to be known. */
export async function sameInks(db: Db, exemplars: readonly Exemplar[], most = MOST_OTHERS): Promise<(of: Pick<ShownPage, 'code' | 'exemplar' | 'page'>, box: string) => OtherBox[]> {
  const rows = await db.selectFrom('same_ink').innerJoin(stillShown(db).as('mine'), 'mine.id', 'same_ink.one').innerJoin(stillShown(db).as('theirs'), 'theirs.id', 'same_ink.other').innerJoin('version', 'version.code', 'theirs.code')
    .select(['mine.code', 'mine.exemplar', 'mine.page', 'mine.box', 'theirs.scan as otherScan', 'theirs.source_page as otherSourcePage', 'theirs.code as otherCode', 'theirs.exemplar as otherExemplar', 'theirs.page as otherPage', 'theirs.box as otherBox', 'version.superseded_by', 'version.cancelled_at'])
    .where('mine.code', 'in', codesOf(exemplars)).orderBy('theirs.id').execute()
  const found = new Map<string, Map<string, OtherBox>>()
  for (const row of rows.filter(isOneOf(exemplars))) {
    const fallen = row.superseded_by !== null || row.cancelled_at !== null
    const other: OtherBox = { id: row.otherBox, code: row.otherCode, exemplar: row.otherExemplar, page: row.otherPage, scan: row.otherScan, sourcePage: row.otherSourcePage, ...(fallen ? { fallen } : {}) }
    const name = nameOf(row, row.box)
    const others = found.get(name) ?? new Map<string, OtherBox>()
    const otherName = nameOf(other, other.id)
    if (others.size < most && !others.has(otherName)) others.set(otherName, other)
    found.set(name, others)
  }
  return (of, box) => [...(found.get(nameOf(of, box))?.values() ?? [])]
}

function stillShown(db: Db) {
  return db.selectFrom('box_ink')
    .leftJoin('scan_page as seen', (join) => join.onRef('seen.scan', '=', 'box_ink.scan').onRef('seen.source_page', '=', 'box_ink.source_page'))
    .leftJoin('page_placement as placed', (join) => join.onRef('placed.scan', '=', 'box_ink.scan').onRef('placed.source_page', '=', 'box_ink.source_page').on('placed.taken_back_by', 'is', null))
    .select(['box_ink.id', 'box_ink.scan', 'box_ink.source_page', 'box_ink.code', 'box_ink.exemplar', 'box_ink.page', 'box_ink.box'])
    .where((of) => of.or([
      of.and([of('placed.event', 'is', null), of('seen.code', '=', of.ref('box_ink.code')), of('seen.exemplar', '=', of.ref('box_ink.exemplar')), of('seen.page', '=', of.ref('box_ink.page'))]),
      of.and([of('placed.code', '=', of.ref('box_ink.code')), of('placed.exemplar', '=', of.ref('box_ink.exemplar')), of('placed.page', '=', of.ref('box_ink.page'))]),
    ]))
}

function nameOf({ code, exemplar, page }: Pick<ShownPage, 'code' | 'exemplar' | 'page'>, box: string): string {
  return [code, exemplar, page, box].join(' ')
}
