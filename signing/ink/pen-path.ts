import type { Mask } from './strokes.js'

interface Point {
  readonly x: number
  readonly y: number
}

const NEIGHBOURS = [[0, -1], [1, -1], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1]] as const

/**
 * How far a pen's point turned in all, to either side (degrees): follows the middle of the lines of ink (thinned as by Zhang and Suen, 1984). Corners flatter than `flatPx` are straight, and what sticks out of a line by less than `spurPx` is its roughness.
 * Where lines cross, each goes on as straight as it can.
 */
export function penTurned(mask: Mask, { flatPx, spurPx }: { readonly flatPx: number; readonly spurPx: number }): number {
  const { middle, stride } = thinned(mask)
  const lines = linesOf(middle, stride).filter((line) => !(line.ends !== 0 && line.points.length < spurPx))
  let turned = 0
  const meeting = new Map<number, Point[]>()
  for (const { points, from, to } of lines) {
    const corners = cornersOf(points, flatPx)
    const legs = corners.slice(1).map(({ x, y }, index) => ({ x: x - (corners[index]?.x ?? 0), y: y - (corners[index]?.y ?? 0) }))
    turned += legs.slice(1).reduce((sum, leg, index) => sum + between(legs[index] ?? leg, leg), 0)
    const [first, last] = [legs[0], legs.at(-1)]
    if (first === undefined || last === undefined) continue
    if (from !== null) meeting.set(from, [...(meeting.get(from) ?? []), first])
    if (to !== null) meeting.set(to, [...(meeting.get(to) ?? []), { x: -last.x, y: -last.y }])
  }
  for (const away of meeting.values()) turned += turnedAt(away)
  return turned
}

/** How far lines turn where they meet; `away` leads from there along each. */
function turnedAt(away: readonly Point[]): number {
  const [one, ...others] = away
  if (one === undefined || others.length === 0) return 0
  const pairs = away.flatMap((first, index) => away.slice(index + 1).map((second) => ({ first, second, turn: 180 - between(first, second) })))
  const straightest = pairs.reduce((least, pair) => (pair.turn < least.turn ? pair : least))
  const left = away.filter((line) => line !== straightest.first && line !== straightest.second)
  // A line that ends on another turns off from it.
  const [last] = left
  const off = left.length === 1 && last !== undefined ? Math.min(between(last, straightest.first), between(last, straightest.second)) : turnedAt(left)
  return straightest.turn + off
}

const between = (one: Point, other: Point): number => (Math.abs(Math.atan2(one.x * other.y - one.y * other.x, one.x * other.x + one.y * other.y)) * 180) / Math.PI

interface Line {
  readonly points: readonly Point[]
  /** The crossings it leads from and to; null where it ends. */
  readonly from: number | null
  readonly to: number | null
  /** How many of its ends are free. */
  readonly ends: number
}

/** The lines between ends and crossings, and those that close on themselves. */
function linesOf(middle: Uint8Array, stride: number): Line[] {
  const crossing = crossingsIn(middle, stride)
  const seen = new Uint8Array(middle.length)
  const lines: Line[] = []
  const near = (at: number): number[] => NEIGHBOURS.map(([dx, dy]) => at + dy * stride + dx).filter((place) => middle[place] === 1)
  const pointOf = (at: number): Point => ({ x: at % stride, y: Math.floor(at / stride) })
  const follow = (begin: number, from: number | null): void => {
    const places = [begin]
    seen[begin] = 1
    let to: number | null = null
    for (let at = begin; ; ) {
      const beside = near(at)
      const other = beside.find((place) => (crossing[place] ?? 0) > 0 && (places.length > 2 || crossing[place] !== from))
      const next = beside.find((place) => seen[place] === 0 && crossing[place] === 0)
      if (other !== undefined && (next === undefined || places.length > 1)) {
        to = crossing[other] ?? 0
        break
      }
      if (next === undefined) break
      seen[next] = 1
      places.push(next)
      at = next
    }
    lines.push({ points: places.map(pointOf), from, to, ends: (from === null ? 1 : 0) + (to === null ? 1 : 0) })
  }
  for (let at = 0; at < middle.length; at += 1) {
    const number = crossing[at] ?? 0
    if (number > 0) for (const place of near(at)) if (seen[place] === 0 && crossing[place] === 0) follow(place, number)
  }
  for (const isEnd of [true, false]) for (let at = 0; at < middle.length; at += 1) if (middle[at] === 1 && seen[at] === 0 && crossing[at] === 0 && (!isEnd || near(at).length <= 1)) follow(at, null)
  return lines
}

