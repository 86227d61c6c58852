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

/** How alike two parts of equal size are, from -1 to 1, whatever their brightness and contrast (normalised cross-correlation); 0 when either is evenly one tone, null when one lies outside its picture. */
export function likenessOf(one: Gray, at: Window, other: Gray, left: number, top: number): number | null {
  if (!holds(one, at) || !holds(other, { ...at, left, top })) return null
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0]
  for (let y = 0; y < at.height; y += 1) {
    let from = (at.top + y) * one.widthPx + at.left
    let to = (top + y) * other.widthPx + left
    for (let x = 0; x < at.width; x += 1) {
      const p = one.pixels[from++] ?? 0
      const q = other.pixels[to++] ?? 0
      a += p
      b += q
      aa += p * p
      bb += q * q
      ab += p * q
    }
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
  const tried = new Map<number, number | null>()
  const fitAt = (dx: number, dy: number): number | null => {
    const key = (dy - about.dy) * 64 + dx - about.dx
    const known = tried.get(key)
    if (known !== undefined) return known
    const likeness = likenessOf(one, at, other, at.left + dx, at.top + dy)
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
