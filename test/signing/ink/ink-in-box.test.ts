import { describe, expect, it } from 'vitest'
import { inkInBox, type InkInBox } from '../../../signing/ink/ink-in-box.js'
import { darkestNear, darknessOf, lightestNear } from '../../../signing/ink/morphology.js'
import { strokesIn } from '../../../signing/ink/strokes.js'
import type { Gray } from '../../../signing/registration/gray.js'
import { seeded } from '../../../src/demo/seeded.js'
import { box, BOX_MM, draw, issuedBox, MM_PER_PX, name, RIM_MM, seen, TALL_MM, widthPx } from './paper.js'

/** A round of darker paper, darkest at its rim. */
function stain(paper: Gray, leftMm: number, topMm: number, radiusMm: number, darker: number): Gray {
  for (let at = 0; at < paper.pixels.length; at += 1) {
    const far = Math.hypot((at % widthPx) * MM_PER_PX - RIM_MM - leftMm, Math.floor(at / widthPx) * MM_PER_PX - RIM_MM - topMm)
    if (far < radiusMm) paper.pixels[at] = Math.max(0, (paper.pixels[at] ?? 0) - darker * Math.min(1, (radiusMm - far) / 2))
  }
  return paper
}

function dust(paper: Gray, count: number): Gray {
  const chance = seeded(4)
  for (let one = 0; one < count; one += 1) {
    const at: [number, number] = [chance() * BOX_MM, chance() * TALL_MM]
    draw(paper, [at, [at[0] + 0.2, at[1]]], { widthMm: 0.4 })
  }
  return paper
}

/** What light makes of ink on its way through the paper. */
function blurred({ pixels, ...size }: Gray, reachPx: number): Gray {
  const mean = (from: Uint8Array, step: number): Uint8Array => from.map((_, at) => Array.from({ length: 2 * reachPx + 1 }, (__, off) => from[at + (off - reachPx) * step] ?? 232).reduce((sum, tone) => sum + tone, 0) / (2 * reachPx + 1))
  return { ...size, pixels: [1, widthPx, 1, widthPx].reduce(mean, pixels) }
}

/** Dirt of 0.2 to 0.8 mm, all over the box. */
function specked(paper: Gray, count: number): Gray {
  const chance = seeded(6)
  for (let one = 0; one < count; one += 1) {
    const at: [number, number] = [chance() * BOX_MM, chance() * TALL_MM]
    const widthMm = 0.2 + chance() * 0.3
    draw(paper, [at, [at[0] + chance() * 0.3, at[1] + chance() * 0.1]], { widthMm, tone: 60 })
  }
  return paper
}

/** Capitals of a stamp as lines from their foot (mm). */
const CAPITALS: Readonly<Record<string, readonly (readonly (readonly [number, number])[])[]>> = {
  L: [[[0, -5], [0, 0], [4, 0]]], N: [[[0, 0], [0, -5], [4, 0], [4, -5]]], H: [[[0, 0], [0, -5]], [[4, 0], [4, -5]], [[0, -2.5], [4, -2.5]]], T: [[[0, -5], [4, -5]], [[2, -5], [2, 0]]], V: [[[0, -5], [2, 0], [4, -5]]],
}