/** The places where three lines or more meet, neighbours of one number. */
function crossingsIn(middle: Uint8Array, stride: number): Int32Array {
  const crossing = new Int32Array(middle.length)
  const isMet = (at: number): boolean => middle[at] === 1 && changesAbout(middle, at, stride) >= 3
  let number = 0
  for (let first = 0; first < middle.length; first += 1) {
    if (crossing[first] !== 0 || !isMet(first)) continue
    number += 1
    crossing[first] = number
    const places = [first]
    for (let next = 0; next < places.length; next += 1) {
      for (const [dx, dy] of NEIGHBOURS) {
        const beside = (places[next] ?? 0) + dy * stride + dx
        if (crossing[beside] !== 0 || !isMet(beside)) continue
        crossing[beside] = number
        places.push(beside)
      }
    }
  }
  return crossing
}

/** How often paper turns to ink on the way around a pixel. */
function changesAbout(middle: Uint8Array, at: number, stride: number): number {
  return NEIGHBOURS.reduce((sum, [dx, dy], index) => {
    const [nextX, nextY] = NEIGHBOURS[(index + 1) % NEIGHBOURS.length] ?? [0, 0]
    return sum + (middle[at + dy * stride + dx] === 0 && middle[at + nextY * stride + nextX] === 1 ? 1 : 0)
  }, 0)
}

/** The lines of ink one pixel wide, two pixels of paper about them. */
function thinned({ ink, widthPx, heightPx }: Mask): { readonly middle: Uint8Array; readonly stride: number } {
  const stride = widthPx + 4
  const middle = new Uint8Array(stride * (heightPx + 4))
  let left: number[] = []
  for (let at = 0; at < ink.length; at += 1) {
    if (ink[at] !== 1) continue
    const place = (Math.floor(at / widthPx) + 2) * stride + (at % widthPx) + 2
    middle[place] = 1
    left.push(place)
  }
  for (let taken = -1; taken !== 0; ) {
    taken = 0
    for (const isFirst of [true, false]) {
      const off = left.filter((at) => isRim(middle, at, stride, isFirst))
      for (const at of off) middle[at] = 0
      taken += off.length
    }
    left = left.filter((at) => middle[at] === 1)
  }
  return { middle, stride }
}

function isRim(middle: Uint8Array, at: number, stride: number, isFirst: boolean): boolean {
  const [above, right, below, beside] = [middle[at - stride] ?? 0, middle[at + 1] ?? 0, middle[at + stride] ?? 0, middle[at - 1] ?? 0]
  if (isFirst ? above * right * below !== 0 || right * below * beside !== 0 : above * right * beside !== 0 || above * below * beside !== 0) return false
  const inked = above + right + below + beside + (middle[at - stride + 1] ?? 0) + (middle[at + stride + 1] ?? 0) + (middle[at + stride - 1] ?? 0) + (middle[at - stride - 1] ?? 0)
  return inked >= 2 && inked <= 6 && changesAbout(middle, at, stride) === 1
}

/** The corners of a line, its ends among them (Ramer, Douglas and Peucker). */
function cornersOf(points: readonly Point[], flatPx: number): Point[] {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || points.length < 3) return [...points]
  const [alongX, alongY] = [last.x - first.x, last.y - first.y]
  const long = Math.hypot(alongX, alongY)
  let [farthest, at] = [flatPx, -1]
  points.forEach(({ x, y }, index) => {
    const off = long === 0 ? Math.hypot(x - first.x, y - first.y) : Math.abs(alongX * (y - first.y) - alongY * (x - first.x)) / long
    if (off > farthest) [farthest, at] = [off, index]
  })
  return at < 0 ? [first, last] : [...cornersOf(points.slice(0, at + 1), flatPx), ...cornersOf(points.slice(at), flatPx).slice(1)]
}
