import type { Gray } from '../registration/gray.js'

/** The tones that paper and print usually have on a scan. */
export interface PaperAndPrint {
  readonly paper: number
  readonly print: number
}

/** One pixel in so many tells enough. */
const EVERY = 7
const PRINTED_TONE = 60

export function paperAndPrint({ issued, scanned }: { readonly issued: Gray; readonly scanned: Gray }): PaperAndPrint {
  const [paper, print] = [new Uint32Array(256), new Uint32Array(256)]
  for (let at = 0; at < issued.pixels.length; at += EVERY) {
    const tone = issued.pixels[at] ?? 255
    const counts = tone === 255 ? paper : tone < PRINTED_TONE ? print : null
    if (counts !== null) counts[scanned.pixels[at] ?? 255] = (counts[scanned.pixels[at] ?? 255] ?? 0) + 1
  }
  return { paper: middleOf(paper), print: middleOf(print) }
}

function middleOf(counts: Uint32Array): number {
  const half = counts.reduce((sum, one) => sum + one, 0) / 2
  let seen = 0
  return counts.findIndex((one) => (seen += one) > half)
}
