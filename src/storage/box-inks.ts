import { inflateSync } from 'node:zlib'
import { measuresOf, sameInkAs, SEARCHED, SHAPE_BYTES } from '../../signing/ink/ink-shape.js'
import type { PageExamination } from '../../signing/page-examination.js'
import type { MatchedPage } from '../../signing/scan-report.js'
import type { Db, Transaction } from './store.js'

/** A scanned page as a page of an exemplar. */
export type ShownPage = Pick<MatchedPage, 'scan' | 'sourcePage' | 'code' | 'exemplar' | 'page'>

/** What is drawn in a box of a page that is to be kept. */
export interface DrawnBox {
  readonly box: string
  readonly shape: string
  readonly aspect: number
  readonly lean: number
  /** Whether another shape is the very same; told once, it is not looked at again. */
  readonly isSame: (other: string) => boolean
}

/** What is drawn in the boxes, compared with all that is kept so far: what `keepBoxInks` finds, while others wait, it need not compare again. */
export async function drawnIn(db: Db, boxes: PageExamination['boxes']): Promise<DrawnBox[]> {
  const drawn = boxes.flatMap(({ id, shape }) => (shape === undefined ? [] : [drawnBox(id, shape)]))
  for (const box of drawn) for (const { shape } of await alikeOf(db, box)) box.isSame(shape)
  return drawn
}

function drawnBox(box: string, shape: string): DrawnBox {
  const drawn = unpacked(shape)
  const isSameInk = sameInkAs(drawn)
  const told = new Map<string, boolean>()
  const isSame = (other: string): boolean => {
    const isIt = told.get(other) ?? isSameInk(unpacked(other))
    told.set(other, isIt)
    return isIt
  }
  return { box, shape, ...measuresOf(drawn), isSame }
}

/** Keeps what is drawn in the boxes of a scanned page, in place of what was kept of it as that page before, and notes which other boxes show the very same; other scans of the same box may, since they show the same paper. */
export async function keepBoxInks(tx: Transaction, { scan, sourcePage, code, exemplar, page }: ShownPage, drawn: readonly DrawnBox[]): Promise<void> {
  await tx.deleteFrom('box_ink').where('scan', '=', scan).where('source_page', '=', sourcePage).where('code', '=', code).where('exemplar', '=', exemplar).where('page', '=', page).execute()
  for (const one of drawn) {
    const { box, shape, aspect, lean, isSame } = one
    const others = (await alikeOf(tx, one)).filter((other) => other.code !== code || other.exemplar !== exemplar || other.page !== page || other.box !== box)
    const { id } = await tx.insertInto('box_ink').values({ scan, source_page: sourcePage, code, exemplar, page, box, aspect, lean, shape }).returning('id').executeTakeFirstOrThrow()
    for (const other of others) if (isSame(other.shape)) await tx.insertInto('same_ink').values([{ one: id, other: other.id }, { one: other.id, other: id }]).execute()
  }
}

function alikeOf(db: Db, { aspect, lean }: Pick<DrawnBox, 'aspect' | 'lean'>) {
  return db.selectFrom('box_ink').select(['id', 'code', 'exemplar', 'page', 'box', 'shape'])
    .where('aspect', '>=', aspect - SEARCHED).where('aspect', '<=', aspect + SEARCHED).where('lean', '>=', lean - SEARCHED).where('lean', '<=', lean + SEARCHED).execute()
}

function unpacked(shape: string): Uint8Array {
  return inflateSync(Buffer.from(shape, 'base64'), { maxOutputLength: SHAPE_BYTES })
}
