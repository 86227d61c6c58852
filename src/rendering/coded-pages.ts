import { stampsOf } from '../../signing/page-code.js'
import type { PlacedPage } from '../../templates/pdf/place-page.js'
import type { Corner, Stamp } from '../../templates/stamp.js'
import type { RenderJob } from './render-version.js'

/** One page of a version with the codes of every exemplar, as `manifest.json` says it. */
export interface CodedPage {
  readonly page: number
  readonly widthPt: number
  readonly heightPt: number
  readonly codes: readonly { readonly exemplar: number; readonly corner: Corner; readonly text: string; readonly xPt: number; readonly yPt: number; readonly sizePt: number }[]
}

/** Every page's stamp by exemplar, made once: both the PDF and the manifest say it. */
export function stampsOfExemplars({ key, code, exemplars, draft }: Pick<RenderJob, 'key' | 'code' | 'exemplars' | 'draft'>, pageCount: number): Map<number, Stamp[]> {
  const ordinals = draft ? [0] : Array.from({ length: exemplars }, (_, index) => index + 1)
  return new Map(ordinals.map((exemplar) => {
    const stampFor = stampsOf({ keyId: key.id, key: key.bytes, code, exemplar, exemplars, draft })
    return [exemplar, Array.from({ length: pageCount }, (_, index) => stampFor(index + 1, pageCount))]
  }))
}

/** One page's stamp; pages count from 1. */
export function stampAt(ofPages: readonly Stamp[], page: number): Stamp {
  const stamp = ofPages[page - 1]
  if (stamp === undefined) throw new Error(`there is no page ${page} among ${ofPages.length}`)
  return stamp
}

/** A printed page's size and where its codes stand. */
export type Sheet = Pick<PlacedPage, 'widthPt' | 'heightPt' | 'codePlaces'>

/** What `manifest.json` says of the pages' codes. */
export function codedPages(sheets: readonly Sheet[], stamps: ReadonlyMap<number, readonly Stamp[]>): CodedPage[] {
  return sheets.map(({ widthPt, heightPt, codePlaces }, index) => ({
    page: index + 1,
    widthPt,
    heightPt,
    codes: [...stamps].flatMap(([exemplar, ofPages]) => codePlaces.map((place) => ({ exemplar, corner: place.corner, text: stampAt(ofPages, index + 1).text, xPt: place.xPt, yPt: place.yPt, sizePt: place.sizePt }))),
  }))
}
