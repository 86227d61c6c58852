import type { CodePlace, Rectangle } from '../stamp.js'
import { BODY, codePlacesOn, hundredths, PAGE, pointsOf, QUIET_MODULES, type SheetSize } from './geometry.js'

/** A coordinate transformation as PDF writes it (ISO 32000-1, 8.3.3): a b c d e f. */
export type Matrix = readonly [number, number, number, number, number, number]

/** What is seen of a page: its box in its own coordinates, and how far clockwise it is turned when shown. */
export interface PageView {
  readonly box: Rectangle
  readonly turned: 0 | 90 | 180 | 270
}

/** A page of a foreign PDF on a sheet of ours. */
export interface PlacedPage extends SheetSize {
  readonly codePlaces: readonly CodePlace[]
  /** From the page's own coordinates to the sheet's. */
  readonly matrix: Matrix
  /** 1 when the page is as large as it was. */
  readonly scale: number
}

/** White between the codes and what is shown. */
const CLEARANCE_PT = 2
/** What printers leave white. */
const SIDE_PT = pointsOf(8)
const LYING: SheetSize = { widthPt: PAGE.heightPt, heightPt: PAGE.widthPt }

function isOnItsSide({ turned }: PageView): boolean {
  return turned === 90 || turned === 270
}

/** How large a page is as it is shown. */
export function shownSize(view: PageView): SheetSize {
  const { widthPt, heightPt } = view.box
  return isOnItsSide(view) ? { widthPt: heightPt, heightPt: widthPt } : { widthPt, heightPt }
}

/** Puts the lower left corner of the page as it is shown at the origin. */
function upright({ box, turned }: PageView): Matrix {
  const [right, top] = [box.xPt + box.widthPt, box.yPt + box.heightPt]
  switch (turned) {
    case 0:
      return [1, 0, 0, 1, -box.xPt, -box.yPt]
    case 90:
      return [0, -1, 1, 0, -box.yPt, right]
    case 180:
      return [-1, 0, 0, -1, right, top]
    case 270:
      return [0, 1, -1, 0, top, -box.xPt]
    default:
      throw new Error(turned satisfies never)
  }
}

/** The page as large as it may be, at most as it was, in the middle of an A4 sheet between the bands of the two codes; so much of the foot of the column is kept clear. */
export function placePage(view: PageView, footPt = 0): PlacedPage {
  const shown = shownSize(view)
  const sheet = shown.widthPt > shown.heightPt ? LYING : PAGE
  const codePlaces = codePlacesOn(sheet)
  const [top, bottom] = codePlaces
  const quietPt = (top.sizePt / 25) * QUIET_MODULES + CLEARANCE_PT
  const [lowYPt, highYPt] = [footPt > 0 ? BODY.yPt + footPt : bottom.yPt + bottom.sizePt + quietPt, top.yPt - quietPt]
  const scale = Math.min(1, (sheet.widthPt - 2 * SIDE_PT) / shown.widthPt, (highYPt - lowYPt) / shown.heightPt)
  const [a, b, c, d, e, f] = upright(view)
  const xPt = (sheet.widthPt - scale * shown.widthPt) / 2
  const yPt = (lowYPt + highYPt - scale * shown.heightPt) / 2
  return { ...sheet, codePlaces, scale, matrix: [a * scale, b * scale, c * scale, d * scale, e * scale + xPt, f * scale + yPt] }
}

/** A rectangle that holds what the matrix makes of an area. */
export function movedArea([a, b, c, d, e, f]: Matrix, { xPt, yPt, widthPt, heightPt }: Rectangle): Rectangle {
  const corners = [[xPt, yPt], [xPt + widthPt, yPt], [xPt, yPt + heightPt], [xPt + widthPt, yPt + heightPt]] as const
  const xs = corners.map(([x, y]) => a * x + c * y + e)
  const ys = corners.map(([x, y]) => b * x + d * y + f)
  const [left, low] = [Math.min(...xs), Math.min(...ys)]
  return { xPt: left, yPt: low, widthPt: Math.max(...xs) - left, heightPt: Math.max(...ys) - low }
}

/** Where an area of the page stands on the sheet, to a hundredth of a point. */
export function placedArea({ matrix }: Pick<PlacedPage, 'matrix'>, area: Rectangle): Rectangle {
  const moved = movedArea(matrix, area)
  return { xPt: hundredths(moved.xPt), yPt: hundredths(moved.yPt), widthPt: hundredths(moved.widthPt), heightPt: hundredths(moved.heightPt) }
}
