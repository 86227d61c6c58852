import { shrunk, type Gray } from './gray.js'
import type { IssuedLevel, IssuedPage } from './issued-page.js'
import { matchPatch, type Patch, type ScanLevel } from './match-patch.js'
import { fitAffine, fitPerspective, fitSimilarity, pixelsPerMm, project, type Pair, type Projection } from './projection.js'

/** Where an issued page lies in a scan, and how sure that is. */
export interface Registration {
  readonly projection: Projection
  /** Patches of the issued page that were looked for within the scan, and those found where the projection says they are. */
  readonly looked: readonly PatchFound[]
  /** How far off the found ones are, at most, for 95 of 100 of them (mm). */
  readonly errorMm: number
}

/** One patch of the issued page, by its middle (mm from the page's top left corner), and whether it stands there in the scan too. */
export interface PatchFound {
  readonly xMm: number
  readonly yMm: number
  readonly found: boolean
}

const LIKE = { coarse: 0.5, middle: 0.55, fine: 0.5 } as const
const HORIZON_MM = 45
const PASSES = 8
/** How far a found patch may lie from where the whole page says it is. */
const NEAR_MM = { coarse: 2, middle: 0.8, fine: 0.35 } as const
const REACH_MM = { middle: 1.6, fine: 0.6 } as const
const ROUNDS = 6
/** Of how many places every two are tried. */
const TRIED = 40

/**
 * Finds where an issued page lies in a scan that is said to show it. `start` are places already known: the corners of the page codes, or those of the paper; `startErrorMm` is how far off they may be.
 * Null when nothing holds together.
 */
export function registerPage(issued: IssuedPage, scan: Gray, start: readonly Pair[], startErrorMm: number): Registration | null {
  const first = fitOf(start)
  if (first === null) return null
  const levelFor = scanLevels(scan, pixelsPerMm(first, issued.widthMm / 2, issued.heightMm / 2))
  const rough = grow(issued.coarse, levelFor(issued.coarse), start, first, startErrorMm)
  if (rough === null) return null
  const middle = refine(issued.middle, levelFor(issued.middle), rough, REACH_MM.middle, LIKE.middle, NEAR_MM.middle)
  if (middle === null) return null
  const fine = refine(issued.fine, levelFor(issued.fine), middle.projection, REACH_MM.fine, LIKE.fine, NEAR_MM.fine)
  return fine ?? middle
}

/** The scan about as fine as each level of the issued page. */
function scanLevels(scan: Gray, pxPerMm: number): (level: IssuedLevel) => ScanLevel {
  const made = new Map<number, ScanLevel>()
  return ({ mmPerPx }) => {
    const times = Math.max(1, Math.round(pxPerMm * mmPerPx))
    const known = made.get(times) ?? { gray: shrunk(scan, times), times }
    made.set(times, known)
    return known
  }
}

/** From the places known outwards: what lies near them is looked for first, in a small circle, and helps to find what lies farther off. */
function grow(level: IssuedLevel, scan: ScanLevel, start: readonly Pair[], first: Projection, startErrorMm: number): Projection | null {
  let projection = first
  let known: readonly Pair[] = start
  let pending = level.patches
  const found: Pair[] = []
  for (let pass = 1; pass <= PASSES && pending.length > 0; pass += 1) {
    const near = pending.filter((patch) => distanceMm(level, patch, known) <= HORIZON_MM)
    const now = near.length === 0 || pass === PASSES ? pending : near
    pending = pending.filter((patch) => !now.includes(patch))
    for (const patch of now) {
      const reachMm = startErrorMm + Math.min(8, 0.06 * distanceMm(level, patch, known))
      const pair = findPatch(level, scan, patch, reachMm, LIKE.coarse, projection)
      if (pair !== null) found.push(pair)
    }
    const fitted = settle([...start, ...found], projection, NEAR_MM.coarse)
    if (fitted === null) continue
    projection = fitted.projection
    known = [...start, ...fitted.near]
  }
  return settle(found, projection, NEAR_MM.coarse)?.projection ?? null
}

function distanceMm(level: IssuedLevel, patch: Patch, known: readonly Pair[]): number {
  const [xMm, yMm] = [patch.x * level.mmPerPx, patch.y * level.mmPerPx]
  return known.reduce((least, pair) => Math.min(least, Math.hypot(pair.xMm - xMm, pair.yMm - yMm)), Infinity)
}

function findPatch(level: IssuedLevel, scan: ScanLevel, patch: Patch, reachMm: number, like: number, projection: Projection): Pair | null {
  const found = matchPatch(level.gray, level.mmPerPx, patch, level.halfPx, Math.max(2, Math.ceil(reachMm / level.mmPerPx)), scan, projection)
  if (found === null || found.likeness < like) return null
  const [xMm, yMm] = [patch.x * level.mmPerPx, patch.y * level.mmPerPx]
  return { xMm, yMm, ...project(projection, xMm + found.dx * level.mmPerPx, yMm + found.dy * level.mmPerPx), weight: 1 }
}

