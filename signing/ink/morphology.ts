import type { Gray } from '../registration/gray.js'

/** Light made dark and dark light: what is greatest then is least. */
const INVERTED = 0xff

/** The darkest tone within `reachPx` of every pixel, across and along. */
export function darkestNear({ pixels, widthPx, heightPx }: Gray, reachPx: number): Gray {
  return { widthPx, heightPx, pixels: along(across(pixels, widthPx, reachPx, INVERTED), widthPx, reachPx, INVERTED) }
}

/** The lightest tone within `reachPx` of every pixel, across and along. */
export function lightestNear({ pixels, widthPx, heightPx }: Gray, reachPx: number): Gray {
  return { widthPx, heightPx, pixels: along(across(pixels, widthPx, reachPx, 0), widthPx, reachPx, 0) }
}

/** How much darker than the paper about it every pixel is: lines narrower than `reachPx` twice over stay, shadows, stains and coloured paper go (black top-hat). */
export function darknessOf(picture: Gray, reachPx: number): Gray {
  const paper = darkestNear(lightestNear(picture, reachPx), reachPx).pixels
  const pixels = new Uint8Array(paper.length)
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = Math.max(0, (paper[at] ?? 0) - (picture.pixels[at] ?? 0))
  return { ...picture, pixels }
}

/** The greatest of every window along each row of what `turned` makes of the pixels. */
function across(pixels: Uint8Array, widthPx: number, reachPx: number, turned: number): Uint8Array {
  const line = new Uint8Array(widthPx + 2 * reachPx)
  const greatest = new Uint8Array(pixels.length)
  for (let row = 0; row < pixels.length; row += widthPx) {
    line.fill(0, 0, reachPx)
    line.fill(0, reachPx + widthPx)
    for (let x = 0; x < widthPx; x += 1) line[reachPx + x] = (pixels[row + x] ?? 0) ^ turned
    raise(line, 2 * reachPx + 1, 1)
    greatest.set(line.subarray(0, widthPx), row)
  }
  return greatest
}

/** As `across`, down the columns, all of them at a time; what it finds is turned back. */
function along(pixels: Uint8Array, widthPx: number, reachPx: number, turned: number): Uint8Array {
  const rows = new Uint8Array(pixels.length + 2 * reachPx * widthPx)
  rows.set(pixels, reachPx * widthPx)
  raise(rows, 2 * reachPx + 1, widthPx)
  const greatest = rows.slice(0, pixels.length)
  for (let at = 0; at < greatest.length; at += 1) greatest[at] = (greatest[at] ?? 0) ^ turned
  return greatest
}

/**
 * Makes every tone the greatest of the `window` that begin with it, `apart` from each other: of two, then of four, and so on, so that a window twice as wide takes one look more. There is no branch in it,
 * for in the noise of a scan a processor guesses every other one wrong.
 */
function raise(tones: Uint8Array, window: number, apart: number): void {
  for (let seen = 1; seen < window; ) {
    const step = Math.min(seen, window - seen)
    const ahead = step * apart
    for (let at = 0, end = tones.length - ahead; at < end; at += 1) {
      const tone = tones[at] ?? 0
      const less = tone - (tones[at + ahead] ?? 0)
      tones[at] = tone - (less & (less >> 31))
    }
    seen += step
  }
}
