import type { Gray } from '../registration/gray.js'

/** Four tones in one number: light made dark and dark light, so that what is greatest was least. */
const INVERTED = 0xffffffff

/** The darkest tone within `reachPx` of every pixel, across and along. */
export function darkestNear(picture: Gray, reachPx: number): Gray {
  return greatestNear(picture, reachPx, INVERTED)
}

/** The lightest tone within `reachPx` of every pixel, across and along. */
export function lightestNear(picture: Gray, reachPx: number): Gray {
  return greatestNear(picture, reachPx, 0)
}

/** How much darker than the paper about it every pixel is: lines narrower than `reachPx` twice over stay, shadows, stains and coloured paper go (black top-hat). */
export function darknessOf(picture: Gray, reachPx: number): Gray {
  const paper = darkestNear(lightestNear(picture, reachPx), reachPx).pixels
  const pixels = new Uint8Array(paper.length)
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = Math.max(0, (paper[at] ?? 0) - (picture.pixels[at] ?? 0))
  return { ...picture, pixels }
}

/** The greatest within `reachPx` of what `turned` makes of every pixel, turned back. About the picture is a rim in which nothing is great. */
function greatestNear({ pixels, widthPx, heightPx }: Gray, reachPx: number, turned: number): Gray {
  const stride = widthPx + 2 * reachPx
  const words = new Uint32Array(Math.ceil((stride * (heightPx + 2 * reachPx)) / 4) + 1).fill(turned)
  const tones = new Uint8Array(words.buffer)
  for (let y = 0; y < heightPx; y += 1) tones.set(pixels.subarray(y * widthPx, (y + 1) * widthPx), (y + reachPx) * stride + reachPx)
  for (let at = 0; at < words.length; at += 1) words[at] = (words[at] ?? 0) ^ turned
  const inFours = new DataView(words.buffer)
  raise(inFours, 2 * reachPx + 1, 1)
  raise(inFours, 2 * reachPx + 1, stride)
  for (let at = 0; at < words.length; at += 1) words[at] = (words[at] ?? 0) ^ turned
  const near = new Uint8Array(pixels.length)
  for (let y = 0; y < heightPx; y += 1) near.set(tones.subarray(y * stride, y * stride + widthPx), y * widthPx)
  return { pixels: near, widthPx, heightPx }
}

/** Makes every tone the greatest of the `window` that begin with it, `apart` from each other: of two, then of four, and so on, so that a window twice as wide takes one look more. */
function raise(tones: DataView, window: number, apart: number): void {
  for (let seen = 1; seen < window; ) {
    const step = Math.min(seen, window - seen)
    const ahead = step * apart
    for (let at = 0, end = tones.byteLength - ahead - 3; at < end; at += 4) tones.setUint32(at, greatestOfEach(tones.getUint32(at, true), tones.getUint32(at + ahead, true)), true)
    seen += step
  }
}

/** Of four tones in one number and four in another the greater of each, all at once and without a branch: in the noise of a scan a processor guesses every other one wrong. */
function greatestOfEach(one: number, other: number): number {
  const lower = (one | 0x80808080) - (other & 0x7f7f7f7f)
  const isGreater = ((one & ~other) | (~(one ^ other) & lower)) & 0x80808080
  const chosen = (isGreater << 1) - (isGreater >>> 7)
  return other ^ ((one ^ other) & chosen)
}
