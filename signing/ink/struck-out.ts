import { smoothLine, type SmoothLine } from './smooth-lines.js'
import { cutOut, type Mask, type Stroke } from './strokes.js'

/** Lines are looked for in pixels about as wide as a thin pen. */
const LINE_PX_MM = 0.25
/** A line shorter than this is a part of a letter. */
const LEAST_MM = 5
/** A line through a writing takes so much of its width, and an arm of a cross of its height. */
const ACROSS_SHARE = 0.8
const LONG_SHARE = 0.6
const ARM_SHARE = 0.6
/** So much of what is written lies above the line as well as below it, where one runs through; two lines together let less be seen. A line under a name has little below it but tails. */
const EITHER_SIDE_SHARE = 0.1
const EITHER_SIDE_OF_TWO_SHARE = 0.08
const EITHER_SIDE_OF_MANY_SHARE = 0.03
/** It cuts the writing so often. */
const CUTS_PER_MM = 0.06
const CUT_MM = 1.5
/** One who underlines draws two lines at most, and what is written stands above them. */
const MANY_LINES = 3
const MOST_LINES = { level: 6, upright: 4 } as const
/** Where the arms of a cross meet: so far from the ends of both, and so far from one direction. */
const MIDDLE_SHARE = 0.25
const CROSSING_SINE = 0.25
/** Lines over lines enclose many little patches of paper; a name has a few loops. In patches for each millimetre of width. */
const PATCHES_PER_MM = 0.4
const PATCH_MM2 = 0.05

/** Whether what is written has been struck out: a line or more through it, a cross over it, or pen strokes to and fro over it. A dense, looped or underlined name has not. */
export function isStruckOut(strokes: readonly Stroke[], { widthPx, heightPx }: Mask, mmPerPx: number): boolean {
  if (strokes.length === 0) return false
  const written = cutOut(strokes, widthPx, heightPx)
  if (patchesIn(written, PATCH_MM2 / mmPerPx ** 2) >= PATCHES_PER_MM * written.widthPx * mmPerPx) return true
  const times = Math.max(1, Math.round(LINE_PX_MM / mmPerPx))
  const coarse = coarsened(written, times)
  const penPx = strokes.reduce((sum, { strokePx, pixels }) => sum + strokePx * pixels.length, 0) / strokes.reduce((sum, { pixels }) => sum + pixels.length, 0) / times
  const reachPx = Math.max(1, Math.round(penPx * 0.6 + 0.5))
  const leastPx = LEAST_MM / (mmPerPx * times)
  const level = linesIn(coarse, { most: MOST_LINES.level, leastPx, reachPx })
  if (isLinedThrough(coarse, level, reachPx, mmPerPx * times)) return true
  const upright = linesIn(turned(coarse), { most: MOST_LINES.upright, leastPx, reachPx })
  return hasCross([...level.map(pointsOf), ...upright.map((line) => pointsOf(line).map(({ x, y }) => ({ x: y, y: x })))], coarse.heightPx)
}

/** How many patches of paper, no smaller than so many pixels, ink lies all about. Paper hangs together along its pixels' sides alone, so that a thin slanting line parts it. */
function patchesIn({ ink, widthPx, heightPx }: Mask, leastPx: number): number {
  const seen = Uint8Array.from(ink)
  let patches = 0
  for (let first = 0; first < ink.length; first += 1) {
    if (seen[first] === 1) continue
    const pixels = [first]
    seen[first] = 1
    let isOpen = false
    for (let next = 0; next < pixels.length; next += 1) {
      const at = pixels[next] ?? 0
      const [x, y] = [at % widthPx, Math.floor(at / widthPx)]
      if (x === 0 || y === 0 || x === widthPx - 1 || y === heightPx - 1) isOpen = true
      for (const beside of [x > 0 ? at - 1 : at, x < widthPx - 1 ? at + 1 : at, y > 0 ? at - widthPx : at, y < heightPx - 1 ? at + widthPx : at]) {
        if (seen[beside] === 1) continue
        seen[beside] = 1
        pixels.push(beside)
      }
    }
    if (!isOpen && pixels.length > leastPx) patches += 1
  }
  return patches
}

/** So many pixels across and down made one: ink where half of them are. */
function coarsened({ ink, widthPx, heightPx }: Mask, times: number): Mask {
  const [width, height] = [Math.ceil(widthPx / times), Math.ceil(heightPx / times)]
  const counts = new Uint8Array(width * height)
  for (let at = 0; at < ink.length; at += 1) {
    const place = Math.floor(Math.floor(at / widthPx) / times) * width + Math.floor((at % widthPx) / times)
    counts[place] = (counts[place] ?? 0) + (ink[at] ?? 0)
  }
  return { ink: counts.map((count) => (2 * count >= times * times ? 1 : 0)), widthPx: width, heightPx: height }
}

function turned({ ink, widthPx, heightPx }: Mask): Mask {
  return { ink: ink.map((_, at) => ink[(at % heightPx) * widthPx + Math.floor(at / heightPx)] ?? 0), widthPx: heightPx, heightPx: widthPx }
}

