import type { Gray } from '../registration/gray.js'
import { BLUR_REACH, expect, expectationOf, roomFor, seenIn, SOFT_RIM, softened, softOf, surpriseOf, type Appearance, type Expectation, type Expected, type Light, type Soft } from './appearance.js'
import type { PagePair } from './compare-text.js'
import type { FigurePrint, Letter } from './letters.js'
import type { Window } from './likeness.js'
import { addedIn } from './marks.js'

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
  /** The largest piece of ink at the figure that was not printed there (mm² of full ink). */
  readonly addedMm2: number
}

const CELL_RIM_MM = 0.15
/** A figure is about this much narrower than it is tall. */
const WIDTH_SHARE = 0.8
/** Paper is not pulled evenly: a figure may stand this far from where its word does. */
const REACH_PX = 1.5
const OTHER_REACH_PX = 0.75
const OTHERS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const
/** Of the nine others, so many are laid as close as they come. */
const CLOSEST = 3
const STEPS = [0.5, 0.25] as const
const CLIMBS = 3
const ABOUT_MM = { across: 0.5, along: 0.3 } as const
/** Under this no other figure is tried. */
const FITS = 1

/** What each figure's place shows, in the order given. */
export function figureFits(pair: PagePair, appearance: Appearance, figures: readonly PlacedFigure[]): FigureFit[] {
  const expectation = expectationOf(appearance)
  const inks = new Map<FigurePrint, Map<string, Ink>>()
  return figures.map((figure) => fitOf(pair, { appearance, expectation, inks }, figure))
}

/** How the page came out, and the figures that it has been asked for, softened. */
interface Looker {
  readonly appearance: Appearance
  readonly expectation: Expectation
  readonly inks: Map<FigurePrint, Map<string, Ink>>
}

function fitOf(pair: PagePair, looker: Looker, { letter, dx, dy, light }: PlacedFigure): FigureFit {
  const { issued, scanned, mmPerPx } = pair
  const { figure } = letter
  if (figure === null) throw new Error('only figures are laid beside figures')
  const cell = cellOf(letter, mmPerPx)
  const [wholeX, wholeY] = [Math.round(dx), Math.round(dy)]
  const seen = seenIn(scanned, { ...cell, left: cell.left + wholeX, top: cell.top + wholeY })
  const look: Look = { expectation: looker.expectation, light, seen, room: roomFor(seen.length), unrest: 1 }
  const printed = softOf(looker.appearance, issued, cell)
  const own = closest(look, printed, { dx: dx - wholeX, dy: dy - wholeY }, REACH_PX)
  const surprise = own.sum / seen.length
  const about = aboutOf(letter, mmPerPx)
  const itself = { from: Math.floor(letter.leftMm / mmPerPx), to: Math.ceil((letter.leftMm + letter.widthMm) / mmPerPx) }
  const addedMm2 = addedIn(pair, looker, about, itself, { dx: wholeX + own.dx, dy: wholeY + own.dy, light })
  if (surprise < FITS) return { surprise, leaning: null, apart: 0, addedMm2 }
  const inkOf = (wanted: number): Ink => inkIn(looker, figure, wanted, mmPerPx)
  const others = OTHERS.filter((other) => other !== Number(letter.text)).map((other) => instead(printed, cell, inkOf(Number(letter.text)), inkOf(other)))
    .map((soft) => ({ soft, sum: at(look, soft, own) })).sort((one, other) => one.sum - other.sum).slice(0, CLOSEST)
    .map(({ soft }) => ({ soft, ...closest(look, soft, own, OTHER_REACH_PX) }))
  return { surprise, addedMm2, ...leaningTo(look, { soft: printed, ...own }, others) }
}

/** A print laid as close to what is seen as it comes, and how far off it still is. */
type Laid = Moved & { readonly soft: Soft; readonly sum: number }

/**
 * How far what is seen leans from one print to the nearest of others. Where none of them fits, tones are off more here than usual on the page, as where a sheet laid askew comes out sharper: all are held to
 * that, lest a stroke that is not there weighs no more than the edges of one that is.
 */
function leaningTo(look: Look, own: Laid, others: readonly Laid[]): Pick<FigureFit, 'leaning' | 'apart'> {
  const pixels = look.seen.length
  const unrest = Math.max(1, Math.min(own.sum, ...others.map(({ sum }) => sum)) / pixels)
  const summed = others.map((other) => ({ ...other, sum: at({ ...look, unrest }, other.soft, other) }))
  const best = summed.reduce((least, one) => (one.sum < least.sum ? one : least))
  const ownSum = at({ ...look, unrest }, own.soft, own)
  const expected: Expected = { tone: Float32Array.from(look.room.tone), sureness: Float32Array.from(look.room.sureness) }
  at(look, best.soft, best)
  const apart = surpriseOf(expected, look.room.tone, unrest)
  return { leaning: (best.sum - ownSum) / Math.max(1, apart), apart }
}

function cellOf(letter: Letter, mmPerPx: number): Window {
  const [leftMm, topMm] = [(letter.figure?.originXMm ?? letter.leftMm) - CELL_RIM_MM / 2, letter.topMm - CELL_RIM_MM]
  const [left, top] = [Math.floor(leftMm / mmPerPx), Math.floor(topMm / mmPerPx)]
  const right = Math.max(letter.leftMm + letter.widthMm + CELL_RIM_MM, leftMm + letter.heightMm * WIDTH_SHARE)
  return { left, top, width: Math.ceil(right / mmPerPx) - left, height: Math.ceil((letter.topMm + letter.heightMm + CELL_RIM_MM) / mmPerPx) - top }
}

