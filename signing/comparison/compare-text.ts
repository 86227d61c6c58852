import type { Gray } from '../registration/gray.js'
import type { Region } from '../registration/flatten.js'
import type { Letter, Word } from './letters.js'
import { bestLikeness, type Fit, type Window } from './likeness.js'
import { isStruckThrough } from './struck-through.js'

/** A page as issued and as scanned, both laid straight with the same pixels to the millimetre. */
export interface PagePair {
  readonly issued: Gray
  readonly scanned: Gray
  readonly mmPerPx: number
  /** How finely the scanner saw the page. */
  readonly seenPxPerMm: number
}

/** A word that does not look as it was printed. */
export interface WordDiffers {
  readonly region: Region
  /** What was printed there. */
  readonly text: string
}

/** The registration is off by less; paper that has been pulled through a feeder is not quite even. */
const DRIFT_MM = 0.5
const RIM_MM = 0.3
/** A full stop on its own is less tall, and a speck of dust is not. */
const LEAST_MM = 0.8
/** How much less alike than the page's ordinary word a word must be to differ, and the likeness every scan worth comparing reaches. */
const LESS_ALIKE = 0.3
const ALIKE = 0.72
/** Of two letters a coarse copy leaves less to go by. */
const ALIKE_IF_SHORT = 0.58
const SHORT = 2
/** By how much another figure must fit better than the one printed, which fits worse than the page's words do: other figures may be printed in bold or pale type. */
const FITS_BETTER = { fine: 0.08, coarse: 0.15 } as const
/** About 165 dpi: under it a figure is a dozen pixels tall. */
const FINE_PX_PER_MM = 6.5
const FITS_WORSE = 0.04
const FIGURES = '0123456789'

/** How the words of a page compare. */
export interface ComparedWords {
  /** The likeness that most words of the page have: under about 0.6 the scan is too poor for words to be compared. */
  readonly ordinary: number
  readonly differ: readonly WordDiffers[]
}

/** The words of a page that the scan shows otherwise than they were issued, each judged beside the page's other words, so that a poor copy of the whole page is no difference. */
export function compareWords(page: PagePair, printed: readonly Word[]): ComparedWords {
  const words = printed.filter((word) => word.some(({ heightMm }) => heightMm >= LEAST_MM))
  const alike = words.map((word) => found(page, regionOf(word)))
  const ordinary = medianOf(alike.flatMap((one) => (one === null ? [] : [one.likeness])))
  const figures = figuresOf(page, words)
  const differ = words.flatMap((word, index): WordDiffers[] => {
    const one = alike[index] ?? null
    if (one === null) return []
    const differs = one.likeness < Math.min(word.length <= SHORT ? ALIKE_IF_SHORT : ALIKE, ordinary - LESS_ALIKE) || isStruckThrough(page, windowOf(regionOf(word), page.mmPerPx, 0), one) || word.some((letter) => showsOtherFigure(page, letter, { word: one, ordinary }, figures))
    return differs ? [{ region: regionOf(word), text: word.map(({ text }) => text).join('') }] : []
  })
  return { ordinary, differ }
}

function found({ issued, scanned, mmPerPx }: PagePair, region: Region): Fit | null {
  return bestLikeness(issued, windowOf(region, mmPerPx, RIM_MM), scanned, { dx: 0, dy: 0 }, Math.round(DRIFT_MM / mmPerPx))
}

/** Where each figure stands on the issued page, by how tall it is printed: what else a figure could have been. */
type Figures = ReadonlyMap<string, readonly Letter[]>

function figuresOf({ mmPerPx }: PagePair, words: readonly Word[]): Figures {
  const figures = new Map<string, Letter[]>()
  for (const letter of words.flat()) {
    if (!FIGURES.includes(letter.text)) continue
    const key = `${letter.text} ${Math.round(letter.heightMm / mmPerPx / 2)}`
    const known = figures.get(key) ?? []
    if (known.length < 2) figures.set(key, [...known, letter])
  }
  return figures
}

/** Whether one of the other nine figures, in the same print, fits better what the scan shows in a figure's place. */
function showsOtherFigure({ issued, scanned, mmPerPx, seenPxPerMm }: PagePair, letter: Letter, { word, ordinary }: { readonly word: Fit; readonly ordinary: number }, figures: Figures): boolean {
  if (!FIGURES.includes(letter.text)) return false
  const own = windowOf(letter, mmPerPx, 0)
  const asPrinted = bestLikeness(issued, own, scanned, word, 1)
  if (asPrinted === null || asPrinted.likeness > ordinary - FITS_WORSE) return false
  for (const figure of FIGURES) {
    if (figure === letter.text) continue
    for (const other of figures.get(`${figure} ${Math.round(letter.heightMm / mmPerPx / 2)}`) ?? []) {
      const window = { ...windowOf(other, mmPerPx, 0), width: own.width, height: own.height }
      const [dx, dy] = [own.left + word.dx - window.left, own.top + word.dy - window.top]
      const fits = bestLikeness(issued, window, scanned, { dx, dy }, 1)
      if (fits !== null && fits.likeness > asPrinted.likeness + (seenPxPerMm < FINE_PX_PER_MM ? FITS_BETTER.coarse : FITS_BETTER.fine)) return true
    }
  }
  return false
}

function regionOf(word: Word): Region {
  const leftMm = Math.min(...word.map((letter) => letter.leftMm))
  const topMm = Math.min(...word.map((letter) => letter.topMm))
  return { leftMm, topMm, widthMm: Math.max(...word.map((letter) => letter.leftMm + letter.widthMm)) - leftMm, heightMm: Math.max(...word.map((letter) => letter.topMm + letter.heightMm)) - topMm }
}

function windowOf({ leftMm, topMm, widthMm, heightMm }: Region, mmPerPx: number, rimMm: number): Window {
  const [left, top] = [Math.floor((leftMm - rimMm) / mmPerPx), Math.floor((topMm - rimMm) / mmPerPx)]
  return { left, top, width: Math.ceil((leftMm + widthMm + rimMm) / mmPerPx) - left, height: Math.ceil((topMm + heightMm + rimMm) / mmPerPx) - top }
}

function medianOf(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}