function refine(level: IssuedLevel, scan: ScanLevel, projection: Projection, reachMm: number, like: number, nearMm: number): Registration | null {
  const pairs = level.patches.map((patch) => findPatch(level, scan, patch, reachMm, like, projection))
  const fitted = settle(pairs.flatMap((pair) => pair ?? []), projection, nearMm)
  if (fitted === null) return null
  const near = new Set(fitted.near)
  const looked = level.patches.flatMap(({ x, y }, index): PatchFound[] => {
    const [xMm, yMm] = [x * level.mmPerPx, y * level.mmPerPx]
    const pair = pairs[index] ?? null
    return isInside(scan, project(fitted.projection, xMm, yMm)) ? [{ xMm, yMm, found: pair !== null && near.has(pair) }] : []
  })
  const errors = fitted.near.map((pair) => errorMm(fitted.projection, pair)).sort((a, b) => a - b)
  return { projection: fitted.projection, looked, errorMm: errors[Math.floor(errors.length * 0.95)] ?? Infinity }
}

function isInside({ gray, times }: ScanLevel, { xPx, yPx }: { xPx: number; yPx: number }): boolean {
  return xPx >= 0 && yPx >= 0 && xPx < gray.widthPx * times && yPx < gray.heightPx * times
}

/** The projection most of the places agree on: fitted again and again, each place counting the less the farther off it is (Tukey). */
function settle(pairs: readonly Pair[], projection: Projection, nearMm: number): { projection: Projection; near: readonly Pair[] } | null {
  let fitted = fitOf(agreeing(pairs, projection, nearMm)) ?? projection
  for (let round = 0; round < ROUNDS; round += 1) {
    const weighted = pairs.flatMap((pair): Pair[] => {
      const off = errorMm(fitted, pair) / (nearMm * 2)
      return off >= 1 ? [] : [{ ...pair, weight: (1 - off * off) ** 2 }]
    })
    const next = fitOf(weighted)
    if (next === null) return null
    fitted = next
  }
  const near = pairs.filter((pair) => errorMm(fitted, pair) <= nearMm)
  return near.length < 3 ? null : { projection: fitted, near }
}

/** The largest set of places that one turn, size and shift away from the projection explains; every two are tried (of many, a share), so that the same places give the same answer. */
function agreeing(pairs: readonly Pair[], projection: Projection, nearMm: number): readonly Pair[] {
  const moved = pairs.map((pair): Pair => {
    const { xPx, yPx } = project(projection, pair.xMm, pair.yMm)
    return { ...pair, xMm: xPx, yMm: yPx }
  })
  const places = Float64Array.from(moved.flatMap(({ xMm, yMm, xPx, yPx }, index) => [xMm, yMm, xPx, yPx, 2 * nearMm * pixelsPerMm(projection, pairs[index]?.xMm ?? 0, pairs[index]?.yMm ?? 0)]))
  let best: Projection | null = null
  let most = 0
  const step = Math.max(1, Math.floor(pairs.length / TRIED))
  for (let i = 0; i < pairs.length && most < pairs.length; i += step) {
    for (let j = i + step; j < pairs.length && most < pairs.length; j += step) {
      const [one, other] = [moved[i], moved[j]]
      const fitted = one === undefined || other === undefined ? null : fitSimilarity([one, other])
      if (fitted === null || !isSmallMove(fitted)) continue
      const agree = countWithin(fitted, places, most)
      if (agree > most) [best, most] = [fitted, agree]
    }
  }
  return best === null ? [] : pairs.filter((_, index) => isWithin(best, places, index * PLACE))
}

/** Numbers of each place in a row: where the projection puts it, where it was found (px), and how far apart the two may be. */
const PLACE = 5

/** How many places a move explains; zero as soon as they cannot be more than `most`. */
function countWithin(fitted: Projection, places: Float64Array, most: number): number {
  const count = places.length / PLACE
  let missed = 0
  for (let at = 0; at < places.length; at += PLACE) {
    if (!isWithin(fitted, places, at)) missed += 1
    if (count - missed <= most) return 0
  }
  return count - missed
}

/** A similarity has no depth to divide by. */
function isWithin(fitted: Projection, places: Float64Array, at: number): boolean {
  const x = places[at] ?? 0
  const y = places[at + 1] ?? 0
  const limit = places[at + 4] ?? 0
  const offX = fitted[0] * x + fitted[1] * y + fitted[2] - (places[at + 2] ?? 0)
  const offY = fitted[3] * x + fitted[4] * y + fitted[5] - (places[at + 3] ?? 0)
  return offX * offX + offY * offY <= limit * limit
}

/** What is known from the codes is not off by more than this: two patches close to each other must not turn the page round. */
function isSmallMove([a, b]: Projection): boolean {
  return Math.abs(Math.hypot(a, b) - 1) < 0.12 && Math.abs(b / a) < 0.12
}

function errorMm(projection: Projection, { xMm, yMm, xPx, yPx }: Pair): number {
  const at = project(projection, xMm, yMm)
  return Math.hypot(at.xPx - xPx, at.yPx - yPx) / pixelsPerMm(projection, xMm, yMm)
}

/** As free a projection as so many places settle. */
function fitOf(pairs: readonly Pair[]): Projection | null {
  if (pairs.length >= 16) return fitPerspective(pairs) ?? fitAffine(pairs)
  return (pairs.length >= 6 ? fitAffine(pairs) : null) ?? fitSimilarity(pairs)
}
