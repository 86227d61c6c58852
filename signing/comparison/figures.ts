import type { Gray } from '../registration/gray.js'
import { expectedOf, patchOf, RIM, seenIn, surpriseAt, type Appearance, type Expected, type Light, type Patch } from './appearance.js'
import type { PagePair } from './compare-text.js'
import type { Letter } from './letters.js'
import type { Window } from './likeness.js'

/** A figure, and how far (pixels) its word was found moved on the scan. */
export interface PlacedFigure {
  readonly letter: Letter
  readonly dx: number
  readonly dy: number
  readonly light: Light
}

/** How well what the scan shows in a figure's place fits the figure printed and the best of the nine others. */
export interface FigureFit {
  /** How far the scan is from the figure as printed: about one where it is that figure, whatever the scan's quality. */
  readonly surprise: number
  /** 1 where the scan is the figure printed, -1 where it is the other; null where the printed one fits so well that no other was tried. */
  readonly leaning: number | null
  /** How different the two figures look at all in such a scan: what is seen as 71 when a small 5 is laid on a 6, and as 3,000 when a large 1 is laid on a 9. */
  readonly apart: number
}

const CELL_RIM_MM = 0.15
/** A figure is about this much narrower than it is tall. */
const WIDTH_SHARE = 0.8
/** Paper is not pulled evenly: a figure may stand this far from where its word does. */
const REACH_PX = 1.5
const STEPS = [0.5, 0.25] as const
const CLIMBS = 4
/** Under this no other figure is tried. */
const FITS = 1

/** What each figure's place shows, in the order given. */
export function figureFits(pair: PagePair, appearance: Appearance, figures: readonly PlacedFigure[]): FigureFit[] {
  return figures.map((figure) => fitOf(pair, appearance, figure))
}

function fitOf({ issued, scanned, mmPerPx }: PagePair, appearance: Appearance, { letter, dx, dy, light }: PlacedFigure): FigureFit {
  if (letter.figure === null) throw new Error('only figures are laid beside figures')
  const at = cellOf(letter, mmPerPx)
  const [wholeX, wholeY] = [Math.round(dx), Math.round(dy)]
  const look: Look = { appearance, light, seen: seenIn(scanned, { ...at, left: at.left + wholeX, top: at.top + wholeY }), moved: { dx: dx - wholeX, dy: dy - wholeY } }
  const drawn = patchOf(issued, at, 0, 0)
  const own = closest(look, drawn, { dx: 0, dy: 0 })
  const surprise = own.sum / look.seen.length
  if (surprise < FITS) return { surprise, leaning: null, apart: 0 }
  const ink = laid(letter.figure, Number(letter.text), at, mmPerPx)
  let best: FigureFit | null = null
  let least = Infinity
  for (let other = 0; other <= 9; other += 1) {
    if (other === Number(letter.text)) continue
    const instead = laid(letter.figure, other, at, mmPerPx)
    const fit = closest(look, { ...drawn, darkness: drawn.darkness.map((tone, index) => Math.max(0, Math.min(255, tone - (ink[index] ?? 0) + (instead[index] ?? 0)))) }, own.moved)
    if (fit.sum >= least) continue
    least = fit.sum
    const apart = own.expected.tone.reduce((sum, _, index) => sum + surpriseAt(own.expected, fit.expected.tone, index), 0)
    best = { surprise, leaning: (fit.sum - own.sum) / Math.max(1, apart), apart }
  }
  return best ?? { surprise, leaning: null, apart: 0 }
}

function cellOf(letter: Letter, mmPerPx: number): Window {
  const [leftMm, topMm] = [(letter.figure?.originXMm ?? letter.leftMm) - CELL_RIM_MM / 2, letter.topMm - CELL_RIM_MM]
  const [left, top] = [Math.floor(leftMm / mmPerPx), Math.floor(topMm / mmPerPx)]
  const right = Math.max(letter.leftMm + letter.widthMm + CELL_RIM_MM, leftMm + letter.heightMm * WIDTH_SHARE)
  return { left, top, width: Math.ceil(right / mmPerPx) - left, height: Math.ceil((letter.topMm + letter.heightMm + CELL_RIM_MM) / mmPerPx) - top }
}

