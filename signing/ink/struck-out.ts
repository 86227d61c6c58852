import { smoothLine, type SmoothLine } from './smooth-lines.js'
import { cutOut, type Mask, type Stroke } from './strokes.js'

/** Lines are looked for in pixels about as wide as a thin pen. */
const LINE_PX_MM = 0.25
/** A line shorter than this is a part of a letter. */
const LEAST_MM = 5
/** A line through a writing takes so much of its width, and an arm of a cross of its height. */
const ACROSS_SHARE = 0.6
const ARM_SHARE = 0.6
/** Drawn in one go it has hardly a gap; a way from letter to letter that only looks like a line has one between most of them. */
const DRAWN_SHARE = 0.95
/** So much of what is written lies above a line as well as below it, where one runs through; of two lines or more together less is seen. */
const EITHER_SIDE = { through: 0.2, ofTwo: 0.08, ofMany: 0.03 } as const
/** With no more than this on either side a line runs through when it crosses strokes this often beside a line that lies higher or lower: one under a name crosses a few tails, one over it the tallest letters. */
const CROSSING = { eitherSide: 0.06, share: 0.4 } as const
/** A line drawn in waves bends as letters do, and is told from a name's own by what crosses it: so many strokes, and so many beside those that cross a line of its shape higher or lower. Of 380 simulated names 5 are crossed so. */
const WAVE = { crossings: 5, share: 0.6, drawn: 0.9 } as const
/** Strokes so nearly parallel (columns to a row), so many, each so tall beside the writing and some of them across its letters, were drawn to strike it out: the stems of letters printed large are as many and cross none. Of 380 simulated names 4 have so many. */
const SLASHES = { least: 5, apart: 0.1, tall: 0.6, crossing: 2, drawn: 0.9 } as const
/** Ink longer than this along a line runs beside it and does not cross it. */
const CUT_MM = 2.5
/** One who underlines draws two lines at most, and what is written stands above them. */
const MANY_LINES = 3
const MOST_LINES = { level: 6, upright: 10, cross: 4 } as const
/** Where the arms of a cross meet: so far from the ends of both, and so far from one direction. */
const MIDDLE_SHARE = 0.25
const CROSSING_SINE = 0.25
/** Lines over lines enclose many little patches of paper, for each millimetre of width and of line; a name has a few loops, a small one no fewer on less paper. */
const PATCHES = { perMmWide: 0.3, perMmDrawn: 0.08, least: 13 } as const
const PATCH_MM2 = 0.05

/** The strokes in a box, and the dark ones alone. */
export interface Inks {
  readonly all: readonly Stroke[]
  readonly dark: readonly Stroke[]
}

/** Whether what is written has been struck out: a line or more through it, straight or in waves, a cross or many short strokes over it, or pen strokes to and fro. A dense, looped or underlined name has not. A line may be of a paler pen than the name. */
export function isStruckOut({ all, dark }: Inks, { widthPx, heightPx }: Mask, mmPerPx: number): boolean {
  return isPatchy(dark, { widthPx, heightPx }, mmPerPx) || [dark, all].some((strokes) => hasStrike(strokes, { widthPx, heightPx }, mmPerPx))
}

function isPatchy(strokes: readonly Stroke[], { widthPx, heightPx }: Pick<Mask, 'widthPx' | 'heightPx'>, mmPerPx: number): boolean {
  if (strokes.length === 0) return false
  const written = cutOut(strokes, widthPx, heightPx)
  const drawnPx = strokes.reduce((sum, { pixels, strokePx }) => sum + pixels.length / strokePx, 0)
  return patchesIn(written, PATCH_MM2 / mmPerPx ** 2) >= Math.max(PATCHES.least, PATCHES.perMmWide * written.widthPx * mmPerPx, PATCHES.perMmDrawn * drawnPx * mmPerPx)
}

