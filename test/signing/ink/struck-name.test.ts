import { describe, expect, it } from 'vitest'
import type { Ink } from '../../../signing/ink/ink-in-box.js'
import type { Gray } from '../../../signing/registration/gray.js'
import { between, seeded, type Chance } from '../../../src/demo/seeded.js'
import { box, draw, seen } from './paper.js'

type Point = readonly [number, number]

/** Letters as a hand turns at them, in heights of a small letter above the line. */
const LETTERS: readonly (readonly Point[])[] = [
  [[0, 0.3], [0.45, 0.6], [0.3, 1], [0.05, 0.6], [0.2, 0.05], [0.6, 0.2]], [[0, 0.2], [0.4, 1.5], [0.3, 2.3], [0.12, 1.5], [0.15, 0.1], [0.5, 0.1]], [[0, 0], [0.05, 0.9], [0.1, 0.3], [0.4, 1], [0.6, 0.7], [0.65, 0.05], [0.85, 0.1]],
  [[0.6, 0.9], [0.25, 1], [0, 0.4], [0.25, 0], [0.6, 0.7], [0.62, 0.1], [0.9, 0.1]], [[0, 0.1], [0.35, 1], [0.5, 0.4], [0.3, 0], [0.05, 0.15], [0.7, 0.15]], [[0.55, 0.9], [0.2, 1], [0, 0.4], [0.25, 0], [0.55, 0.8], [0.5, -0.9], [0.25, -1.3], [0.1, -0.8], [0.8, 0.2]],
]
const CAPITALS: readonly (readonly Point[])[] = [[[0, 0.2], [0.6, 2.3], [0.9, 0], [0.3, 0.8], [1.1, 0.8]], [[0.9, 2], [0.5, 2.4], [0.2, 1.8], [0.7, 1.2], [0.8, 0.3], [0.3, -0.1], [0, 0.5]], [[0, 0], [0.15, 2.3], [0.6, 0.5], [1, 2.3], [1.1, 0]]]
const [LEFT, FOOT] = [14, 12]

/** A curve through the points (Catmull and Rom). */
function curve(points: readonly Point[]): Point[] {
  const at = (index: number): Point => points[Math.max(0, Math.min(points.length - 1, index))] ?? [0, 0]
  return points.slice(1).flatMap((_, index) => [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875].map((t): Point => {
    const [p, q, r, s] = [at(index - 1), at(index), at(index + 1), at(index + 2)]
    const along = (axis: 0 | 1): number => 0.5 * (2 * q[axis] + (r[axis] - p[axis]) * t + (2 * p[axis] - 5 * q[axis] + 4 * r[axis] - s[axis]) * t * t + (3 * q[axis] - p[axis] - 3 * r[axis] + s[axis]) * t ** 3)
    return [along(0), along(1)]
  }))
}

/** A name as a hand writes it with a capital and joined letters, in millimetres; how far it reaches, and the middle of its small letters. */
function written(chance: Chance): { readonly line: Point[]; readonly right: number; readonly middle: number } {
  const [tall, wide] = [between(chance, 2.2, 3), between(chance, 1.6, 2.2)]
  const points: Point[] = []
  let x = LEFT
  for (let letter = 0; letter < 7; letter += 1) {
    const shapes = letter === 0 ? CAPITALS : LETTERS
    const shape = shapes[Math.floor(chance() * shapes.length)] ?? []
    for (const [right, up] of shape) points.push([x + (right + between(chance, -0.05, 0.05)) * tall * wide, FOOT - (up + between(chance, -0.1, 0.1)) * tall])
    x += Math.max(...shape.map(([right]) => right)) * tall * wide
  }
  return { line: curve(points), right: x, middle: FOOT - tall / 2 }
}

interface Pen {
  readonly widthMm: number
  readonly tone: number
}
type Over = (paper: Gray, name: { readonly right: number; readonly middle: number }, chance: Chance) => Gray
const thin = { widthMm: 0.35, tone: 60 }

const pale = { widthMm: 0.5, tone: 150 }
const paler = { widthMm: 0.35, tone: 165 }

const level = (pen: Pen): Over => (paper, { right, middle }, chance) => draw(paper, [[LEFT - 2, middle + between(chance, -0.5, 0.5)], [right + 2, middle + between(chance, -0.5, 0.5)]], pen)
const slanting = (pen: Pen): Over => (paper, { right, middle }, chance) => draw(paper, [[LEFT - 1, middle + between(chance, 2, 4)], [right + 2, middle - between(chance, 2, 4)]], pen)
const crossed = (pen: Pen): Over => (paper, { right, middle }) => draw(draw(paper, [[LEFT - 1, middle - 5], [right + 1, middle + 4]], pen), [[LEFT - 1, middle + 4], [right + 1, middle - 5]], pen)

/** As a scanner's glass sees it: every tone the mean of the nine about it. */
function blurred({ pixels, widthPx, heightPx }: Gray): Gray {
  const steps = [-1, 0, 1]
  const tones = pixels.map((tone, at) => {
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)]
    if (x === 0 || y === 0 || x === widthPx - 1 || y === heightPx - 1) return tone
    return Math.round(steps.reduce((sum, down) => sum + steps.reduce((row, right) => row + (pixels[at + down * widthPx + right] ?? 0), 0), 0) / 9)
  })
  return { pixels: tones, widthPx, heightPx }
}

