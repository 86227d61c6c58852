import { inflateSync } from 'node:zlib'
import { measuresOf, sameInkAs, SEARCHED } from '../../signing/ink/ink-shape.js'
import type { PageExamination } from '../../signing/page-examination.js'
import type { MatchedPage } from '../../signing/scan-report.js'
import type { Transaction } from './store.js'

/** A scanned page as a page of an exemplar. */
export type ShownPage = Pick<MatchedPage, 'scan' | 'sourcePage' | 'code' | 'exemplar' | 'page'>

/** Keeps what is drawn in the boxes of a scanned page, in place of what was kept of it as that page before, and notes which other boxes show the very same; other scans of the same box may, since they show the same paper. */
export async function keepBoxInks(tx: Transaction, { scan, sourcePage, code, exemplar, page }: ShownPage, boxes: PageExamination['boxes']): Promise<void> {
  await tx.deleteFrom('box_ink').where('scan', '=', scan).where('source_page', '=', sourcePage).where('code', '=', code).where('exemplar', '=', exemplar).where('page', '=', page).execute()
  for (const { id: box, shape } of boxes) {
    if (shape === undefined) continue
    const drawn = unpacked(shape)
    const { aspect, lean } = measuresOf(drawn)
    const isSame = sameInkAs(drawn)
    const { id } = await tx.insertInto('box_ink').values({ scan, source_page: sourcePage, code, exemplar, page, box, aspect, lean, shape }).returning('id').executeTakeFirstOrThrow()
    const alike = await tx.selectFrom('box_ink').select(['id', 'shape'])
      .where('aspect', '>=', aspect - SEARCHED).where('aspect', '<=', aspect + SEARCHED).where('lean', '>=', lean - SEARCHED).where('lean', '<=', lean + SEARCHED)
      .where((of) => of.not(of.and([of('code', '=', code), of('exemplar', '=', exemplar), of('page', '=', page), of('box', '=', box)]))).execute()
    for (const other of alike) {
      if (!isSame(unpacked(other.shape))) continue
      await tx.insertInto('same_ink').values([{ one: id, other: other.id }, { one: other.id, other: id }]).execute()
    }
  }
}

function unpacked(shape: string): Uint8Array {
  return inflateSync(Buffer.from(shape, 'base64'))
}
