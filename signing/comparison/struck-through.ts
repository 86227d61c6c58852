import { darkestNear } from '../ink/morphology.js'
import type { Gray } from '../registration/gray.js'
import type { PagePair } from './compare-text.js'
import type { Fit, Window } from './likeness.js'

/** A line that strikes a word out is drawn on to either side of it. */
const BESIDE_MM = 1.2
/** This close to print it is print: toner spreads, and a scanner blurs. */
const PRINT_MM = 0.25
const PRINTED_TONE = 200
/** Evenly light: nothing is written there. */
const LEAST_CONTRAST = 60
/** Ink is darker than the paper by this share of what lies between paper and print. */
const INK_SHARE = 0.45
/** What a light pixel takes from a way: a pen's line is dark throughout. */
const LIGHT_COST = 2
/** A speck of dirt, or one letter that has run into the next, is shorter. */
const LEAST_UNPRINTED_MM = 0.6
const LEAST_MM = 1.8
/** What is only beside print, or only in a gap, goes through nothing. */
const THROUGH_TIMES = 1.4

/** The darkest way from left to right through a word on the scan: how long it is, and how much of it lies where nothing was printed (mm). */
export interface LineThrough {
  readonly wholeMm: number
  readonly unprintedMm: number
}

/** Whether a line runs through a word on the scan that was not printed: it goes on from letter to letter over the paper between and in them. */
export function isStruckThrough(page: PagePair, at: Window, fit: Pick<Fit, 'dx' | 'dy'>): boolean {
  return isStrike(lineThrough(page, at, fit))
}

/** Whether a way through a word is a line that strikes it out: long enough, and in good part over what was not printed. */
export function isStrike({ wholeMm, unprintedMm }: LineThrough): boolean {
  return wholeMm >= LEAST_MM && unprintedMm >= LEAST_UNPRINTED_MM && wholeMm >= unprintedMm * THROUGH_TIMES
}

/** The way through a word, rising or falling by no more than it goes forward, that is dark on the scan and goes longest where nothing was printed. */
export function lineThrough({ issued, scanned, mmPerPx }: PagePair, word: Window, { dx, dy }: Pick<Fit, 'dx' | 'dy'>): LineThrough {
  const beside = Math.round(BESIDE_MM / mmPerPx)
  const at = { ...word, left: word.left - beside, width: word.width + 2 * beside }
  const seen = partOf(scanned, { ...at, left: at.left + dx, top: at.top + dy })
  const level = inkTone(seen.pixels)
  if (level === null) return { wholeMm: 0, unprintedMm: 0 }
  const way = longestWay(seen, darkestNear(partOf(issued, at), Math.round(PRINT_MM / mmPerPx)), level)
  return { wholeMm: way.wholePx * mmPerPx, unprintedMm: way.unprintedPx * mmPerPx }
}

function longestWay(seen: Gray, print: Gray, level: number): { readonly wholePx: number; readonly unprintedPx: number } {
  const { widthPx, heightPx } = seen
  let [most, wholePx] = [0, 0]
  let before = { worth: new Int32Array(heightPx + 2), from: new Int32Array(heightPx + 2) }
  let here = { worth: new Int32Array(heightPx + 2), from: new Int32Array(heightPx + 2) }
  for (let x = 0; x < widthPx; x += 1) {
    for (let y = 0; y < heightPx; y += 1) {
      const pixel = y * widthPx + x
      let best = y + 1
      if ((before.worth[y] ?? 0) > (before.worth[best] ?? 0)) best = y
      if ((before.worth[y + 2] ?? 0) > (before.worth[best] ?? 0)) best = y + 2
      const so = before.worth[best] ?? 0
      const worth = so + ((seen.pixels[pixel] ?? 255) >= level ? -LIGHT_COST : (print.pixels[pixel] ?? 0) < PRINTED_TONE ? 0 : 1)
      here.worth[y + 1] = Math.max(0, worth)
      const from = so > 0 ? (before.from[best] ?? x) : x
      here.from[y + 1] = from
      if (worth > most) [most, wholePx] = [worth, x - from + 1]
    }
    ;[before, here] = [here, before]
  }
  return { wholePx, unprintedPx: most }
}

function inkTone(pixels: Uint8Array): number | null {
  let [darkest, lightest] = [255, 0]
  for (const tone of pixels) {
    if (tone < darkest) darkest = tone
    if (tone > lightest) lightest = tone
  }
  return lightest - darkest < LEAST_CONTRAST ? null : lightest - (lightest - darkest) * INK_SHARE
}

/** A part of a picture; white outside it. */
function partOf({ pixels, widthPx, heightPx }: Gray, { left, top, width, height }: Window): Gray {
  const part = new Uint8Array(width * height).fill(255)
  const [first, last] = [Math.max(0, -left), Math.min(width, widthPx - left)]
  const rows = last > first ? [Math.max(0, -top), Math.min(height, heightPx - top)] as const : [0, 0] as const
  for (let y = rows[0]; y < rows[1]; y += 1) part.set(pixels.subarray((top + y) * widthPx + left + first, (top + y) * widthPx + left + last), y * width + first)
  return { pixels: part, widthPx: width, heightPx: height }
}
