import type { Region } from '../registration/flatten.js'
import type { PagePair } from './compare-text.js'
import { isClose } from './gather.js'

/** Thin gray rules are drawn so pale in a coarse picture, and shaded rows so light. */
const PAPER_TONE = 240

/** What blank cells of a document's tables are for. */
export type BlankCells = 'to-fill-in' | 'stay-blank'

/** Where somebody is to write: about signature boxes, and in cells. */
export interface ToWriteIn {
  readonly aboutBoxes: readonly Region[]
  readonly blankCells: BlankCells
}

/** Tells of a place (a pixel of the issued page) whether it lies in a cell that was left blank to be filled in by hand: paper with rules on every side, and no word in it. Where blank cells stay blank, only one that holds a signature box, or part of what is about it, is such. */
export function leftBlank({ issued, mmPerPx }: PagePair, words: readonly Region[], { aboutBoxes, blankCells }: ToWriteIn): (at: number) => boolean {
  const seen = new Uint8Array(issued.pixels.length)
  const cells: { readonly region: Region; readonly isBlank: boolean }[] = []
  return (at) => {
    const [xMm, yMm] = [(at % issued.widthPx) * mmPerPx, Math.floor(at / issued.widthPx) * mmPerPx]
    const known = cells.find(({ region }) => isClose({ leftMm: xMm, topMm: yMm, widthMm: mmPerPx, heightMm: mmPerPx }, region, 0))
    if (known !== undefined) return known.isBlank
    const region = cellAbout(issued, at, mmPerPx, seen)
    if (region === null) return false
    const isForWriting = blankCells === 'to-fill-in' || aboutBoxes.some((about) => isClose(about, region, 0))
    const isBlank = isForWriting && !words.some(({ leftMm, topMm, widthMm, heightMm }) => isClose({ leftMm: leftMm + widthMm / 2, topMm: topMm + heightMm / 2, widthMm: 0, heightMm: 0 }, region, 0))
    cells.push({ region, isBlank })
    return isBlank
  }
}

/** The paper about a place that is not cut off from it by what is printed; null when it goes on to the edge of the sheet, or has been looked at. */
function cellAbout({ pixels, widthPx, heightPx }: PagePair['issued'], from: number, mmPerPx: number, seen: Uint8Array): Region | null {
  if (seen[from] === 1 || (pixels[from] ?? 0) <= PAPER_TONE) return null
  const places = [from]
  seen[from] = 1
  let [left, top, right, bottom] = [widthPx, heightPx, 0, 0]
  for (let next = 0; next < places.length; next += 1) {
    const at = places[next] ?? 0
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
    for (const beside of [x > 0 ? at - 1 : at, x < widthPx - 1 ? at + 1 : at, at - widthPx, at + widthPx]) {
      if (beside < 0 || beside >= pixels.length || seen[beside] === 1 || (pixels[beside] ?? 0) <= PAPER_TONE) continue
      seen[beside] = 1
      places.push(beside)
    }
  }
  if (left === 0 || top === 0 || right === widthPx - 1 || bottom === heightPx - 1) return null
  return { leftMm: left * mmPerPx, topMm: top * mmPerPx, widthMm: (right - left + 1) * mmPerPx, heightMm: (bottom - top + 1) * mmPerPx }
}