const OVER: readonly (readonly [string, Ink, Over])[] = [
  ['alone', 'signed', (paper) => paper],
  ['underlined', 'signed', (paper, { right }) => draw(paper, [[LEFT, FOOT + 1.6], [right, FOOT + 1]], thin)],
  ['under a long stroke above the small letters', 'signed', (paper, { right, middle }) => draw(paper, [[LEFT + 8, 2 * middle - FOOT - 1.4], [right + 2, 2 * middle - FOOT - 1.8]], thin)],
  ['struck through level', 'look', (paper, { right, middle }, chance) => draw(paper, [[LEFT - 2, middle + between(chance, -0.5, 0.5)], [right + 2, middle + between(chance, -0.5, 0.5)]], thin)],
  ['struck through on a slant', 'look', (paper, { right, middle }, chance) => draw(paper, [[LEFT - 1, middle + between(chance, 2, 4)], [right + 2, middle - between(chance, 2, 4)]], thin)],
  ['struck through in waves', 'look', (paper, { right, middle }) => draw(paper, Array.from({ length: 60 }, (_, step): Point => [LEFT - 2 + ((right - LEFT + 4) * step) / 60, middle + 1.3 * Math.sin(step / 3.4)]), thin)],
  ['struck through twice', 'look', (paper, { right, middle }) => draw(draw(paper, [[LEFT - 2, middle - 0.6], [right + 1, middle - 0.8]], thin), [[LEFT - 1, middle + 0.8], [right + 2, middle + 0.6]], thin)],
  ['struck through level with a paler pen', 'look', level(pale)],
  ['struck through on a slant with a paler pen', 'look', slanting(pale)],
  ['crossed out with a paler pen', 'look', crossed(pale)],
  ['struck through level with a paler pen, blurred', 'look', (...name) => blurred(level(paler)(...name))],
  ['struck through on a slant with a paler pen, blurred', 'look', (...name) => blurred(slanting(paler)(...name))],
  ['crossed out with a paler pen, blurred', 'look', (...name) => blurred(crossed(paler)(...name))],
  ['alone, blurred', 'signed', blurred],
  ['beneath a black bar', 'look', (paper, { right, middle }) => draw(paper, [[LEFT, middle - 1], [right, middle - 1]], { widthMm: 9, tone: 30 })],
  ['blacked out with a pen', 'look', (paper, { right, middle }, chance) => draw(paper, Array.from({ length: 90 }, (_, step): Point => [LEFT + ((right - LEFT) * step) / 90, middle + (step % 2 === 0 ? -5 : 4) + between(chance, -0.5, 0.5)]), { widthMm: 0.6, tone: 40 })],
]

/** Hands whose letters hide most of what lies over them. */
const DENSE = [5, 8]
const UNDER_MUCH: readonly (readonly [string, Over])[] = [
  ...[1.8, 2, 2.5].map((widthMm) => [`a marker's line of ${widthMm} mm`, (paper, { right, middle }) => draw(paper, [[LEFT - 1, middle], [right + 1, middle]], { widthMm, tone: 40 })] as const satisfies readonly [string, Over]),
  ...[7, 10, 12].map((many) => [`${many} short strokes`, (paper, { right, middle }) => Array.from({ length: many }, (_, at) => LEFT + ((right - LEFT) * (at + 0.5)) / many).reduce((slashed, x) => draw(slashed, [[x - 1.3, middle + 5], [x + 1.3, middle - 5]], thin), paper)] as const satisfies readonly [string, Over]),
]

describe('a joined name', () => {
  it.each(OVER.flatMap(([what, ink, over]) => [1, 2, 3, 4].map((seed) => [what, seed, ink, over] as const)))('%s is read for what it is (hand %i)', (_, seed, ink, over) => {
    const chance = seeded(seed)
    const name = written(chance)
    expect(seen(over(draw(box(), name.line, { widthMm: between(chance, 0.35, 0.6) }), name, chance)).ink).toBe(ink)
  })

  it.each(UNDER_MUCH.flatMap(([what, over]) => DENSE.map((seed) => [what, seed, over] as const)))('under %s is for a person (hand %i)', (_, seed, over) => {
    const chance = seeded(seed)
    const name = written(chance)
    expect(seen(over(draw(box(), name.line, { widthMm: between(chance, 0.35, 0.6) }), name, chance)).ink).toBe('look')
  })
})

describe('a name of separate letters', () => {
  const letters = (): Gray => [3, 5, 2.4, 3.7, 4.4, 2.8, 3.3, 5].reduce((paper, tall, at) => draw(draw(paper, [[12 + at * 4, 12 + (at % 3) * 0.4], [12 + at * 4, 12 - tall]]), [[12 + at * 4, 12 - tall], [14.5 + at * 4, 12 - tall], [14.5 + at * 4, 12 - (at % 4) * 0.5]]), box())
  /** A line in waves of such a length and height, its middle so far down. */
  const wave = (longMm: number, highMm: number, middle: number): Point[] => Array.from({ length: 120 }, (_, step): Point => [10 + step * 0.36, middle + highMm * Math.sin((2 * Math.PI * step * 0.36) / longMm)])

  it.each([[7, 0.8], [9, 1.2], [10, 1.8], [12, 2], [16, 2]])('struck through in waves of %d mm, %d mm high, is for a person', (longMm, highMm) => {
    expect([9.5, 10.5].map((middle) => seen(draw(letters(), wave(longMm, highMm, middle), thin)).ink)).toEqual(['look', 'look'])
  })

  it('over a line in waves is signed', () => {
    expect(seen(draw(letters(), wave(12, 0.6, 14), thin)).ink).toBe('signed')
  })
})
