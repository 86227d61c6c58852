import { darknessOf } from '../ink/morphology.js'
import { shrunk, type Gray } from './gray.js'

/** Where the ink of a page lies as seen from afar, its lines of text lying level: `rows` by `COLUMNS` cells, row by row. */
export interface Glance {
  readonly cells: Float32Array
  /** How far clockwise the picture was turned to make its lines lie level: by half a turn it may still be wrong. */
  readonly turned: 0 | 90
  readonly isLying: boolean
}

/** How alike two glances are (1 = equal but for strength), and how far clockwise the picture must be turned to stand upright. */
export interface Resemblance {
  readonly likeness: number
  readonly turned: 0 | 90 | 180 | 270
}

const ROWS = 200
const COLUMNS = 6
/** Lines of text are told apart at so many pixels across the page, and no finer. */
const WIDTH_PX = 420
const STROKE_PX = 3
const LEAST_DARKNESS = 30
/** Darker is no more print. */
const DARK = 128
/** Askew by more, a sheet does not go through a copier. */
const MOST_SKEW = Math.tan((4.5 * Math.PI) / 180)
const SKEW_STEPS = 9
/** Shadows along the edge of the paper are no print. */
const EDGE_SHARE = 0.02
/** A copier shifts the page by so many rows, and prints it so much smaller or larger. */
const SHIFT_ROWS = 14
const SIZES = [0.94, 0.97, 1, 1.03] as const

/** The dark pixels of a page, darker ones counting for more. */
interface Ink {
  readonly x: Float32Array
  readonly y: Float32Array
  readonly dark: Float32Array
  readonly widthPx: number
  readonly heightPx: number
}

/** What a scanned page looks like from afar; askew and lying on its side do not matter. */
export function glanceOf(page: Gray): Glance {
  const ink = inkOf(page)
  const side: Ink = { x: ink.y.map((y) => ink.heightPx - 1 - y), y: ink.x, dark: ink.dark, widthPx: ink.heightPx, heightPx: ink.widthPx }
  const [level, upended] = [straightest(ink), straightest(side)]
  return level.sharpness >= upended.sharpness ? glanceAt(ink, level.slope, 0) : glanceAt(side, upended.slope, 90)
}

/** What an issued page, which stands upright and straight, looks like from afar. */
export function issuedGlance(page: Gray): Glance {
  return glanceAt(inkOf(page), 0, 0)
}

/** How far a scanned page resembles an issued one. */
export function resemblance(scanned: Glance, issued: Glance): Resemblance {
  if (scanned.isLying !== issued.isLying) return { likeness: 0, turned: scanned.turned }
  const upright = likenessOf(scanned.cells, issued.cells)
  const upsideDown = likenessOf(Float32Array.from(scanned.cells).reverse(), issued.cells)
  return upright >= upsideDown ? { likeness: upright, turned: scanned.turned } : { likeness: upsideDown, turned: scanned.turned === 0 ? 180 : 270 }
}

function glanceAt(ink: Ink, slope: number, turned: Glance['turned']): Glance {
  return { cells: cellsOf(ink, slope), turned, isLying: ink.widthPx > ink.heightPx }
}

function inkOf(page: Gray): Ink {
  const small = shrunk(page, Math.max(1, Math.round(Math.min(page.widthPx, page.heightPx) / WIDTH_PX)))
  const { widthPx, heightPx } = small
  const tones = darknessOf(small, STROKE_PX).pixels
  const [edgeX, edgeY] = [Math.ceil(widthPx * EDGE_SHARE), Math.ceil(heightPx * EDGE_SHARE)]
  const [x, y, dark] = [new Float32Array(tones.length), new Float32Array(tones.length), new Float32Array(tones.length)]
  let count = 0
  for (let row = edgeY; row < heightPx - edgeY; row += 1) {
    for (let column = edgeX; column < widthPx - edgeX; column += 1) {
      const tone = tones[row * widthPx + column] ?? 0
      if (tone < LEAST_DARKNESS) continue
      x[count] = column
      y[count] = row
      dark[count++] = Math.min(tone, DARK)
    }
  }
  return { x: x.subarray(0, count), y: y.subarray(0, count), dark: dark.subarray(0, count), widthPx, heightPx }
}

