import type { Mask } from './strokes.js'

/** A line drawn in one go, from left to right: for every column it takes, the row. */
export interface SmoothLine {
  readonly firstColumn: number
  readonly rows: readonly number[]
}

/** A line is followed from one stretch of so many columns to the next. */
const SEGMENT_PX = 8
/** How much a line may bend from one stretch to the next, in rows, and what each row of it takes from what a column of ink gives. No letter is as even as a stiff line; a supple one is as a wave is drawn, and a name's own letters may look like it. */
const BENDING = { stiff: { most: 3, costs: 3 }, supple: { most: 8, costs: 1 } } as const
const STEEPEST = 12
const SLOPES = 2 * STEEPEST + 1
/** What a column without ink takes from what a column of ink gives. */
const GAP_COSTS = 3
/** A segment with less ink is no part of a line. */
const LEAST_INKED = 4

/** The longest smooth line of ink in a mask whose pixels are about as wide as a thin pen; null when there is none. It is at most one and a half times as steep as level. */
export function smoothLine({ ink, widthPx, heightPx }: Mask, bending: keyof typeof BENDING = 'stiff'): SmoothLine | null {
  const segments = Math.floor((widthPx - 1) / SEGMENT_PX)
  const steps = Int32Array.from({ length: SLOPES * SEGMENT_PX }, (_, at) => rowsUp(Math.floor(at / SEGMENT_PX), (at % SEGMENT_PX) + 1) * widthPx + (at % SEGMENT_PX))
  const ways: Int8Array[] = []
  let before = new Float32Array(heightPx * SLOPES)
  let best = { score: 0, segment: -1, row: 0, slope: 0 }
  for (let segment = 0; segment < segments; segment += 1) {
    const now = new Float32Array(heightPx * SLOPES)
    const way = new Int8Array(heightPx * SLOPES).fill(BEGINS)
    for (let from = 0; from < heightPx; from += 1) {
      for (let slope = Math.max(0, STEEPEST - from); slope < Math.min(SLOPES, heightPx - from + STEEPEST); slope += 1) {
        const first = segment * SEGMENT_PX + 1 + from * widthPx
        let inked = 0
        for (let step = slope * SEGMENT_PX, last = step + SEGMENT_PX; step < last; step += 1) inked += ink[first + (steps[step] ?? 0)] ?? 0
        if (inked < LEAST_INKED) continue
        const { score: known, bend } = bestBefore(before, from * SLOPES + slope, slope, BENDING[bending])
        const score = known + inked - GAP_COSTS * (SEGMENT_PX - inked)
        const to = from + slope - STEEPEST
        if (score <= (now[to * SLOPES + slope] ?? 0)) continue
        now[to * SLOPES + slope] = score
        way[to * SLOPES + slope] = bend
        if (score > best.score) best = { score, segment, row: to, slope }
      }
    }
    ways.push(way)
    before = now
  }
  return best.segment < 0 ? null : followedBack(ways, best)
}

/** Marks that a line begins with the segment. */
const BEGINS = 9

/** How many rows a line has gone after so many columns of a segment. */
const rowsUp = (slope: number, column: number): number => Math.round(((slope - STEEPEST) * column) / SEGMENT_PX)

function bestBefore(before: Float32Array, at: number, slope: number, { most, costs }: { readonly most: number; readonly costs: number }): { readonly score: number; readonly bend: number } {
  let [score, bend] = [0, BEGINS]
  for (let turn = -most; turn <= most; turn += 1) {
    if (slope + turn < 0 || slope + turn >= SLOPES) continue
    const known = (before[at + turn] ?? 0) - costs * Math.abs(turn)
    if (known > score) [score, bend] = [known, turn]
  }
  return { score, bend }
}

function followedBack(ways: readonly Int8Array[], end: { readonly segment: number; readonly row: number; readonly slope: number }): SmoothLine {
  const rows: number[] = []
  let { segment, row, slope } = end
  for (;;) {
    const rise = slope - STEEPEST
    const bend = ways[segment]?.[row * SLOPES + slope] ?? BEGINS
    row -= rise
    for (let column = SEGMENT_PX; column >= 1; column -= 1) rows.push(row + rowsUp(slope, column))
    if (bend === BEGINS) return { firstColumn: segment * SEGMENT_PX + 1, rows: rows.reverse() }
    segment -= 1
    slope += bend
  }
}
