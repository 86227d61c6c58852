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

/** A rectangle of the page's own coordinates, on the page as it is shown. */
export function shownArea(view: PageView, area: Rectangle): Rectangle {
  return movedArea(upright(view), area)
}

/** A rectangle of the page as it is shown, in the page's own coordinates. */
export function ownArea(view: PageView, area: Rectangle): Rectangle {
  const [a, b, c, d, e, f] = upright(view)
  // The inverse of a turn is its transpose.
  return movedArea([a, c, b, d, -(a * e + b * f), -(c * e + d * f)], area)
}

/**
 * The page as large as it may be, at most as it was, on an A4 sheet: what is printed on it, as it is shown, stands between the bands of the two codes, and as near as may be to where it stood with the page in the middle. So much of the foot of the column is kept clear.
 */
export function placePage(view: PageView, footPt = 0, printed: Rectangle | null = null): PlacedPage {
  const shown = shownSize(view)
  const sheet = shown.widthPt > shown.heightPt ? LYING : PAGE
  const codePlaces = codePlacesOn(sheet)
  const [top, bottom] = codePlaces
  const quietPt = (top.sizePt / 25) * QUIET_MODULES + CLEARANCE_PT
  const [lowYPt, highYPt] = [footPt > 0 ? BODY.yPt + footPt : bottom.yPt + bottom.sizePt + quietPt, top.yPt - quietPt]
  const kept = withinPage(printed, shown)
  const scale = Math.min(1, (sheet.widthPt - 2 * SIDE_PT) / kept.widthPt, (highYPt - lowYPt) / kept.heightPt)
  const [a, b, c, d, e, f] = upright(view)
  const xPt = startOf({ sheetPt: sheet.widthPt, pagePt: scale * shown.widthPt, from: scale * kept.xPt, to: scale * (kept.xPt + kept.widthPt) }, SIDE_PT, sheet.widthPt - SIDE_PT)
  const yPt = startOf({ sheetPt: sheet.heightPt, pagePt: scale * shown.heightPt, from: scale * kept.yPt, to: scale * (kept.yPt + kept.heightPt) }, lowYPt, highYPt)
  return { ...sheet, codePlaces, scale, matrix: [a * scale, b * scale, c * scale, d * scale, e * scale + xPt, f * scale + yPt] }
}

function withinPage(printed: Rectangle | null, { widthPt, heightPt }: SheetSize): Rectangle {
  const whole = { xPt: 0, yPt: 0, widthPt, heightPt }
  if (printed === null) return whole
  const [xPt, yPt] = [Math.max(0, printed.xPt), Math.max(0, printed.yPt)]
  const kept = { xPt, yPt, widthPt: Math.min(widthPt, printed.xPt + printed.widthPt) - xPt, heightPt: Math.min(heightPt, printed.yPt + printed.heightPt) - yPt }
  return kept.widthPt > 0 && kept.heightPt > 0 ? kept : whole
}

/** Where a page begins along one edge of the sheet: in the middle, moved no further than what is printed on it, `from` to `to`, needs to stand between two lines. */
function startOf({ sheetPt, pagePt, from, to }: { readonly sheetPt: number; readonly pagePt: number; readonly from: number; readonly to: number }, lowPt: number, highPt: number): number {
  return Math.min(Math.max((sheetPt - pagePt) / 2, lowPt - from), highPt - to)
}

/** The smallest rectangle that holds all of them; null for none. */
export function areaAround(areas: readonly Rectangle[]): Rectangle | null {
  if (areas.length === 0) return null
  const [xPt, yPt] = [Math.min(...areas.map((area) => area.xPt)), Math.min(...areas.map((area) => area.yPt))]
  return { xPt, yPt, widthPt: Math.max(...areas.map((area) => area.xPt + area.widthPt)) - xPt, heightPt: Math.max(...areas.map((area) => area.yPt + area.heightPt)) - yPt }
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
