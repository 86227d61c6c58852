import type { Region } from '../registration/flatten.js'
import { gathered, isClose } from './gather.js'

/** A piece of ink on paper where nothing was printed. */
export interface Piece {
  /** How long its strokes are in all. */
  readonly lengthMm: number
  readonly region: Region
}

/** Letters of a line, and lines of a clause, stand no farther apart. */
const TOGETHER_MM = 4.5
/** A fold or a streak from end to end of the sheet is larger than what is written in one go. */
const MOST_MM = 60
/** So long are the strokes of a short word, or of a number of a few figures. */
const LEAST_MM = 14
/** Writing is so much longer than the way from its one end to the other; a fold, a scratch of the glass and the shadow of a staple are not. */
const WRITTEN_TIMES = 1.5
/** One piece alone is writing when it is bent as such. */
const BENT_TIMES = 1.8

/** Where pieces of ink stand together as letters do, printed or by hand: words, a number, a line of a clause. What lies scattered is dirt. */
export function addedWriting(pieces: readonly Piece[]): Region[] {
  const marks = pieces.filter(({ region }) => diagonalOf(region) <= MOST_MM)
  return gathered(marks.map(({ region }) => region), TOGETHER_MM).filter((whole) => {
    const own = marks.filter(({ region }) => isClose(region, whole, 0))
    const lengthMm = own.reduce((sum, one) => sum + one.lengthMm, 0)
    return lengthMm >= Math.max(LEAST_MM, WRITTEN_TIMES * diagonalOf(whole)) && (own.length > 1 || lengthMm >= BENT_TIMES * diagonalOf(whole))
  })
}

function diagonalOf({ widthMm, heightMm }: Region): number {
  return Math.hypot(widthMm, heightMm)
}
