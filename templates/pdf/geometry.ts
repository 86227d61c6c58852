import type { CodePlace, Rectangle } from '../stamp.js'

const MM = 72 / 25.4

/** A coordinate to a hundredth of a point (0.004 mm), so that what is drawn is what manifests say. */
export function hundredths(lengthPt: number): number {
  return Math.round(lengthPt * 100) / 100
}

/** PDF points of a length in millimetres. */
export function pointsOf(millimetres: number): number {
  return hundredths(millimetres * MM)
}

/** A4 (ISO 216) in PDF points. */
export const PAGE = { widthPt: 595.28, heightPt: 841.89 } as const

const SIDE_PT = pointsOf(25)
const EDGE_PT = pointsOf(12)
const CODE_PT = pointsOf(15)
const BODY_EDGE_PT = pointsOf(34)

/** Modules of white round a QR symbol (ISO/IEC 18004, 9.1). */
export const QUIET_MODULES = 4

/** Where running text stands on every page. */
export const BODY: Rectangle = {
  xPt: SIDE_PT,
  yPt: BODY_EDGE_PT,
  widthPt: hundredths(PAGE.widthPt - 2 * SIDE_PT),
  heightPt: hundredths(PAGE.heightPt - 2 * BODY_EDGE_PT),
}

/** How large a sheet is, upright or lying. */
export interface SheetSize {
  readonly widthPt: number
  readonly heightPt: number
}

/** Where the two QR symbols stand on a sheet: in line with the column, clear of punched holes and of what printers leave white. */
export function codePlacesOn({ widthPt, heightPt }: SheetSize): readonly [CodePlace, CodePlace] {
  return [
    { corner: 'topRight', xPt: hundredths(widthPt - SIDE_PT - CODE_PT), yPt: hundredths(heightPt - EDGE_PT - CODE_PT), sizePt: CODE_PT },
    { corner: 'bottomLeft', xPt: SIDE_PT, yPt: EDGE_PT, sizePt: CODE_PT },
  ]
}

/** Where they stand on every page of our own documents. */
export const CODE_PLACES = codePlacesOn(PAGE)

/** The width kept for a code's letters beside its symbol. */
const CODE_LETTERS_PT = 92
const CODE_GAP_PT = 10

/** Where the running head stands: top left, as high as the code and clear of it and its letters. */
export const HEAD: Rectangle = {
  xPt: SIDE_PT,
  yPt: CODE_PLACES[0].yPt,
  widthPt: CODE_PLACES[0].xPt - 2 * CODE_GAP_PT - CODE_LETTERS_PT - SIDE_PT,
  heightPt: CODE_PT,
}

/** Where the running foot stands: to the right of the lower code. */
export const FOOT: Rectangle = {
  xPt: SIDE_PT + CODE_PT + CODE_GAP_PT,
  yPt: EDGE_PT,
  widthPt: BODY.widthPt - CODE_PT - CODE_GAP_PT,
  heightPt: CODE_PT,
}

/** White kept round each code, beside which its letters stand. */
export const CODE_CLEARANCE_PT = CODE_GAP_PT