/** A figure and what stands so close that a pen may have written there to make it another. */
function aboutOf({ leftMm, topMm, widthMm, heightMm }: Letter, mmPerPx: number): Window {
  const [left, top] = [Math.floor((leftMm - ABOUT_MM.across) / mmPerPx), Math.floor((topMm - ABOUT_MM.along) / mmPerPx)]
  return { left, top, width: Math.ceil((leftMm + widthMm + ABOUT_MM.across) / mmPerPx) - left, height: Math.ceil((topMm + heightMm + ABOUT_MM.along) / mmPerPx) - top }
}

interface Look {
  readonly expectation: Expectation
  readonly light: Light
  readonly seen: Float32Array
  readonly room: Expected
  /** How much more than usual on the page tones are off here, squared. */
  readonly unrest: number
}

interface Moved {
  readonly dx: number
  readonly dy: number
}

/** The least a print can be from what is seen, moved about a place. */
function closest(look: Look, print: Soft, from: Moved, reach: number): Moved & { readonly sum: number } {
  let best = { dx: from.dx, dy: from.dy, sum: at(look, print, from) }
  for (const step of STEPS) {
    for (let climb = 0, climbed = true; climbed && climb < CLIMBS; climb += 1) {
      climbed = false
      const { dx, dy } = best
      for (const [x, y] of BESIDE) {
        const moved = { dx: dx + x * step, dy: dy + y * step }
        if (Math.max(Math.abs(moved.dx - from.dx), Math.abs(moved.dy - from.dy)) > reach) continue
        const sum = at(look, print, moved)
        if (sum < best.sum) [best, climbed] = [{ ...moved, sum }, true]
      }
    }
  }
  return best
}

const BESIDE = [[1, 0], [-1, 0], [0, 1], [0, -1]] as const

function at({ expectation, light, seen, room, unrest }: Look, print: Soft, { dx, dy }: Moved): number {
  expect(expectation, print, light, dx, dy, room)
  return surpriseOf(room, seen, unrest)
}

/** The softened darkness of one figure of a print, and where on the page's pixels it lies. */
interface Ink {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly darkness: Float32Array
}

/** The part of a page with one figure's ink taken away and another's laid in its place. */
function instead({ darkness, width, height }: Soft, cell: Window, away: Ink, laid: Ink): Soft {
  const other = Float32Array.from(darkness)
  const stride = width + 2 * SOFT_RIM
  for (const [ink, sign] of [[away, -1], [laid, 1]] as const) {
    for (let y = 0; y < ink.height; y += 1) {
      const row = ink.top + y - cell.top + SOFT_RIM
      if (row < 0 || row >= height + 2 * SOFT_RIM) continue
      for (let x = 0; x < ink.width; x += 1) {
        const column = ink.left + x - cell.left + SOFT_RIM
        if (column >= 0 && column < stride) other[row * stride + column] = (other[row * stride + column] ?? 0) + sign * (ink.darkness[y * ink.width + x] ?? 0)
      }
    }
  }
  return { darkness: other, width, height }
}

/** A figure of a print where it stands on the page; figures that stand alike on the pixels are softened once. */
function inkIn({ appearance, inks }: Looker, { originXMm, originYMm, print }: NonNullable<Letter['figure']>, wanted: number, mmPerPx: number): Ink {
  const [left, top] = [Math.floor((originXMm - print.originXMm) / mmPerPx) - BLUR_REACH, Math.floor((originYMm - print.originYMm) / mmPerPx) - BLUR_REACH]
  const [fromX, fromY] = [Math.round((left * mmPerPx - originXMm + print.originXMm) / print.mmPerPx), Math.round((top * mmPerPx - originYMm + print.originYMm) / print.mmPerPx)]
  const ofPrint = inks.get(print) ?? new Map<string, Ink>()
  inks.set(print, ofPrint)
  const name = [wanted, fromX, fromY].join(' ')
  const known = ofPrint.get(name)
  if (known !== undefined) return { ...known, left, top }
  const picture = print.pictures[wanted]
  if (picture === undefined) throw new Error(`a print has ten figures, not ${wanted}`)
  const finer = Math.round(mmPerPx / print.mmPerPx)
  const [width, height] = [Math.ceil(picture.widthPx / finer) + 2 * BLUR_REACH + 1, Math.ceil(picture.heightPx / finer) + 2 * BLUR_REACH + 1]
  const stride = width + 2 * BLUR_REACH
  const hard = new Float32Array(stride * (height + 2 * BLUR_REACH))
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) hard[(y + BLUR_REACH) * stride + x + BLUR_REACH] = meanDarkness(picture, fromX + x * finer, fromY + y * finer, finer)
  const ink = { left, top, width, height, darkness: softened(appearance.kernel, hard, width, height) }
  ofPrint.set(name, ink)
  return ink
}

function meanDarkness({ pixels, widthPx, heightPx }: Gray, left: number, top: number, side: number): number {
  let sum = 0
  for (let y = Math.max(0, top); y < Math.min(heightPx, top + side); y += 1) for (let x = Math.max(0, left); x < Math.min(widthPx, left + side); x += 1) sum += 255 - (pixels[y * widthPx + x] ?? 255)
  return sum / (side * side)
}
