import type { Stroke } from './strokes.js'

/** So many cells to the spread of the ink, so that a picture laid in smaller or larger has the same shape; but none finer than this, for no scanner sees it. */
const CELLS_PER_SPREAD = 48
const LEAST_CELL_MM = 0.2
/** The cells about the middle of the ink, across and down. */
const [ACROSS, DOWN] = [216, 144]
const BYTES = (ACROSS * DOWN) / 8
/** How long every shape is: all ink, then the middle of its lines. */
export const SHAPE_BYTES = 2 * BYTES
/** How far, in cells, two scans of one picture may lay its middle apart. */
const SHIFTS = [0, -1, 1, -2, 2] as const
/** So much of the middle of each one's lines lies on the other's ink when both are one picture: of a thousand pairs by simulated hands that stray a millimetre hardly one, of scans of one picture nine in ten. */
const SAME_SHARE = 0.96
/** Looked at first: what is the same never falls under it. */
const GLANCE = { cells: 150, share: 0.8 } as const
/** Moved so far, a shape that says whose it is lies no more than so much on itself: a scribble that fills its place is like any other. */
const MOVED_MM = 0.8
const LIKE_ITSELF = 0.6

/** Where the strokes of a signature lie about their middle: a bit a cell, row by row from the top left, first of all ink, then of the middle of its lines. The same for the same drawing, wherever in its box and however large it stands. Null for what is too small or dense to be told from another of its like. */
export function shapeOf(strokes: readonly Stroke[], widthPx: number, mmPerPx: number): Uint8Array | null {
  const places = strokes.flatMap(({ pixels }) => pixels)
  const mean = (of: (at: number) => number): number => places.reduce((sum, at) => sum + of(at), 0) / Math.max(1, places.length)
  const [x, y] = [(at: number): number => at % widthPx, (at: number): number => Math.floor(at / widthPx)]
  const [middleX, middleY] = [mean(x), mean(y)]
  const cellPx = Math.max(Math.sqrt(mean((at) => (x(at) - middleX) ** 2 + (y(at) - middleY) ** 2)) / CELLS_PER_SPREAD, LEAST_CELL_MM / mmPerPx)
  const shape = new Uint8Array(SHAPE_BYTES)
  const mark = (at: number, from: number): void => {
    const [column, row] = [Math.floor((x(at) - middleX) / cellPx + ACROSS / 2), Math.floor((y(at) - middleY) / cellPx + DOWN / 2)]
    if (column < 0 || column >= ACROSS || row < 0 || row >= DOWN) return
    const cell = row * ACROSS + column
    shape[from + (cell >> 3)] = (shape[from + (cell >> 3)] ?? 0) | (1 << (cell & 7))
  }
  for (const at of places) mark(at, 0)
  for (const at of middlesOf(strokes, new Set(places), widthPx)) mark(at, BYTES)
  return isDistinctive(shape, (MOVED_MM / mmPerPx) / cellPx) ? shape : null
}

/** The pixels farther from the edge of their line than a quarter of its width. */
function middlesOf(strokes: readonly Stroke[], ink: ReadonlySet<number>, widthPx: number): number[] {
  return strokes.flatMap(({ pixels, strokePx }) => {
    const reach = Math.max(1, Math.round(strokePx / 4))
    const steps = Array.from({ length: 2 * reach + 1 }, (_, index) => index - reach)
    return pixels.filter((at) => steps.every((down) => steps.every((right) => ink.has(at + down * widthPx + right))))
  })
}

function isDistinctive(shape: Uint8Array, moved: number): boolean {
  const middles = cellsOf(shape, BYTES)
  if (middles.length < GLANCE.cells) return false
  const ink = inkOf(shape)
  const by = Math.max(1, Math.round(moved))
  const shares = [-by, 0, by].flatMap((down) => [-by, 0, by].flatMap((right) => (down === 0 && right === 0 ? [] : [shareOn(middles, ink, down * ACROSS + right)])))
  return shares.reduce((sum, share) => sum + share, 0) / shares.length <= LIKE_ITSELF
}

/** What a list of many can be searched by: how tall the ink is to how wide (as a logarithm), and how much it leans (-1 to 1). What is the same differs by less than `SEARCHED` in each. */
export function measuresOf(shape: Uint8Array): { readonly aspect: number; readonly lean: number } {
  const cells = cellsOf(shape, BYTES)
  const mean = (of: (at: number) => number): number => cells.reduce((sum, at) => sum + of(at), 0) / Math.max(1, cells.length)
  const [x, y] = [(at: number): number => at % ACROSS, (at: number): number => Math.floor(at / ACROSS)]
  const [middleX, middleY] = [mean(x), mean(y)]
  const across = mean((at) => (x(at) - middleX) ** 2) + 1
  const down = mean((at) => (y(at) - middleY) ** 2) + 1
  return { aspect: Math.log(down / across) / 2, lean: mean((at) => (x(at) - middleX) * (y(at) - middleY)) / Math.sqrt(across * down) }
}

export const SEARCHED = 0.1

/** Tells of other shapes whether each is so like this one that no hand draws both: a picture laid in twice, or one paper taken for two. */
export function sameInkAs(shape: Uint8Array): (other: Uint8Array) => boolean {
  const [ink, middles] = [inkOf(shape), cellsOf(shape, BYTES)]
  return (other) => {
    const others = cellsOf(other, BYTES)
    const few = others.filter((_, index) => index % Math.ceil(others.length / GLANCE.cells) === 0)
    if (!shifts().some((shift) => shareOn(few, ink, shift) >= GLANCE.share)) return false
    const otherInk = inkOf(other)
    return shifts().some((shift) => shareOn(others, ink, shift) >= SAME_SHARE && shareOn(middles, otherInk, -shift) >= SAME_SHARE)
  }
}

function shifts(): number[] {
  return SHIFTS.flatMap((down) => SHIFTS.map((right) => down * ACROSS + right))
}

function shareOn(cells: readonly number[], ink: Uint8Array, shift: number): number {
  let found = 0
  for (const at of cells) if (ink[at + shift] === 1) found += 1
  return cells.length === 0 ? 0 : found / cells.length
}

function cellsOf(shape: Uint8Array, from: number): number[] {
  const cells: number[] = []
  for (let byte = 0; byte < BYTES; byte += 1) {
    const bits = shape[from + byte] ?? 0
    if (bits !== 0) for (let bit = 0; bit < 8; bit += 1) if (((bits >> bit) & 1) === 1) cells.push(byte * 8 + bit)
  }
  return cells
}

function inkOf(shape: Uint8Array): Uint8Array {
  const ink = new Uint8Array(ACROSS * DOWN)
  for (const at of cellsOf(shape, 0)) ink[at] = 1
  return ink
}
