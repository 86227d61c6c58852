import type { Gray } from '../registration/gray.js'

/** The darkest tone within `reachPx` of every pixel, across and along. */
export function darkestNear(picture: Gray, reachPx: number): Gray {
  return both(picture, reachPx, Math.min)
}

/** The lightest tone within `reachPx` of every pixel, across and along. */
export function lightestNear(picture: Gray, reachPx: number): Gray {
  return both(picture, reachPx, Math.max)
}

/** How much darker than the paper about it every pixel is: lines narrower than `reachPx` twice over stay, shadows, stains and coloured paper go (black top-hat). */
export function darknessOf(picture: Gray, reachPx: number): Gray {
  const paper = darkestNear(lightestNear(picture, reachPx), reachPx)
  return { ...picture, pixels: picture.pixels.map((tone, at) => Math.max(0, (paper.pixels[at] ?? 0) - tone)) }
}

type Pick = (a: number, b: number) => number

function both(picture: Gray, reachPx: number, pick: Pick): Gray {
  const { widthPx, heightPx } = picture
  const across = lines(picture.pixels, { count: heightPx, length: widthPx, step: 1, stride: widthPx }, reachPx, pick)
  return { widthPx, heightPx, pixels: lines(across, { count: widthPx, length: heightPx, step: widthPx, stride: 1 }, reachPx, pick) }
}

interface Lines {
  readonly count: number
  readonly length: number
  readonly step: number
  readonly stride: number
}

/** The extreme of every window along every line, in three looks a pixel whatever the window's width (van Herk, Gil and Werman). */
function lines(pixels: Uint8Array, { count, length, step, stride }: Lines, reachPx: number, pick: Pick): Uint8Array {
  const window = 2 * reachPx + 1
  const padded = Math.ceil((length + 2 * reachPx) / window) * window
  const edge = pick(0, 255) === 0 ? 255 : 0
  const [line, fore, back] = [new Uint8Array(padded), new Uint8Array(padded), new Uint8Array(padded)]
  const result = new Uint8Array(pixels.length)
  for (let n = 0; n < count; n += 1) {
    line.fill(edge)
    for (let k = 0, at = n * stride; k < length; k += 1, at += step) line[k + reachPx] = pixels[at] ?? 0
    for (let k = 0; k < padded; k += 1) fore[k] = k % window === 0 ? (line[k] ?? 0) : pick(fore[k - 1] ?? 0, line[k] ?? 0)
    for (let k = padded - 1; k >= 0; k -= 1) back[k] = k % window === window - 1 ? (line[k] ?? 0) : pick(back[k + 1] ?? 0, line[k] ?? 0)
    for (let k = 0, at = n * stride; k < length; k += 1, at += step) result[at] = pick(back[k] ?? 0, fore[k + window - 1] ?? 0)
  }
  return result
}