/** The slope along which the ink gathers in lines: where the rows' sums differ most. */
function straightest({ x, y, dark, widthPx, heightPx }: Ink): { readonly slope: number; readonly sharpness: number } {
  let best = { slope: 0, sharpness: -1 }
  for (let step = -SKEW_STEPS; step <= SKEW_STEPS; step += 1) {
    const slope = (MOST_SKEW * step) / SKEW_STEPS
    const rows = new Float64Array(heightPx)
    for (let at = 0; at < x.length; at += 1) {
      const row = Math.round((y[at] ?? 0) - slope * ((x[at] ?? 0) - widthPx / 2))
      if (row >= 0 && row < heightPx) rows[row] = (rows[row] ?? 0) + (dark[at] ?? 0)
    }
    let sharpness = 0
    for (let row = 1; row < heightPx; row += 1) sharpness += ((rows[row] ?? 0) - (rows[row - 1] ?? 0)) ** 2
    if (sharpness > best.sharpness) best = { slope, sharpness }
  }
  return best
}

/** Heavy type does not count for as much more as it is darker. */
function cellsOf({ x, y, dark, widthPx, heightPx }: Ink, slope: number): Float32Array {
  const cells = new Float32Array(ROWS * COLUMNS)
  for (let at = 0; at < x.length; at += 1) {
    const [right, down] = [x[at] ?? 0, y[at] ?? 0]
    const row = Math.floor(((down - slope * (right - widthPx / 2)) / heightPx) * ROWS)
    const column = Math.floor(((right + slope * (down - heightPx / 2)) / widthPx) * COLUMNS)
    if (row >= 0 && row < ROWS && column >= 0 && column < COLUMNS) cells[row * COLUMNS + column] = (cells[row * COLUMNS + column] ?? 0) + (dark[at] ?? 0)
  }
  return cells.map(Math.sqrt)
}

/** Where whole rows agree best is cheap to find; there the cells are compared. */
function likenessOf(scanned: Float32Array, issued: Float32Array): number {
  const printed = rowsOf(issued)
  let best = { alike: -1, size: 1, shift: 0 }
  for (const size of SIZES) {
    const rows = resized(rowsOf(scanned), size, 1)
    for (let shift = -SHIFT_ROWS; shift <= SHIFT_ROWS; shift += 1) {
      const alike = correlation(rows, printed, shift)
      if (alike > best.alike) best = { alike, size, shift }
    }
  }
  return Math.max(0, correlation(resized(scanned, best.size, COLUMNS), issued, best.shift * COLUMNS))
}

function rowsOf(cells: Float32Array): Float32Array {
  return Float32Array.from({ length: ROWS }, (_, row) => cells.subarray(row * COLUMNS, (row + 1) * COLUMNS).reduce((sum, cell) => sum + cell, 0))
}

/** The rows drawn apart about the middle one, as if the page had been scanned so much larger. */
function resized(cells: Float32Array, size: number, columns: number): Float32Array {
  const drawn = new Float32Array(cells.length)
  for (let row = 0; row < ROWS; row += 1) {
    const from = Math.round((row - ROWS / 2) * size + ROWS / 2)
    if (from >= 0 && from < ROWS) drawn.set(cells.subarray(from * columns, (from + 1) * columns), row * columns)
  }
  return drawn
}

/** How alike two rows of numbers are, the first shifted so far on, where both have any. */
function correlation(scanned: Float32Array, issued: Float32Array, shift: number): number {
  let [sum, sumA, sumB, squareA, squareB] = [0, 0, 0, 0, 0]
  const [from, to] = [Math.max(0, shift), Math.min(issued.length, issued.length + shift)]
  for (let at = from; at < to; at += 1) {
    const [a, b] = [scanned[at] ?? 0, issued[at - shift] ?? 0]
    sum += a * b
    sumA += a
    sumB += b
    squareA += a * a
    squareB += b * b
  }
  const count = to - from
  const spread = (squareA - (sumA * sumA) / count) * (squareB - (sumB * sumB) / count)
  return spread <= 0 ? 0 : (sum - (sumA * sumB) / count) / Math.sqrt(spread)
}
