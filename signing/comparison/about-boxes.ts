import type { Region } from '../registration/flatten.js'
import { comesOutInPieces, type PagePair } from './compare-text.js'
import { regionOf, type Word } from './letters.js'
import { bestLikeness, windowOf, type Window } from './likeness.js'
import { isStrike, lineThrough } from './struck-through.js'

/** Paper that has been pulled through a feeder is not quite even. */
const DRIFT_MM = 0.5
const RIM_MM = 0.3
/** A stroke of a name crosses a word or runs into it; a line that strikes it out goes from end to end. */
const STRUCK_SHARE = 0.9
const STRUCK_LEAST_MM = 4
/** What is printed as dark as this comes out on every copy worth comparing, and is so much darker than the paper. */
const PRINTED_TONE = 110
const INK_DARKNESS = 40
/** Of a word that is covered or erased nothing is like what was printed, and so little of its print is dark; what is written over a word hides none of it. */
const GONE = { likeness: 0.4, share: 0.35 } as const

/** The words close to where somebody signs that are covered or struck out: what else is written over them there is the name, the place or the date. */
export function compareAboutBoxes(page: PagePair, words: readonly Word[]): Region[] {
  return words.filter((word) => !(page.isBilevel && comesOutInPieces(page, word)) && differs(page, regionOf(word))).map(regionOf)
}

function differs(page: PagePair, region: Region): boolean {
  const { issued, scanned, mmPerPx } = page
  const fit = bestLikeness(issued, windowOf(region, mmPerPx, RIM_MM), scanned, { dx: 0, dy: 0 }, Math.round(DRIFT_MM / mmPerPx), 1)
  if (fit === null) return false
  const at = windowOf(region, mmPerPx, 0)
  if (fit.likeness < GONE.likeness && shareSeen(page, at) < GONE.share) return true
  const line = lineThrough(page, at, fit)
  return isStrike(line) && line.wholeMm >= Math.max(STRUCK_LEAST_MM, region.widthMm * STRUCK_SHARE)
}

/** How much of a word's print is dark on the scan, where within reach most of it is. */
function shareSeen({ issued, scanned, mmPerPx }: PagePair, { left, top, width, height }: Window): number {
  const places = Array.from({ length: width * height }, (_, at) => (top + Math.floor(at / width)) * issued.widthPx + left + (at % width))
  const print = places.filter((place) => (issued.pixels[place] ?? 255) < PRINTED_TONE)
  if (print.length === 0) return 1
  const paper = places.reduce((lightest, place) => Math.max(lightest, scanned.pixels[place] ?? 0), 0)
  const reach = Math.round(DRIFT_MM / mmPerPx)
  let most = 0
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      const moved = dy * scanned.widthPx + dx
      most = Math.max(most, print.filter((place) => (scanned.pixels[place + moved] ?? 255) < paper - INK_DARKNESS).length)
    }
  }
  return most / print.length
}
