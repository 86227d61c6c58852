import type { Region } from '../registration/flatten.js'
import type { Gray } from '../registration/gray.js'

/** A part of a picture in whole pixels. */
export interface Window {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A region of the page with a rim about it, in whole pixels. */
export function windowOf({ leftMm, topMm, widthMm, heightMm }: Region, mmPerPx: number, rimMm: number): Window {
  const [left, top] = [Math.floor((leftMm - rimMm) / mmPerPx), Math.floor((topMm - rimMm) / mmPerPx)]
  return { left, top, width: Math.ceil((leftMm + widthMm + rimMm) / mmPerPx) - left, height: Math.ceil((topMm + heightMm + rimMm) / mmPerPx) - top }
}

/** The tones of a part of a picture, and their squares, summed. */
interface Sums {
  readonly tones: number
  readonly squares: number
}

function sumsOf({ pixels, widthPx }: Gray, { left, top, width, height }: Window): Sums {
  let tones = 0
  let squares = 0
  for (let y = 0; y < height; y += 1) {
    let row = 0
    for (let at = (top + y) * widthPx + left, end = at + width; at < end; at += 1) {
      const tone = pixels[at] ?? 0
      tones += tone
      row += tone * tone
    }
    squares += row
  }
  return { tones, squares }
}

/** How alike two parts of equal size are, from -1 to 1, whatever their brightness and contrast (normalised cross-correlation); 0 when either is evenly one tone, null when one lies outside its picture. */
export function likenessOf(one: Gray, at: Window, other: Gray, left: number, top: number): number | null {
  return holds(one, at) ? alike(one, at, sumsOf(one, at), other, left, top) : null
}

/** As `likenessOf`; the part of the first picture lies in it, and its sums are known. Whole numbers, a row at a time, are summed in half the time. */
function alike({ pixels, widthPx }: Gray, at: Window, { tones: a, squares: aa }: Sums, other: Gray, left: number, top: number): number | null {
  if (!holds(other, { ...at, left, top })) return null
  let b = 0
  let bb = 0
  let ab = 0
  for (let y = 0; y < at.height; y += 1) {
    let squares = 0
    let products = 0
    let to = (top + y) * other.widthPx + left
    for (let from = (at.top + y) * widthPx + at.left, end = from + at.width; from < end; from += 1, to += 1) {
      const tone = other.pixels[to] ?? 0
      b += tone
      squares += tone * tone
      products += tone * (pixels[from] ?? 0)
    }
    bb += squares
    ab += products
  }
  const count = at.width * at.height
  const [variance, otherVariance] = [aa - (a * a) / count, bb - (b * b) / count]
  if (variance < count * LEAST_VARIANCE || otherVariance < count * LEAST_VARIANCE) return 0
  return (ab - (a * b) / count) / Math.sqrt(variance * otherVariance)
}

const LEAST_VARIANCE = 25

/** A likeness, and how far the other part was moved for it. */
export interface Fit {
  readonly likeness: number
  readonly dx: number
  readonly dy: number
}

/** The best likeness with the other part moved up to `reach` pixels about a place: uphill from there, and everywhere when that does not lead to what is `enough`; null when it always lies outside. */
export function bestLikeness(one: Gray, at: Window, other: Gray, about: { readonly dx: number; readonly dy: number }, reach: number, enough: number): Fit | null {
  if (!holds(one, at)) return null
  const sums = sumsOf(one, at)
  const tried = new Map<number, number | null>()
  const fitAt = (dx: number, dy: number): number | null => {
    const key = (dy - about.dy) * 64 + dx - about.dx
    const known = tried.get(key)
    if (known !== undefined) return known
    const likeness = alike(one, at, sums, other, at.left + dx, at.top + dy)
    tried.set(key, likeness)
    return likeness
  }
  const start = fitAt(about.dx, about.dy)
  let best: Fit | null = start === null ? null : { likeness: start, ...about }
  for (let climbed = best !== null; climbed; ) {
    climbed = false
    const from: Fit = best ?? { likeness: -1, ...about }
    for (const [x, y] of BESIDE) {
      const [dx, dy] = [from.dx + x, from.dy + y]
      if (Math.abs(dx - about.dx) > reach || Math.abs(dy - about.dy) > reach) continue
      const likeness = fitAt(dx, dy)
      if (likeness !== null && (best === null || likeness > best.likeness)) {
        best = { likeness, dx, dy }
        climbed = true
      }
    }
  }
  if (best !== null && best.likeness >= enough) return best
  for (let dy = about.dy - reach; dy <= about.dy + reach; dy += 1) {
    for (let dx = about.dx - reach; dx <= about.dx + reach; dx += 1) {
      const likeness = fitAt(dx, dy)
      if (likeness !== null && (best === null || likeness > best.likeness)) best = { likeness, dx, dy }
    }
  }
  return best
}

const BESIDE = [[1, 0], [-1, 0], [0, 1], [0, -1]] as const

function holds({ widthPx, heightPx }: Gray, { left, top, width, height }: Window): boolean {
  return left >= 0 && top >= 0 && left + width <= widthPx && top + height <= heightPx
}
