import type { Gray } from '../registration/gray.js'
import type { PagePair } from './compare-text.js'
import type { Window } from './likeness.js'

/** A part of the issued page and how far, in pixels and parts of them, the scan shows it moved. */
export interface Placed {
  readonly window: Window
  readonly dx: number
  readonly dy: number
}

/** What print and scanner make of a page as it was drawn: how they blur it, which tones they give, and how much they tremble, learnt from the page's own words. */
export interface Appearance {
  readonly kernel: Float64Array
  /** By drawn and blurred darkness: the tone to expect. */
  readonly tone: Float32Array
  /** By that darkness and by how steep it is there: how far off tones usually are, squared. */
  readonly noise: Float32Array
}

/** How much paler or darker than the page on the whole a part of it came out: what is seen is `offset` and `gain` times what the page's appearance says. */
export interface Light {
  readonly offset: number
  readonly gain: number
}

/** How far a blur reaches, in pixels: what is to be softened needs a rim so wide. */
export const BLUR_REACH = 2
const SIDE = 2 * BLUR_REACH + 1
/** How many shades of darkness are told apart, and how many of how steep it is. */
export const LEVELS = 24
export const STEEPS = 4
const STEEP_STEP = 36
/** However even a scan, tones are this much off, squared. */
export const LEAST_NOISE = 16

/** The shade of a darkness. */
export function levelOf(darkness: number): number {
  return Math.max(0, Math.min(LEVELS - 1, Math.round((darkness / 255) * (LEVELS - 3)) + 1))
}

/** How steep it is where neighbours across and along differ by so much. */
export function steepOf(across: number, along: number): number {
  const most = Math.max(Math.abs(across), Math.abs(along))
  return most >= STEEPS * STEEP_STEP ? STEEPS - 1 : Math.floor(most / STEEP_STEP)
}

/** The tone of a darkness, between those of its shades. */
export function toneAt(tone: Float32Array, darkness: number): number {
  const exact = Math.max(0, Math.min(LEVELS - 1.001, (darkness / 255) * (LEVELS - 3) + 1))
  const level = Math.floor(exact)
  return (tone[level] ?? 0) * (1 - exact + level) + (tone[level + 1] ?? 0) * (exact - level)
}

/** A part of a page as the blur leaves it, with a rim of `SOFT_RIM` pixels so that it can be looked at a little moved. */
export interface Soft {
  readonly darkness: Float32Array
  /** Without the rim. */
  readonly width: number
  readonly height: number
}

/** How much more than the window a soft part holds on each side: it may be moved this much less two pixels. */
export const SOFT_RIM = 5

/** A window of a page as the blur leaves it. */
export function softOf({ kernel }: Appearance, { pixels, widthPx, heightPx }: Gray, { left, top, width, height }: Window): Soft {
  const [w, h] = [width + 2 * SOFT_RIM, height + 2 * SOFT_RIM]
  const stride = w + 2 * BLUR_REACH
  const hard = new Float32Array(stride * (h + 2 * BLUR_REACH))
  for (let y = 0, to = 0; y < h + 2 * BLUR_REACH; y += 1) {
    const row = top - SOFT_RIM - BLUR_REACH + y
    for (let x = 0, column = left - SOFT_RIM - BLUR_REACH; x < stride; x += 1, column += 1, to += 1) if (row >= 0 && row < heightPx && column >= 0 && column < widthPx) hard[to] = 255 - (pixels[row * widthPx + column] ?? 255)
  }
  return { darkness: softened(kernel, hard, w, h), width, height }
}

/** So little of a neighbour is nothing. */
const LEAST_WEIGHT = 1e-4

/** What the blur makes of darkness that has a rim of `BLUR_REACH` pixels more than the `w` by `h` wanted: a row of the kernel at once, and only where there is ink. */
export function softened(kernel: Float64Array, hard: Float32Array, w: number, h: number): Float32Array {
  const stride = w + 2 * BLUR_REACH
  const soft = new Float32Array(w * h)
  const weights = kernel.map((weight) => (weight > -LEAST_WEIGHT && weight < LEAST_WEIGHT ? 0 : weight))
  for (let row = 0; row < h + 2 * BLUR_REACH; row += 1) {
    let [first, last] = [row * stride, (row + 1) * stride - 1]
    while (first <= last && hard[first] === 0) first += 1
    while (last > first && hard[last] === 0) last -= 1
    if (first > last) continue
    const [left, right] = [Math.max(0, first - row * stride - SIDE + 1), Math.min(w - 1, last - row * stride)]
    for (let j = Math.max(0, row - h + 1); j <= Math.min(SIDE - 1, row); j += 1) {
      const [a, b, c, d, e] = [weights[j * SIDE] ?? 0, weights[j * SIDE + 1] ?? 0, weights[j * SIDE + 2] ?? 0, weights[j * SIDE + 3] ?? 0, weights[j * SIDE + 4] ?? 0]
      for (let to = (row - j) * w + left, end = (row - j) * w + right, from = row * stride + left; to <= end; to += 1, from += 1) {
        soft[to] = (soft[to] ?? 0) + a * (hard[from] ?? 0) + b * (hard[from + 1] ?? 0) + c * (hard[from + 2] ?? 0) + d * (hard[from + 3] ?? 0) + e * (hard[from + 4] ?? 0)
      }
    }
  }
  return soft
}

/** What the scan shows in a window, as darkness. */
export function seenIn({ pixels, widthPx, heightPx }: Gray, { left, top, width, height }: Window): Float32Array {
  const seen = new Float32Array(width * height)
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, to += 1) {
      const inside = left + x >= 0 && top + y >= 0 && left + x < widthPx && top + y < heightPx
      seen[to] = inside ? 255 - (pixels[(top + y) * widthPx + left + x] ?? 255) : 0
    }
  }
  return seen
}