/** Whether a line runs through what the strokes write, or a cross lies over it. */
function hasStrike(strokes: readonly Stroke[], { widthPx, heightPx }: Pick<Mask, 'widthPx' | 'heightPx'>, mmPerPx: number): boolean {
  if (strokes.length === 0) return false
  const times = Math.max(1, Math.round(LINE_PX_MM / mmPerPx))
  const coarse = coarsened(cutOut(strokes, widthPx, heightPx), times)
  const penPx = strokes.reduce((sum, { strokePx, pixels }) => sum + strokePx * pixels.length, 0) / strokes.reduce((sum, { pixels }) => sum + pixels.length, 0) / times
  const reachPx = Math.max(1, Math.round(penPx * 0.6 + 0.5))
  const leastPx = LEAST_MM / (mmPerPx * times)
  const level = linesIn(coarse, { most: MOST_LINES.level, leastPx, reachPx })
  if (isLinedThrough(coarse, level, reachPx, mmPerPx * times) || isWovenThrough(coarse, reachPx, mmPerPx * times)) return true
  const upended = turned(coarse)
  const upright = linesIn(upended, { most: MOST_LINES.upright, leastPx: Math.min(leastPx, upended.widthPx * SLASHES.tall), reachPx })
  if (isSlashed(upended, upright, reachPx, mmPerPx * times)) return true
  const long = upright.filter(({ rows }) => rows.length >= leastPx).slice(0, MOST_LINES.cross)
  return hasCross([...level.map(pointsOf), ...long.map((line) => pointsOf(line).map(({ x, y }) => ({ x: y, y: x })))], coarse.heightPx)
}

/** Whether a line in waves runs through what is written. */
function isWovenThrough(mask: Mask, reachPx: number, mmPerPx: number): boolean {
  const line = smoothLine(mask, 'supple')
  if (line === null || line.rows.length < mask.widthPx * ACROSS_SHARE || !isDrawn(mask, line, WAVE.drawn)) return false
  const rest = without(mask, [line], reachPx + 1)
  const written = writtenIn(rest)
  if (!runsAcross(line, written) || lesserSide(rest, line) < EITHER_SIDE.through * written.inked) return false
  const { here, most } = crossingsOf(without(mask, [line], reachPx), line, { besidePx: reachPx + 1, clearPx: 2 * reachPx + 1, longestPx: CUT_MM / mmPerPx })
  return here >= Math.max(WAVE.crossings, WAVE.share * most)
}

