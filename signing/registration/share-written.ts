import type { Region } from './flatten.js'
import type { Gray } from './gray.js'
import { project, type Projection } from './projection.js'

/** A pale letter on white paper differs by more. */
const LEAST_CONTRAST = 40

/** How large a share of an issued page's letters (0 to 1) a file writes itself, so that its pictures lack what it shows there; 0 for a page without letters. `shown` and `pictures` are of one size. */
export function shareWritten(letters: readonly Region[], projection: Projection, { shown, pictures }: { readonly shown: Gray; readonly pictures: Gray }): number {
  const printed = letters.filter(({ widthMm, heightMm }) => widthMm > 0 && heightMm > 0)
  const written = printed.filter((letter) => darkestIn(pictures, projection, letter) - darkestIn(shown, projection, letter) >= LEAST_CONTRAST)
  return printed.length === 0 ? 0 : written.length / printed.length
}

function darkestIn({ pixels, widthPx, heightPx }: Gray, projection: Projection, { leftMm, topMm, widthMm, heightMm }: Region): number {
  const corners = [0, 1].flatMap((right) => [0, 1].map((down) => project(projection, leftMm + right * widthMm, topMm + down * heightMm)))
  const [xs, ys] = [corners.map(({ xPx }) => Math.round(xPx)), corners.map(({ yPx }) => Math.round(yPx))]
  let darkest = 255
  for (let y = Math.max(0, Math.min(...ys)); y <= Math.min(heightPx - 1, Math.max(...ys)); y += 1) {
    for (let x = Math.max(0, Math.min(...xs)); x <= Math.min(widthPx - 1, Math.max(...xs)); x += 1) darkest = Math.min(darkest, pixels[y * widthPx + x] ?? 255)
  }
  return darkest
}
