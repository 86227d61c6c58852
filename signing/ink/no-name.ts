import { isEven } from './even-lines.js'
import type { Stroke } from './strokes.js'

/** A line that bends no more than this is drawn to strike out, not to sign. */
const STRAIGHT_MM = 0.8
const LEAST_LINE_MM = 15
/** Dirt, or the dot of a letter, beside what is drawn: smaller than this, and no more than this share of the ink; short strokes that are more are the letters of a name over a line. */
const BESIDE = { mostMm: 3, share: 0.15 } as const
/** Of what is drawn, so much lies on the lines. */
const ON_LINES_SHARE = 0.93
/** How far the strokes of a cross stray from the diagonals, as a share of its height; each is looked for in so many parts of its way. */
const STRAYS_SHARE = 0.17
const PARTS = 10
const LEAST_CROSS_MM = 5
/** Whether what stands in a signature box is plainly no name: one straight line, a cross from corner to corner, or what is as even as type, a stamp and a tried pen are. */
export function isNoName(strokes: readonly Stroke[], widthPx: number, mmPerPx: number): boolean {
  return isDrawnStraight(strokes, widthPx, mmPerPx) || isEven(strokes, widthPx, mmPerPx)
}

/** One line, or two that are the diagonals of the paper they take. */
function isDrawnStraight(all: readonly Stroke[], widthPx: number, mmPerPx: number): boolean {
  const strokes = withoutSpecks(all, mmPerPx)
  const [left, right] = [Math.min(...strokes.map(({ leftPx }) => leftPx)), Math.max(...strokes.map(({ rightPx }) => rightPx))]
  const [top, bottom] = [Math.min(...strokes.map(({ topPx }) => topPx)), Math.max(...strokes.map(({ bottomPx }) => bottomPx))]
  const [wide, tall] = [Math.max(1, right - left), Math.max(1, bottom - top)]
  if (wide * mmPerPx < LEAST_CROSS_MM) return false
  const straight = STRAIGHT_MM / (tall * mmPerPx)
  const pixels = strokes.flatMap((stroke) => stroke.pixels)
  const seen = { falling: new Set<number>(), rising: new Set<number>() }
  let [falling, rising, either] = [0, 0, 0]
  for (const at of pixels) {
    const [x, y] = [((at % widthPx) - left) / wide, (Math.floor(at / widthPx) - top) / tall]
    const part = Math.min(PARTS - 1, Math.floor(x * PARTS))
    const [offFalling, offRising] = [Math.abs(y - x), Math.abs(y - 1 + x)]
    if (offFalling <= straight) falling += 1
    if (offRising <= straight) rising += 1
    if (offFalling <= STRAYS_SHARE) seen.falling.add(part)
    if (offRising <= STRAYS_SHARE) seen.rising.add(part)
    if (Math.min(offFalling, offRising) <= STRAYS_SHARE) either += 1
  }
  const least = pixels.length * ON_LINES_SHARE
  return (wide * mmPerPx >= LEAST_LINE_MM && Math.max(falling, rising) >= least) || (tall * mmPerPx >= LEAST_CROSS_MM && seen.falling.size === PARTS && seen.rising.size === PARTS && either >= least)
}

function withoutSpecks(strokes: readonly Stroke[], mmPerPx: number): readonly Stroke[] {
  const inkIn = (those: readonly Stroke[]): number => those.reduce((sum, { pixels }) => sum + pixels.length, 0)
  const large = strokes.filter(({ leftPx, rightPx, topPx, bottomPx }) => Math.hypot(rightPx - leftPx + 1, bottomPx - topPx + 1) * mmPerPx >= BESIDE.mostMm)
  return inkIn(large) >= inkIn(strokes) * (1 - BESIDE.share) ? large : strokes
}