/** The longest lines, each looked for in what the ones before it leave. */
function linesIn(mask: Mask, { most, leastPx, reachPx }: { readonly most: number; readonly leastPx: number; readonly reachPx: number }): SmoothLine[] {
  const lines: SmoothLine[] = []
  let left = mask
  while (lines.length < most) {
    const line = smoothLine(left)
    if (line === null || line.rows.length < leastPx) break
    lines.push(line)
    left = without(left, [line], reachPx)
  }
  return lines
}

function without({ ink, widthPx, heightPx }: Mask, lines: readonly SmoothLine[], reachPx: number): Mask {
  const left = Uint8Array.from(ink)
  for (const { firstColumn, rows } of lines) rows.forEach((row, index) => {
    for (let y = Math.max(0, row - reachPx); y <= Math.min(heightPx - 1, row + reachPx); y += 1) left[y * widthPx + firstColumn + index] = 0
  })
  return { ink: left, widthPx, heightPx }
}

/** What a line has beside it of what is written. */
interface Beside {
  /** The lesser of the shares above and below it. */
  readonly lesserShare: number
  readonly cutsPerMm: number
}

/** Whether a line runs through what is written, or many do. */
function isLinedThrough(mask: Mask, lines: readonly SmoothLine[], reachPx: number, mmPerPx: number): boolean {
  const long = lines.filter(({ rows }) => rows.length >= mask.widthPx * LONG_SHARE)
  // What the lines' own edges leave is not written.
  const rest = without(mask, long, reachPx + 1)
  let [written, left, right] = [0, mask.widthPx, 0]
  rest.ink.forEach((inked, at) => {
    if (inked !== 1) return
    written += 1
    left = Math.min(left, at % mask.widthPx)
    right = Math.max(right, at % mask.widthPx)
  })
  if (written === 0) return false
  const across = long.filter(({ firstColumn, rows }) => Math.min(right, firstColumn + rows.length - 1) - Math.max(left, firstColumn) >= (right - left) * ACROSS_SHARE)
  const beside = across.map((line) => besideOf(rest, line, { written, reachPx, mmPerPx }))
  if (across.length >= MANY_LINES && beside.filter(({ lesserShare }) => lesserShare >= EITHER_SIDE_OF_MANY_SHARE).length > 1) return true
  return beside.some(({ lesserShare, cutsPerMm }) => (lesserShare >= EITHER_SIDE_SHARE && cutsPerMm >= CUTS_PER_MM) || (across.length > 1 && lesserShare >= EITHER_SIDE_OF_TWO_SHARE))
}

function besideOf({ ink, widthPx, heightPx }: Mask, { firstColumn, rows }: SmoothLine, { written, reachPx, mmPerPx }: { readonly written: number; readonly reachPx: number; readonly mmPerPx: number }): Beside {
  const cutPx = CUT_MM / mmPerPx
  const touched = { above: new Set<number>(), below: new Set<number>() }
  let [above, below] = [0, 0]
  rows.forEach((row, index) => {
    for (let y = 0; y < heightPx; y += 1) {
      if (ink[y * widthPx + firstColumn + index] !== 1) continue
      if (y < row) above += 1
      else below += 1
      if (Math.abs(y - row) <= reachPx + 3) touched[y < row ? 'above' : 'below'].add(Math.floor(index / cutPx))
    }
  })
  return { lesserShare: Math.min(above, below) / written, cutsPerMm: [...touched.above].filter((place) => touched.below.has(place)).length / (rows.length * mmPerPx) }
}

interface Point {
  readonly x: number
  readonly y: number
}

const pointsOf = ({ firstColumn, rows }: SmoothLine): Point[] => rows.map((y, index) => ({ x: firstColumn + index, y }))

/** Whether two of the lines are a cross over what is written: one rises, the other falls, both over most of its height, and they meet in the middle. */
function hasCross(lines: readonly (readonly Point[])[], heightPx: number): boolean {
  const arms = lines.flatMap((points) => {
    const [from, to] = [points[0], points.at(-1)]
    return from === undefined || to === undefined || Math.abs(to.y - from.y) < heightPx * ARM_SHARE ? [] : [{ points, x: to.x - from.x, y: to.y - from.y }]
  })
  return arms.some((one, index) => arms.slice(index + 1).some((other) => {
    const sine = Math.abs(one.x * other.y - one.y * other.x) / (Math.hypot(one.x, one.y) * Math.hypot(other.x, other.y))
    return one.x * one.y * other.x * other.y < 0 && sine >= CROSSING_SINE && meetInTheMiddle(one.points, other.points)
  }))
}

function meetInTheMiddle(one: readonly Point[], other: readonly Point[]): boolean {
  const inner = (points: readonly Point[]): readonly Point[] => points.slice(Math.ceil(points.length * MIDDLE_SHARE), Math.floor(points.length * (1 - MIDDLE_SHARE)))
  return inner(one).some(({ x, y }) => inner(other).some((point) => Math.abs(point.x - x) <= 1 && Math.abs(point.y - y) <= 1))
}