interface Look {
  readonly appearance: Appearance
  readonly light: Light
  readonly seen: Float32Array
  readonly moved: { readonly dx: number; readonly dy: number }
}

interface Closest {
  readonly sum: number
  readonly expected: Expected
  readonly moved: { readonly dx: number; readonly dy: number }
}

/** The least a print can be from what is seen, moved about a place. */
function closest(look: Look, drawn: Patch, from: { readonly dx: number; readonly dy: number }): Closest {
  let best = at(look, drawn, from)
  for (const step of STEPS) {
    for (let climb = 0, climbed = true; climbed && climb < CLIMBS; climb += 1) {
      climbed = false
      const { dx, dy } = best.moved
      for (const [x, y] of BESIDE) {
        const moved = { dx: dx + x * step, dy: dy + y * step }
        if (Math.max(Math.abs(moved.dx), Math.abs(moved.dy)) > REACH_PX) continue
        const next = at(look, drawn, moved)
        if (next.sum < best.sum) [best, climbed] = [next, true]
      }
    }
  }
  return best
}

const BESIDE = [[1, 0], [-1, 0], [0, 1], [0, -1]] as const

function at({ appearance, light, seen, moved: word }: Look, drawn: Patch, moved: Closest['moved']): Closest {
  const expected = expectedOf(appearance, movedPatch(drawn, word.dx + moved.dx, word.dy + moved.dy), light)
  let sum = 0
  for (let index = 0; index < seen.length; index += 1) sum += surpriseAt(expected, seen, index)
  return { sum, expected, moved }
}

function movedPatch(patch: Patch, dx: number, dy: number): Patch {
  const [widthPx, heightPx] = [patch.width + 2 * RIM, patch.height + 2 * RIM]
  const [wholeX, wholeY] = [Math.floor(dx), Math.floor(dy)]
  const [right, below] = [dx - wholeX, dy - wholeY]
  const darkness = new Float32Array(patch.darkness.length)
  const tone = (x: number, y: number): number => patch.darkness[Math.max(0, Math.min(heightPx - 1, y)) * widthPx + Math.max(0, Math.min(widthPx - 1, x))] ?? 0
  for (let y = 0, to = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1, to += 1) {
      const [column, row] = [x - wholeX, y - wholeY]
      darkness[to] = (tone(column, row) * (1 - right) + tone(column - 1, row) * right) * (1 - below) + (tone(column, row - 1) * (1 - right) + tone(column - 1, row - 1) * right) * below
    }
  }
  return { ...patch, darkness }
}

/** The darkness of a figure of the same print laid in a place of the page, with the rim of a patch. */
function laid({ originXMm, originYMm, print }: NonNullable<Letter['figure']>, figure: number, { left, top, width, height }: Window, mmPerPx: number): Float32Array {
  const picture = print.pictures[figure]
  const darkness = new Float32Array((width + 2 * RIM) * (height + 2 * RIM))
  if (picture === undefined) return darkness
  const finer = mmPerPx / print.mmPerPx
  for (let y = 0, to = 0; y < height + 2 * RIM; y += 1) {
    const from = Math.round(((top - RIM + y) * mmPerPx - originYMm + print.originYMm) / print.mmPerPx)
    for (let x = 0; x < width + 2 * RIM; x += 1, to += 1) {
      const start = Math.round(((left - RIM + x) * mmPerPx - originXMm + print.originXMm) / print.mmPerPx)
      darkness[to] = meanDarkness(picture, start, from, Math.round(finer))
    }
  }
  return darkness
}

function meanDarkness({ pixels, widthPx, heightPx }: Gray, left: number, top: number, side: number): number {
  let sum = 0
  for (let y = Math.max(0, top); y < Math.min(heightPx, top + side); y += 1) for (let x = Math.max(0, left); x < Math.min(widthPx, left + side); x += 1) sum += 255 - (pixels[y * widthPx + x] ?? 255)
  return sum / (side * side)
}
