import type { Region } from '../registration/flatten.js'
import { gathered, isClose } from './gather.js'

/** A piece of ink on paper where nothing was printed. */
export interface Piece {
  /** How long its strokes are in all. */
  readonly lengthMm: number
  /** How far the pen turned that drew it, in all (degrees); it takes long to tell. */
  readonly turned: () => number
  /** Whether they are broader than a pen's, as of a marker, a stamp or a stain. */
  readonly isBroad: boolean
  /** Whether it is as dark as what a pen leaves; the grain of a gray that was stored in black and white is not. */
  readonly isDark: boolean
  readonly region: Region
}

/** Letters of a line, and lines of a clause, stand no farther apart. */
const TOGETHER_MM = 4.5
/** A fold or a streak from end to end of the sheet is larger than what is written in one go, unless it is bent as a word that hangs together with the line under it. */
const MOST_MM = 60
/** So long are the strokes of a short word, or of a number of a few figures. */
const LEAST_MM = 14
/** Writing is so much longer than the way from its one end to the other, and each of its pieces than from corner to corner; a fold, a scratch of the glass and the shadow of a staple are not. */
const WRITTEN_TIMES = 1.5
const BENT_TIMES = 1.4
/** So many marks as broad and as tall as letters are type, however thin it came out, when they stand as close as in a line. */
const LETTERS = { least: 4, broadMm: 1, tallMm: 1.2 } as const
const CLOSE_SHARE = 0.8
/** One piece alone is writing when it is bent as a word is, and longer than about the rim of a punched hole. */
const ALONE = { times: 1.8, leastMm: 20 } as const

/** A shorter one is writing when it turns oftener than the rim of a hole, which turns once for so much more than its breadth. */
const TURNING = { least: 300, ofRing: 200, times: 1.4 } as const

/** A figure or a letter written by hand, even alone, is no larger and no smaller, and turns at least as a 7 does; one as large as a punched hole (ISO 838) turns oftener than its rim. */
const LETTER = { least: 2.4, most: 14, longMm: 3.5, times: 0.8, turned: 90, holeMm: 4.5, ofHole: 430 } as const

/** Letters of one word stand no farther apart, those of the shortest are so long in all, and each is as tall as a small letter. */
const WORD = { gapMm: 1.2, longMm: 4, tallMm: 1.2, letters: 2 } as const

/** Where marks as small as letters stand close to each other beside, over or under the printed words, as of an inserted "ej": too little to be writing anywhere on the sheet. Some of it may touch the words, but not all: print that came out broader does. */
export function insertedWords(pieces: readonly (Piece & { readonly isOnText: boolean })[], printed: readonly Region[]): Region[] {
  const letters = pieces.filter(({ isBroad, isDark, region }) => isDark && !isBroad && region.heightMm >= WORD.tallMm && diagonalOf(region) <= LETTER.most)
  return gathered(letters.map(({ region }) => region), WORD.gapMm).filter((whole) => {
    const within = letters.filter(({ region }) => isClose(region, whole, 0))
    if (within.length < WORD.letters || within.every(({ isOnText }) => isOnText) || within.reduce((sum, { lengthMm }) => sum + lengthMm, 0) < WORD.longMm) return false
    return printed.some((word) => isClose(word, whole, TOGETHER_MM))
  })
}

/** Where pieces of ink stand together as letters do, printed or by hand: words, a number, a line of a clause. What lies scattered is dirt. */
export function addedWriting(pieces: readonly Piece[]): Region[] {
  const marks = pieces.filter(({ region, lengthMm }) => diagonalOf(region) <= MOST_MM || lengthMm >= ALONE.times * diagonalOf(region))
  return gathered(marks.map(({ region }) => region), TOGETHER_MM).filter((whole) => {
    const within = marks.filter(({ region }) => isClose(region, whole, 0))
    return isWriting(within, diagonalOf(whole)) || within.some(isLetter)
  })
}

function isLetter({ lengthMm, isBroad, isDark, region, turned }: Piece): boolean {
  const acrossMm = diagonalOf(region)
  if (isBroad || !isDark || region.heightMm < LETTER.least || acrossMm > LETTER.most || lengthMm < Math.max(LETTER.longMm, LETTER.times * acrossMm)) return false
  return turned() >= (Math.min(region.widthMm, region.heightMm) >= LETTER.holeMm ? LETTER.ofHole : LETTER.turned)
}

function isWriting(marks: readonly Piece[], acrossMm: number): boolean {
  const lengthMm = marks.reduce((sum, one) => sum + one.lengthMm, 0)
  if (lengthMm < LEAST_MM) return false
  const [alone] = marks
  if (marks.length === 1 && alone !== undefined) return lengthMm >= Math.max(ALONE.leastMm, ALONE.times * acrossMm) || (!alone.isBroad && lengthMm >= TURNING.times * acrossMm && alone.turned() >= Math.max(TURNING.least, (TURNING.ofRing * lengthMm) / acrossMm))
  const straightMm = marks.reduce((sum, { region }) => sum + diagonalOf(region), 0)
  const isLettered = lengthMm >= BENT_TIMES * straightMm || marks.filter(({ region }) => region.widthMm >= LETTERS.broadMm && region.heightMm >= LETTERS.tallMm).length >= LETTERS.least
  const hasBent = marks.some((one) => one.lengthMm >= BENT_TIMES * diagonalOf(one.region))
  if (marks.every(({ isBroad }) => isBroad) && !hasBent) return false
  if (lengthMm >= CLOSE_SHARE * acrossMm && isLettered) return true
  // Two staples are long enough together, and both straight.
  return lengthMm >= WRITTEN_TIMES * acrossMm && hasBent
}

function diagonalOf({ widthMm, heightMm }: Region): number {
  return Math.hypot(widthMm, heightMm)
}