/** Whether many short strokes, all the same way, lie over what is written; the mask is turned, so that they run along it. */
function isSlashed(mask: Mask, lines: readonly SmoothLine[], reachPx: number, mmPerPx: number): boolean {
  const tall = lines.filter((line) => line.rows.length >= mask.widthPx * SLASHES.tall && isDrawn(mask, line, SLASHES.drawn)).map((line) => ({ line, slope: ((line.rows.at(-1) ?? 0) - (line.rows[0] ?? 0)) / line.rows.length }))
  const parallel = tall.map((one) => tall.filter(({ slope }) => Math.abs(slope - one.slope) <= SLASHES.apart)).reduce<typeof tall>((most, those) => (those.length > most.length ? those : most), [])
  if (parallel.length < SLASHES.least) return false
  const isCrossed = (line: SmoothLine): boolean => crossingsOf(without(mask, [line], reachPx), line, { besidePx: reachPx + 1, clearPx: mask.heightPx, longestPx: CUT_MM / mmPerPx }).here > 0
  return parallel.filter(({ line }) => isCrossed(line)).length >= SLASHES.crossing
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

/** Whether a line runs through what is written, or many do. */
function isLinedThrough(mask: Mask, lines: readonly SmoothLine[], reachPx: number, mmPerPx: number): boolean {
  const long = lines.filter((line) => line.rows.length >= mask.widthPx * ACROSS_SHARE && isDrawn(mask, line))
  // What the lines' own edges leave is not written.
  const rest = without(mask, long, reachPx + 1)
  const written = writtenIn(rest)
  const across = long.filter((line) => runsAcross(line, written))
  const lesserShares = across.map((line) => lesserSide(rest, line) / Math.max(1, written.inked))
  if (across.length >= MANY_LINES && lesserShares.filter((share) => share >= EITHER_SIDE.ofMany).length > 1) return true
  return across.some((line, index) => {
    const share = lesserShares[index] ?? 0
    if (share >= (across.length > 1 ? EITHER_SIDE.ofTwo : EITHER_SIDE.through)) return true
    if (share < CROSSING.eitherSide) return false
    const crossings = crossingsOf(without(mask, [line], reachPx), line, { besidePx: reachPx + 1, clearPx: 2 * reachPx + 1, longestPx: CUT_MM / mmPerPx })
    return crossings.here > 0 && crossings.here >= crossings.most * CROSSING.share
  })
}

function isDrawn({ ink, widthPx }: Mask, { firstColumn, rows }: SmoothLine, share = DRAWN_SHARE): boolean {
  return rows.filter((row, index) => ink[row * widthPx + firstColumn + index] === 1).length >= rows.length * share
}

/** How much ink there is, and from which column to which. */
interface Written {
  readonly inked: number
  readonly left: number
  readonly right: number
}

function writtenIn({ ink, widthPx }: Mask): Written {
  let [inked, left, right] = [0, widthPx, 0]
  ink.forEach((one, at) => {
    if (one === 1) [inked, left, right] = [inked + 1, Math.min(left, at % widthPx), Math.max(right, at % widthPx)]
  })
  return { inked, left, right }
}

function runsAcross({ firstColumn, rows }: SmoothLine, { left, right }: Written): boolean {
  return Math.min(right, firstColumn + rows.length - 1) - Math.max(left, firstColumn) >= (right - left) * ACROSS_SHARE
}

/** How much ink a line has above it or below it, whichever is less. */
function lesserSide({ ink, widthPx, heightPx }: Mask, { firstColumn, rows }: SmoothLine): number {
  let [above, below] = [0, 0]
  rows.forEach((row, index) => {
    for (let y = 0; y < heightPx; y += 1) {
      if (ink[y * widthPx + firstColumn + index] !== 1) continue
      if (y < row) above += 1
      else below += 1
    }
  })
  return Math.min(above, below)
}

/** How many strokes cross a line, and at most a line of its shape that lies more than `clearPx` higher or lower: each comes to it, `besidePx` above its middle, and goes on as far below. */
function crossingsOf({ ink, widthPx, heightPx }: Mask, { firstColumn, rows }: SmoothLine, { besidePx, clearPx, longestPx }: { readonly besidePx: number; readonly clearPx: number; readonly longestPx: number }): { readonly here: number; readonly most: number } {
  const strokesAt = (off: number): (readonly [number, number])[] => {
    const strokes: [number, number][] = []
    rows.forEach((row, index) => {
      if (row + off < 0 || row + off >= heightPx || ink[(row + off) * widthPx + firstColumn + index] !== 1) return
      const last = strokes.at(-1)
      if (last !== undefined && last[1] === index - 1) last[1] = index
      else strokes.push([index, index])
    })
    return strokes.filter(([from, to]) => to - from <= longestPx)
  }
  const astride = Math.ceil(besidePx * 1.2)
  const at = (off: number): number => {
    const below = strokesAt(off + besidePx)
    return strokesAt(off - besidePx).filter(([from, to]) => {
      const other = below.findIndex(([first, last]) => first <= to + astride && last >= from - astride)
      if (other >= 0) below.splice(other, 1)
      return other >= 0
    }).length
  }
  let most = 0
  for (let off = clearPx + 1; off < heightPx; off += 1) most = Math.max(most, at(off), at(-off))
  return { here: at(0), most }
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
