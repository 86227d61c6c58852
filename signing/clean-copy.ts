import type { Matrix } from '../templates/pdf/write-picture-pages.js'
import { project, type Projection } from './registration/projection.js'

/** The paper a page was issued on, in points. */
export interface PaperSize {
  readonly widthPt: number
  readonly heightPt: number
}

/** A part of a picture in whole pixels from its top left corner. */
export interface PixelArea {
  readonly leftPx: number
  readonly topPx: number
  readonly widthPx: number
  readonly heightPx: number
}

/** A picture's size, how far clockwise it must be turned to stand upright, and how fine it is. */
export interface TurnedPicture {
  readonly widthPx: number
  readonly heightPx: number
  readonly rotation: 0 | 90 | 180 | 270
  readonly dpi: number
}

const MM_PER_POINT = 25.4 / 72
/** What lies askew by less over the whole page looks straight, and keeps its pixels: a viewer that turns a picture by so little breaks its lines in steps. */
const STRAIGHT_MM = 0.15
/** Kept about the paper, so that a registration off by a little cuts nothing away. */
const MARGIN_MM = 1
const SAMPLES = 6

/** From a picture's pixels to millimetres of the paper, without any slant, where `projection` (from paper to pixels) is that straight; null where only drawing the page anew makes it so. */
export function straightPlacing(projection: Projection, paper: PaperSize): Projection | null {
  const places = Array.from({ length: SAMPLES * SAMPLES }, (_, at): Place => {
    const [xMm, yMm] = [((at % SAMPLES) / (SAMPLES - 1)) * paper.widthPt * MM_PER_POINT, (Math.floor(at / SAMPLES) / (SAMPLES - 1)) * paper.heightPt * MM_PER_POINT]
    return { xMm, yMm, ...project(projection, xMm, yMm) }
  })
  const upright = [lineOf(places, ({ xPx, xMm }) => [xPx, xMm]), lineOf(places, ({ yPx, yMm }) => [yPx, yMm])] as const
  const onSide = [lineOf(places, ({ yPx, xMm }) => [yPx, xMm]), lineOf(places, ({ xPx, yMm }) => [xPx, yMm])] as const
  if (offMm(upright) <= STRAIGHT_MM) return [upright[0].per, 0, upright[0].at, 0, upright[1].per, upright[1].at, 0, 0, 1]
  return offMm(onSide) <= STRAIGHT_MM ? [0, onSide[0].per, onSide[0].at, onSide[1].per, 0, onSide[1].at, 0, 0, 1] : null
}

interface Place {
  readonly xMm: number
  readonly yMm: number
  readonly xPx: number
  readonly yPx: number
}

interface Line {
  readonly per: number
  readonly at: number
  /** How far the farthest place is from it. */
  readonly off: number
}

/** The line nearest to the places, as `pick` takes each one's pixel and millimetre. */
function lineOf(places: readonly Place[], pick: (place: Place) => readonly [number, number]): Line {
  const points = places.map(pick)
  const [px, mm] = [0, 1].map((axis) => points.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / points.length)
  const [middlePx, middleMm] = [px ?? 0, mm ?? 0]
  const spread = points.reduce((sum, [x]) => sum + (x - middlePx) ** 2, 0)
  const per = spread === 0 ? 0 : points.reduce((sum, [x, y]) => sum + (x - middlePx) * (y - middleMm), 0) / spread
  const at = middleMm - per * middlePx
  return { per, at, off: Math.max(...points.map(([x, y]) => Math.abs(per * x + at - y))) }
}

function offMm([across, along]: readonly [Line, Line]): number {
  return Math.max(across.off, along.off)
}

/** The same for a scan that was not registered: turned upright at its own scale, in the middle of the paper. */
export function turnedPlacing({ widthPx, heightPx, rotation, dpi }: TurnedPicture, paper: PaperSize): Projection {
  const mm = 25.4 / dpi
  const [lying, standing] = [rotation === 90 || rotation === 270 ? heightPx : widthPx, rotation === 90 || rotation === 270 ? widthPx : heightPx]
  const [x, y] = [(paper.widthPt * MM_PER_POINT - lying * mm) / 2, (paper.heightPt * MM_PER_POINT - standing * mm) / 2]
  switch (rotation) {
    case 0:
      return [mm, 0, x, 0, mm, y, 0, 0, 1]
    case 90:
      return [0, -mm, heightPx * mm + x, mm, 0, y, 0, 0, 1]
    case 180:
      return [-mm, 0, widthPx * mm + x, 0, -mm, heightPx * mm + y, 0, 0, 1]
    case 270:
      return [0, mm, x, -mm, 0, widthPx * mm + y, 0, 0, 1]
    default:
      return rotation satisfies never
  }
}

/** The part of a picture that shows the paper: what lies beside it in a photograph or under the lid is no part of the document. */
export function paperIn(projection: Projection, paper: PaperSize, { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }): PixelArea {
  const [right, bottom] = [paper.widthPt * MM_PER_POINT + MARGIN_MM, paper.heightPt * MM_PER_POINT + MARGIN_MM]
  const corners = [[-MARGIN_MM, -MARGIN_MM], [right, -MARGIN_MM], [right, bottom], [-MARGIN_MM, bottom]].map(([x = 0, y = 0]) => project(projection, x, y))
  const within = (value: number, most: number): number => Math.min(most, Math.max(0, value))
  const [leftPx, topPx] = [within(Math.floor(Math.min(...corners.map(({ xPx }) => xPx))), widthPx - 1), within(Math.floor(Math.min(...corners.map(({ yPx }) => yPx))), heightPx - 1)]
  const [endPx, downPx] = [within(Math.ceil(Math.max(...corners.map(({ xPx }) => xPx))), widthPx), within(Math.ceil(Math.max(...corners.map(({ yPx }) => yPx))), heightPx)]
  return { leftPx, topPx, widthPx: Math.max(1, endPx - leftPx), heightPx: Math.max(1, downPx - topPx) }
}

/** How a part of a picture is laid on the paper, when `placing` takes the picture's pixels to millimetres of it. */
export function matrixOf([a, b, c, d, e, f]: Projection, { leftPx, topPx, widthPx, heightPx }: PixelArea, paper: PaperSize): Matrix {
  const pt = 1 / MM_PER_POINT
  const foot = topPx + heightPx
  return [
    pt * a * widthPx, -pt * d * widthPx, -pt * b * heightPx, pt * e * heightPx,
    pt * (a * leftPx + b * foot + c), paper.heightPt - pt * (d * leftPx + e * foot + f),
  ]
}
