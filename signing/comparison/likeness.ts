import type { Gray } from '../registration/gray.js'

/** A part of a picture in whole pixels. */
export interface Window {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
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

/** The best likeness with the other part moved up to `reach` pixels, and how far it was moved; null when it always lies outside. */
export function bestLikeness(one: Gray, at: Window, other: Gray, about: { readonly dx: number; readonly dy: number }, reach: number): { readonly likeness: number; readonly dx: number; readonly dy: number } | null {
  let best: { likeness: number; dx: number; dy: number } | null = null
  for (let dy = about.dy - reach; dy <= about.dy + reach; dy += 1) {
    for (let dx = about.dx - reach; dx <= about.dx + reach; dx += 1) {
      const likeness = likenessOf(one, at, other, at.left + dx, at.top + dy)
      if (likeness !== null && (best === null || likeness > best.likeness)) best = { likeness, dx, dy }
    }
  }
  return best
}

function holds({ widthPx, heightPx }: Gray, { left, top, width, height }: Window): boolean {
  return left >= 0 && top >= 0 && left + width <= widthPx && top + height <= heightPx
}