/** The most one pixel can speak against a print: a speck of dust is a few such. */
const MOST = 12
/** Blurred darkness may go this far beyond white and black. */
const BEYOND = 16
const TABLE = 256 + 2 * BEYOND

/** An appearance made quick to ask: by drawn and blurred darkness the tone, and with how steep it is there one by the usual error squared. */
export interface Expectation {
  readonly tone: Float32Array
  readonly sureness: Float32Array
}

/** Makes an appearance quick to ask. */
export function expectationOf({ tone, noise }: Appearance): Expectation {
  return {
    tone: Float32Array.from({ length: TABLE }, (_, at) => toneAt(tone, at - BEYOND)),
    sureness: Float32Array.from({ length: TABLE * STEEPS }, (_, at) => 1 / (noise[levelOf(Math.floor(at / STEEPS) - BEYOND) * STEEPS + (at % STEEPS)] ?? LEAST_NOISE)),
  }
}

/** How much darker print is than paper. */
export const contrastOf = ({ tone }: Expectation): number => (tone[BEYOND + 255] ?? 255) - (tone[BEYOND] ?? 0)

/** What a soft part of a page, moved so far right and down, is expected to look like in a light: the tone, and one by the usual error squared, pixel by pixel, written into `into`. */
export function expect({ tone, sureness }: Expectation, { darkness, width, height }: Soft, { offset, gain }: Light, dx: number, dy: number, into: Expected): void {
  const stride = width + 2 * SOFT_RIM
  const [wholeX, wholeY] = [Math.floor(dx), Math.floor(dy)]
  const [right, below] = [dx - wholeX, dy - wholeY]
  const [here, before, above, both] = [(1 - right) * (1 - below), right * (1 - below), (1 - right) * below, right * below]
  for (let y = 0, at = 0; y < height; y += 1) {
    let from = (y + SOFT_RIM - wholeY) * stride + SOFT_RIM - wholeX
    for (let x = 0; x < width; x += 1, at += 1, from += 1) {
      const dark = (darkness[from] ?? 0) * here + (darkness[from - 1] ?? 0) * before + (darkness[from - stride] ?? 0) * above + (darkness[from - stride - 1] ?? 0) * both
      const steep = steepOf((darkness[from + 1] ?? 0) - (darkness[from - 1] ?? 0), (darkness[from + stride] ?? 0) - (darkness[from - stride] ?? 0))
      const level = dark < -BEYOND ? 0 : dark > 255 + BEYOND ? TABLE - 1 : Math.round(dark) + BEYOND
      into.tone[at] = offset + gain * (tone[level] ?? 0)
      into.sureness[at] = sureness[level * STEEPS + steep] ?? 0
    }
  }
}

/** What a part of the page is expected to look like on the scan: its tone, and one by the usual error squared, pixel by pixel. */
export interface Expected {
  readonly tone: Float32Array
  readonly sureness: Float32Array
}

/** Room for what is expected of so many pixels. */
export function roomFor(pixels: number): Expected {
  return { tone: new Float32Array(pixels), sureness: new Float32Array(pixels) }
}

/** How much all pixels together speak against a print: 1 each is what is usual, or `unrest` where tones are off so much more than is usual on the page (squared). */
export function surpriseOf({ tone, sureness }: Expected, seen: Float32Array, unrest: number): number {
  let sum = 0
  for (let at = 0; at < seen.length; at += 1) {
    const off = (seen[at] ?? 0) - (tone[at] ?? 0)
    const one = (off * off * (sureness[at] ?? 0)) / unrest
    sum += one < MOST ? one : MOST
  }
  return sum
}

/** A word that came out less than half or more than twice as dark as the page is not that word. */
const [LEAST_GAIN, MOST_GAIN] = [0.5, 1.6]

/** The light a word came out in, from what is seen of it; none of its own where it is too pale or dark to be itself. */
export function lightOn(appearance: Appearance, expectation: Expectation, { issued, scanned }: PagePair, { window, dx, dy }: Placed): Light {
  const [wholeX, wholeY] = [Math.round(dx), Math.round(dy)]
  const { tone } = roomFor(window.width * window.height)
  expect(expectation, softOf(appearance, issued, window), AS_THE_PAGE, dx - wholeX, dy - wholeY, { tone, sureness: new Float32Array(tone.length) })
  const seen = seenIn(scanned, { ...window, left: window.left + wholeX, top: window.top + wholeY })
  let [a, b, aa, ab] = [0, 0, 0, 0]
  for (let at = 0; at < seen.length; at += 1) {
    const x = tone[at] ?? 0
    const y = seen[at] ?? 0
    a += x
    b += y
    aa += x * x
    ab += x * y
  }
  const spread = aa - (a * a) / seen.length
  const gain = spread < seen.length ? 1 : (ab - (a * b) / seen.length) / spread
  return gain < LEAST_GAIN || gain > MOST_GAIN ? AS_THE_PAGE : { gain, offset: (b - gain * a) / seen.length }
}

/** How heavy the print of a window is: how dark its ink is once blurred, which bold strokes are most and thin or gray ones least. */
export function weightOf(appearance: Appearance, issued: Gray, window: Window): number {
  let [sum, squares] = [0, 0]
  for (const dark of softOf(appearance, issued, window).darkness) {
    sum += dark
    squares += dark * dark
  }
  return sum <= 0 ? 0 : squares / sum
}

/** No light of its own. */
export const AS_THE_PAGE: Light = { offset: 0, gain: 1 }
