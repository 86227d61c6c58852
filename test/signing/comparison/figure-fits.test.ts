import { describe, expect, it } from 'vitest'
import { LEVELS, STEEPS, weightOf, type Appearance } from '../../../signing/comparison/appearance.js'
import { figureFits, type FigureFit } from '../../../signing/comparison/figures.js'
import type { Letter } from '../../../signing/comparison/letters.js'
import type { Gray } from '../../../signing/registration/gray.js'

const MM_PER_PX = 0.127
const FINER = 4
const [SIDE, LEFT, TOP, WIDE, TALL] = [40, 14, 12, 9, 13]
/** Under this a figure may count as another. */
const LEANS_TO_NONE = 0.1
type Stroke = readonly [left: number, top: number, width: number, height: number]
const ZERO: readonly Stroke[] = [[0, 0, WIDE, 2], [0, TALL - 2, WIDE, 2], [0, 0, 2, TALL], [WIDE - 2, 0, 2, TALL]]
const NINE: readonly Stroke[] = [[0, 0, WIDE, 2], [0, TALL - 2, WIDE, 2], [0, 0, 2, 7], [0, 6, WIDE, 2], [WIDE - 3, 0, 3, TALL]]

function drawn(strokes: readonly Stroke[], { side, left, top, times }: { side: number; left: number; top: number; times: number }): Gray {
  const pixels = new Uint8Array(side * side).fill(255)
  for (const [x, y, width, height] of strokes) for (let row = (top + y) * times; row < (top + y + height) * times; row += 1) pixels.fill(0, row * side + (left + x) * times, row * side + (left + x + width) * times)
  return { pixels, widthPx: side, heightPx: side }
}

const onPage = (strokes: readonly Stroke[]): Gray => drawn(strokes, { side: SIDE, left: LEFT, top: TOP, times: 1 })
const picture = (strokes: readonly Stroke[]): Gray => drawn(strokes, { side: SIDE * FINER, left: 2, top: 2, times: FINER })
const print = { mmPerPx: MM_PER_PX / FINER, originXMm: 2 * MM_PER_PX, originYMm: (2 + TALL) * MM_PER_PX, pictures: Array.from({ length: 10 }, (_, figure) => picture(figure === 0 ? ZERO : NINE)) }
const zero: Letter = { text: '0', leftMm: LEFT * MM_PER_PX, topMm: TOP * MM_PER_PX, widthMm: WIDE * MM_PER_PX, heightMm: TALL * MM_PER_PX, figure: { originXMm: LEFT * MM_PER_PX, originYMm: (TOP + TALL) * MM_PER_PX, print } }

/** A page that came out soft all over and hardly trembles. */
const kernel = Float64Array.from({ length: 25 }, (_, tap) => ((2 - Math.abs(Math.floor(tap / 5) - 2)) * (2 - Math.abs((tap % 5) - 2))) / 16)
const appearance: Appearance = { kernel, tone: Float32Array.from({ length: LEVELS }, (_, level) => Math.max(0, Math.min(255, ((level - 1) / (LEVELS - 3)) * 255))), noise: new Float32Array(LEVELS * STEEPS).fill(60) }

function softened({ pixels, ...size }: Gray): Gray {
  const at = (x: number, y: number): number => pixels[y * size.widthPx + x] ?? 255
  return { ...size, pixels: pixels.map((_, place) => {
    const [x, y] = [place % size.widthPx, Math.floor(place / size.widthPx)]
    let sum = 0
    for (let dy = -1; dy <= 1; dy += 1) for (let dx = -1; dx <= 1; dx += 1) sum += at(x + dx, y + dy) * (2 - Math.abs(dx)) * (2 - Math.abs(dy))
    return sum / 16
  }) }
}

/** Half as soft. */
function sharper(page: Gray): Gray {
  const soft = softened(page)
  return { ...page, pixels: page.pixels.map((tone, place) => (tone + (soft.pixels[place] ?? 255)) / 2) }
}

function fitOf(scanned: Gray): FigureFit {
  const [fit] = figureFits({ issued: onPage(ZERO), scanned, mmPerPx: MM_PER_PX, seenPxPerMm: 7.9, isBilevel: false }, appearance, [{ letter: zero, dx: 0, dy: 0, light: { gain: 1, offset: 0 } }])
  if (fit === undefined) throw new Error('every figure has a fit')
  return fit
}

describe('a nought', () => {
  it('that came out as the page did fits so well that no other figure is tried', () => {
    expect(fitOf(softened(onPage(ZERO)))).toMatchObject({ leaning: null })
  })

  it('that came out sharper than the page on the whole leans to no nine whose stroke through the middle is not there', () => {
    expect(fitOf(sharper(onPage(ZERO))).leaning).toBeGreaterThan(LEANS_TO_NONE)
  })

  it('in whose place a nine stands is that nine, soft or sharp', () => {
    expect(fitOf(softened(onPage(NINE))).leaning).toBeCloseTo(-1)
    expect(fitOf(sharper(onPage(NINE))).leaning).toBeLessThan(-0.3)
  })
})

it('a bold print is heavier than a thin one, and that than the same in gray, so that none tells in what light another stands', () => {
  const bold = onPage(ZERO.map(([left, top, width, height]) => [Math.min(left, WIDE - 3), Math.min(top, TALL - 3), Math.max(3, width), Math.max(3, height)] as const))
  const thin = onPage(ZERO)
  const gray = { ...thin, pixels: thin.pixels.map((tone) => (tone === 0 ? 110 : tone)) }
  const [heavy, usual, light] = [bold, thin, gray].map((page) => weightOf(appearance, page, { left: 4, top: 4, width: 30, height: 30 }))
  expect([heavy, usual].map((weight, at) => (weight ?? 0) / ([usual, light][at] ?? 0) > 1.12)).toEqual([true, true])
})