describe('a signature box', () => {
  it.each<[string, InkInBox['ink'], () => Gray]>([
    ['with nothing in it is empty', 'empty', () => box()],
    ['on noisy paper is empty', 'empty', () => box(14)],
    ['with a name is signed', 'signed', () => draw(box(), name())],
    ['with a name in pale ink is signed', 'signed', () => draw(box(), name(), { tone: 185 })],
    ['with a name in a thin pen is signed', 'signed', () => draw(box(), name(), { widthMm: 0.28, tone: 90 })],
    ['with a name in a broad pen that writes over itself here and there is signed', 'signed', () => draw(draw(box(), name(10, 10, 50, 12), { widthMm: 0.9 }), [[20, 7], [29, 7.6], [20, 8.4], [29, 9.2], [20, 10], [29, 10.8], [20, 11.6]], { widthMm: 1 })],
    ['with a name in a felt pen is signed', 'signed', () => draw(box(), name(), { widthMm: 1 })],
    ['with two small letters is signed', 'signed', () => draw(box(), [[20, 14], [23, 5], [26, 14], [27, 5], [31, 14]])],
    ['with a tick is for a person', 'look', () => draw(box(), [[20, 10], [22, 12], [25, 8]])],
    ['with a large tick is for a person', 'look', () => draw(box(), [[28, 10], [31, 15], [38.5, 3]])],
    ['with a hair in it is for a person', 'look', () => draw(box(), [[14, 4], [18, 8], [24, 10], [30, 9], [36, 6.5], [42, 6], [47, 9], [49, 16]], { widthMm: 0.2 })],
    ['with two large ticks is for a person', 'look', () => draw(draw(box(), [[18, 10], [21, 15], [28.5, 3]]), [[38, 10], [41, 15], [48.5, 3]])],
    ['with a large tick and a hair in it is for a person', 'look', () => draw(draw(box(), [[52, 10], [55, 15], [62.5, 3]]), [[14, 4], [18, 8], [24, 10], [30, 9], [36, 6.5], [42, 6], [47, 9], [49, 16]], { widthMm: 0.2 })],
    ['with three large ticks is for a person', 'look', () => [18, 34, 50].reduce((paper, left) => draw(paper, [[left, 10], [left + 3, 15], [left + 10.5, 3]]), box())],
    ['with a tick and a hair that bends twice is for a person', 'look', () => draw(draw(box(), [[52, 10], [55, 15], [62.5, 3]]), [[14, 4], [17, 9], [22, 12], [28, 12], [33, 9], [37, 6], [42, 6], [46, 8], [49, 11]], { widthMm: 0.2 })],
    ['with the mark of a staple is for a person', 'look', () => draw(draw(box(), [[20, 8], [29.6, 8.7]], { widthMm: 0.5, tone: 70 }), [[20, 8.9], [29.6, 9.6]], { widthMm: 0.5, tone: 150 })],
    ['where a pen was tried is for a person', 'look', () => draw(box(), [[20, 9], [21, 7], [22, 10], [22.5, 7.4], [23.3, 10], [24, 7.6]])],
    ['full of specks that touch each other is for a person', 'look', () => specked(box(), 500)],
    ['with a seal is for a person', 'look', () => draw(draw(draw(box(), Array.from({ length: 61 }, (_, step) => [35 + 8 * Math.cos(step * Math.PI / 30), 10 + 8 * Math.sin(step * Math.PI / 30)])), [[32, 5], [32, 15]]), [[31, 10], [39, 10], [37, 6], [37, 14]])],
    ['with the print of a thumb is for a person', 'look', () => [2, 4.5, 7].reduce((paper, radius) => draw(paper, Array.from({ length: 41 }, (_, step) => [35 + radius * Math.cos(step * Math.PI / 20), 10 + 1.15 * radius * Math.sin(step * Math.PI / 20)]), { widthMm: 0.8 }), box())],
    ['with a company stamp is for a person', 'look', () => [0, 1].reduce((paper, line) => Array.from({ length: 12 }, (_, letter) => letter).reduce((stamped, letter) => draw(stamped, [[12 + letter * 3, 5 + line * 6], [13.8 + letter * 3, 8.2 + line * 6 - (letter % 3)], [12 + letter * 3, 8.2 + line * 6], [13.8 + letter * 3, 5.3 + line * 6 + (letter % 2)]]), paper), box())],
    ['with a name among specks is signed', 'signed', () => specked(draw(box(), name()), 60)],
    ['with an M in two strokes is signed', 'signed', () => draw(draw(box(), [[20, 14], [22.5, 6], [25, 13]]), [[25.6, 13], [28, 6], [30, 14]])],
    ['with a dot is empty', 'empty', () => draw(box(), [[20, 10], [20.4, 10]])],
    ['with dust on it is empty', 'empty', () => dust(box(), 40)],
    ['with a stain is empty', 'empty', () => stain(box(), 35, 10, 9, 60)],
    ['with the shadow of a fold across it is empty', 'empty', () => draw(box(), [[-10, 9], [80, 9.4]], { widthMm: 0.5, tone: 170 })],
    ['with a name in a broad felt pen whose loops run together is signed', 'signed', () => draw(box(), name(20, 10, 22, 4), { widthMm: 1.2 })],
    ['with a short pale line, as of a stain, is for a person', 'look', () => draw(box(), [[20, 3], [23, 9], [24, 16]], { tone: 200 })],
    ['with a line as short but dark is for a person', 'look', () => draw(box(), [[20, 3], [23, 9], [24, 16]], { tone: 60 })],
    ['with a pale streak that comes and goes is empty', 'empty', () => Array.from({ length: 20 }, (_, step) => step).reduce((paper, step) => draw(paper, [[30 + step * 0.05, -9.5 + step * 2], [30 + step * 0.05, -8.4 + step * 2]], { widthMm: 0.25, tone: 190 }), box())],
    ['with a slanting streak of the scanner down it is empty', 'empty', () => draw(box(), [[30, -10], [32, 30]], { widthMm: 0.25, tone: 60 })],
    ['with a name that begins far off and ends in it is for a person', 'look', () => draw(box(), name(-12, 10, 70, 10))],
    ['with the last letters of a name beside it is for a person', 'look', () => [56, 61, 66, 71, 76].reduce((paper, left) => draw(paper, [[left, 14], [left + 2, 7], [left + 3.5, 14]]), box())],
    ['with a tick and the end of a name from beside it is for a person', 'look', () => draw(draw(box(), [[20, 10], [22, 12], [25, 8]]), [[-4, 6], [-2, 12], [0.5, 6], [2.5, 10]])],
    ['with a streak of the scanner down it is empty', 'empty', () => draw(box(), [[30, -10], [30, 30]], { widthMm: 0.25, tone: 60 })],
    ['that a name from above runs down into is not signed', 'look', () => draw(box(), name(12, -3, 40, 14))],
    ['over whose upper edge a flat name from above hangs in is for a person', 'look', () => draw(box(), name(12, 2, 40, 8))],
    ['with a name of its own that rises over its edge is signed', 'signed', () => draw(box(), name(12, 5, 40, 13))],
    ['with letters that stand apart and a line from corner to corner over them is for a person', 'look', () => draw([0, 1, 2, 3, 4, 5].reduce((paper, letter) => draw(paper, [[13 + letter * 7, 6.5], [12 + letter * 7, 10], [13.5 + letter * 7, 13.2], [15 + letter * 7, 10], [13.6 + letter * 7, 6.7]]), box()), [[9, 15.5], [55, 4.5]])],
    ['with a name over a fold is signed', 'signed', () => draw(draw(box(), name()), [[-10, 3], [80, 3.3]], { widthMm: 0.5, tone: 170 })],
    ['with a name that shows through from the other side is for a person', 'look', () => draw(box(), name(), { tone: 194 })],
    ['with a name as dark as a pale pen but as soft as what shows through is for a person', 'look', () => blurred(draw(box(1), name(12, 10, 44, 10), { widthMm: 0.9, tone: 120 }), 3)],
    ['with a name as pale and as broad, drawn by a pen, is signed', 'signed', () => draw(box(), name(12, 10, 44, 10), { widthMm: 1.1, tone: 172 })],
    ['crossed out from corner to corner is for a person', 'look', () => draw(draw(box(), [[2, 2], [40, 10], [68, 18]]), [[2, 18], [30, 11], [68, 2]])],
    ['with one straight line in it is for a person', 'look', () => draw(box(), [[8, 12], [40, 11], [60, 10]], { widthMm: 1 })],
    ['with one straight line in it and a speck beside it is for a person', 'look', () => draw(draw(box(), [[8, 12], [60, 11.6]]), [[30, 5], [31.4, 5.5]])],
    ['with a cross where to sign is for a person', 'look', () => draw(draw(box(), [[20, 5], [27, 14]]), [[27, 5.2], [20.3, 14]])],
    ['with a name struck through is for a person', 'look', () => draw(draw(box(), name()), [[10, 10.6], [30, 9.8], [55, 10.4]])],
    ['with a name struck through from end to end of the box is for a person', 'look', () => draw(draw(box(), name()), [[-4, 10.4], [74, 9.8]])],
    ['with a name struck through from end to end of the box, a speck beyond each, is for a person', 'look', () => [-7.5, 77.5].reduce((paper, left) => draw(paper, [[left, left < 0 ? 10.4 : 9.8], [left + 0.5, left < 0 ? 10.4 : 9.8]]), draw(draw(box(), name()), [[-4, 10.4], [74, 9.8]]))],
    ['with a name struck through twice is for a person', 'look', () => draw(draw(draw(box(), name()), [[10, 9], [54, 9.4]]), [[11, 11], [55, 11.2]])],
    ['with a cross over a name is for a person', 'look', () => draw(draw(draw(box(), name()), [[14, 4.5], [50, 15.5]]), [[14, 15.5], [50, 4.5]])],
    ['with a small cross over the middle of a name is for a person', 'look', () => draw(draw(draw(box(), name()), [[27, 4.5], [38, 15.5]]), [[27, 15.5], [38, 4.5]])],
    ['with a name scribbled over from side to side is for a person', 'look', () => draw(draw(box(), name()), [[11, 6], [53, 7], [10, 8.5], [54, 9.5], [11, 11], [53, 12], [12, 14]])],
    ['with a name scribbled over with loops is for a person', 'look', () => draw(draw(box(), name()), Array.from({ length: 300 }, (_, step) => [10 + step * 0.15 + 3 * Math.cos(step / 5), 10 + 5 * Math.sin(step / 5)]))],
    ['with a name underlined twice is signed', 'signed', () => draw(draw(draw(box(), name(12, 8, 40, 8)), [[10, 15], [54, 14.5]]), [[12, 16.2], [50, 16]])],
    ['with a name whose last stroke runs back under it is signed', 'signed', () => draw(box(), [...name(12, 9, 40, 9), [53, 12], [48, 15], [20, 15.6]])],
    ['with a name of large loops is signed', 'signed', () => draw(box(), Array.from({ length: 150 }, (_, step) => [12 + step * 0.25 + 4 * Math.sin(step / 6), 10 - 5 * Math.cos(step / 6) * (1 - step / 260)]))],
    ['with a name over a line of its own is signed', 'signed', () => [8.2, 8.8, 7.9, 8.5, 8, 8.6].reduce((paper, top, at) => draw(paper, [[16 + at * 4, 10 + (at % 3) * 0.4], [16.8 + at * 4, top], [17.6 + at * 4, 10 - (at % 4) * 0.3]]), draw(box(), [[14, 13], [40, 12.8]]))],
    ['with two letters as tall as a cross is signed', 'signed', () => draw(draw(box(), [[20, 13], [22.5, 6], [25, 13]]), [[21, 10], [24, 10], [27, 6], [27, 13], [30, 13]])],
    ['with printed type in it is for a person', 'look', () => [3, 4.5, 3, 3, 4.5, 3, 3, 4.5].reduce((paper, tall, index) => draw(draw(paper, [[12 + index * 4, 12], [12 + index * 4, 12 - tall]]), [[12 + index * 4, 12 - tall], [14.5 + index * 4, 12 - tall], [14.5 + index * 4, 12]]), box())],
    ['with a stamp put aslant over it is for a person', 'look', () => 'LNHTV'.split('').reduce((paper, letter, index) => CAPITALS[letter]?.reduce((drawn, line) => draw(drawn, line.map(([x, y]) => [10 + index * 7 + x, 15 + y - 0.27 * (index * 7 + x)]), { widthMm: 0.8 }), paper) ?? paper, box())],
    ['with a pen tried in two even waves is for a person', 'look', () => [12, 28].reduce((paper, left) => draw(paper, Array.from({ length: 120 }, (_, step) => [left + step * 0.1, 10 + Math.sin((step / 30) * 2 * Math.PI)])), box())],
    ['with letters printed by hand, each of its own height and foot, is signed', 'signed', () => [3, 5, 2.4, 3.7, 4.4, 2.8, 3.3, 5].reduce((paper, tall, index) => draw(draw(paper, [[12 + index * 4, 12 + (index % 3) * 0.4], [12 + index * 4, 12 - tall]]), [[12 + index * 4, 12 - tall], [14.5 + index * 4, 12 - tall], [14.5 + index * 4, 12 - (index % 4) * 0.5]]), box())],
    ['with a name on a stain is signed', 'signed', () => draw(stain(box(), 35, 10, 9, 60), name())],
  ])('%s', (_, ink, paper) => {
    expect(seen(paper()).ink).toBe(ink)
  })

  it('with a name that reaches into the next box is for a person: nobody knows whose it is', () => {
    const others = [{ leftMm: RIM_MM + BOX_MM + 4, topMm: RIM_MM, widthMm: BOX_MM, heightMm: TALL_MM }]
    const scanned = draw(box(), name(32, 10, 46, 10))
    expect([seen(scanned).ink, inkInBox({ scanned, issued: issuedBox(), mmPerPx: MM_PER_PX, rimMm: RIM_MM, others }).ink]).toEqual(['signed', 'look'])
  })

  it.each([
    ['reaches the next box from its own is for a person, however much of it is here', 'look', -9, 45],
    ['begins a little outside its own box is signed', 'signed', -3, 45],
  ] as const)('with a name that %s', (_, ink, leftMm, wideMm) => {
    const others = [{ leftMm: -BOX_MM + 0.5, topMm: RIM_MM, widthMm: BOX_MM, heightMm: TALL_MM }]
    expect(inkInBox({ scanned: draw(box(), name(leftMm, 10, wideMm, 8)), issued: issuedBox(), mmPerPx: MM_PER_PX, rimMm: RIM_MM, others }).ink).toBe(ink)
  })

  it('does not take for ink what was printed there', () => {
    expect(seen(draw(box(), name()), draw(issuedBox(), name()))).toMatchObject({ ink: 'empty', strokeMm: 0 })
  })

  it('for initials needs less to hold them', () => {
    const initials = (): Gray => draw(box(), [[20, 6], [21, 10], [23, 6], [24, 10]])
    expect([seen(initials()).ink, inkInBox({ scanned: initials(), issued: issuedBox(), mmPerPx: MM_PER_PX, rimMm: RIM_MM, writing: 'initials' }).ink]).toEqual(['look', 'signed'])
  })

  it.each<[string, InkInBox['ink'], [number, number][][]]>([
    ['with an M whose two strokes do not meet is signed', 'signed', [[[20, 14], [22.3, 6.6], [23, 6], [23.7, 6.6], [26, 13]], [[28, 13], [30.3, 6.6], [31, 6], [31.7, 6.6], [34, 14]]]],
    ['with two large ticks is for a person', 'look', [[[18, 10], [21, 15], [28.5, 3]], [[38, 10], [41, 15], [48.5, 3]]]],
  ])('for initials, %s', (_, ink, lines) => {
    const scanned = lines.reduce((paper, line) => draw(paper, line), box())
    expect(inkInBox({ scanned, issued: issuedBox(), mmPerPx: MM_PER_PX, rimMm: RIM_MM, writing: 'initials' }).ink).toBe(ink)
  })

  it('is the surer the more there is, or the less', () => {
    const [little, much, none] = [seen(draw(box(), [[20, 14], [22, 8], [24, 14]])), seen(draw(box(), name())), seen(box())]
    expect(much.strokeMm).toBeGreaterThan(60)
    expect(much.confidence).toBeGreaterThan(little.confidence)
    expect(none.confidence).toBeGreaterThan(0.9)
  })
})

