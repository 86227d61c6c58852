import { expect, it } from 'vitest'
import { withoutLinesAcross } from '../../../signing/comparison/lines-across.js'
import type { Gray } from '../../../signing/registration/gray.js'
import type { Projection } from '../../../signing/registration/projection.js'

const MM_PER_PX = 0.254
const [WIDE, TALL] = [827, 1169]
const perMm = 1 / MM_PER_PX
const STRAIGHT: Projection = [perMm, 0, 0, 0, perMm, 0, 0, 0, 1]
/** Of a sheet that lay one degree askew. */
const ASKEW: Projection = [perMm, 0.0175 * perMm, 0, -0.0175 * perMm, perMm, 30, 0, 0, 1]
const MIDDLE = 585

/** A page of black words in lines, none in its margins. */
function words(paper: number): Gray {
  const pixels = new Uint8Array(WIDE * TALL).fill(paper)
  for (let y = 100; y < TALL - 100; y += 20) for (let x = 100; x < WIDE - 100; x += 12) for (let row = y; row < y + 8; row += 1) pixels.fill(20, row * WIDE + x, row * WIDE + x + 7)
  return { pixels, widthPx: WIDE, heightPx: TALL }
}

type Way = 'across' | 'down'

/** The page with a line of two pixels from place to place; `slant` about its middle. */
function withLine(way: Way, from: number, to: number, tone: number, slant = 0, page = words(240)): Gray {
  const pixels = Uint8Array.from(page.pixels)
  for (let along = from; along < to; along += 1) {
    for (let off = 0; off < 2; off += 1) {
      const beside = Math.round(MIDDLE / (way === 'across' ? 1 : 1.4) + slant * (along - (way === 'across' ? WIDE : TALL) / 2)) + off
      const at = way === 'across' ? beside * WIDE + along : along * WIDE + beside
      pixels[at] = Math.min(pixels[at] ?? 255, tone)
    }
  }
  return { ...page, pixels }
}

/** The page of a sheet that ends so many pixels in from the sides of the scan, dark beyond. */
function onSheet(page: Gray, left: number, right: number): Gray {
  const pixels = Uint8Array.from(page.pixels)
  for (let row = 0; row < TALL; row += 1) pixels.fill(40, row * WIDE, row * WIDE + left).fill(40, (row + 1) * WIDE - right, (row + 1) * WIDE)
  return { ...page, pixels }
}

const seen = (scanned: Gray, projection = STRAIGHT): Gray => withoutLinesAcross({ issued: words(255), scanned, mmPerPx: MM_PER_PX, projection, scan: { widthPx: WIDE, heightPx: TALL } })
const darker = (one: Gray, other: Gray): number => one.pixels.filter((tone, at) => tone < (other.pixels[at] ?? 255) - 30).length

it.each<[string, Gray, Projection, Gray?]>([
  ['a streak of the scanner from edge to edge', withLine('across', 0, WIDE, 60), STRAIGHT],
  ['one down the sheet', withLine('down', 0, TALL, 60), STRAIGHT],
  ['one across a sheet that lay askew', withLine('across', 0, WIDE, 60, 0.0175), ASKEW],
  ['a fold, which ends with its sheet', onSheet(withLine('across', 14, WIDE - 15, 185, 0.006), 12, 11), STRAIGHT, onSheet(words(240), 12, 11)],
])('is paper again where it went over nothing printed: %s', (_, scanned, projection, clean = words(240)) => {
  expect(darker(scanned, clean)).toBeGreaterThan(300)
  expect(darker(seen(scanned, projection), clean)).toBe(0)
  expect(darker(clean, seen(scanned, projection))).toBe(0)
})

it.each<[string, Gray, Projection]>([
  ['from margin to margin', withLine('across', 60, WIDE - 60, 60), STRAIGHT],
  ['to some millimetres from both edges', withLine('across', 12, WIDE - 12, 60), STRAIGHT],
  ['in pale pencil to seven millimetres from both edges', withLine('across', 28, WIDE - 28, 155), STRAIGHT],
  ['down a page to some millimetres from its edges', withLine('down', 14, TALL - 14, 60), STRAIGHT],
  ['along a ruler from edge to edge, where the sheet lay askew in the scanner', withLine('across', 0, WIDE, 60), ASKEW],
])('is as it was where a pen drew it: %s', (_, scanned, projection) => {
  expect(seen(scanned, projection)).toBe(scanned)
})

it('a strike that was drawn along a fold stays', () => {
  const struck = onSheet(withLine('across', 200, 420, 50, 0, withLine('across', 20, WIDE - 24, 185)), 18, 22)
  const left = seen(struck)
  expect(darker(left, onSheet(words(240), 18, 22))).toBeGreaterThan(150)
  expect(left.pixels[MIDDLE * WIDE + 600]).toBeGreaterThan(220)
})

it('a page without such a line is the same', () => {
  const page = words(240)
  expect(seen(page)).toBe(page)
})