describe('ink', () => {
  const paper = (tones: readonly (readonly number[])[]): Gray => ({ pixels: Uint8Array.from(tones.flat()), widthPx: tones[0]?.length ?? 0, heightPx: tones.length })

  it('is seen against the paper near it', () => {
    const dot = paper([[9, 9, 9, 9, 9], [9, 9, 9, 9, 9], [9, 9, 3, 9, 9], [9, 9, 9, 9, 9], [9, 9, 9, 9, 9]])
    expect([...darkestNear(dot, 1).pixels].filter((tone) => tone === 3)).toHaveLength(9)
    expect([...lightestNear(dot, 1).pixels].every((tone) => tone === 9)).toBe(true)
    expect(darknessOf(dot, 1).pixels[12]).toBe(6)
    const shadow = paper([[200, 190, 180, 170, 160, 150, 140]])
    expect([...darknessOf(shadow, 1).pixels].slice(1, -1)).toEqual([0, 0, 0, 0, 0])
  })

  it('hangs together over corners, and is as wide as it is drawn', () => {
    const lines = ['1000000', '0100000', '0010000', '0000000', '1111111', '1111111', '1111111']
    const [diagonal, bar, ...others] = strokesIn({ ink: Uint8Array.from(lines.join(''), Number), widthPx: 7, heightPx: 7 })
    expect(others).toEqual([])
    expect(diagonal).toMatchObject({ leftPx: 0, topPx: 0, rightPx: 2, bottomPx: 2, strokePx: 2 })
    expect(bar?.pixels).toHaveLength(21)
    expect(bar?.strokePx).toBeGreaterThan(2)
  })
})
