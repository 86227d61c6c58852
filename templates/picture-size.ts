/** Why something is no picture a document can show, in Swedish with the next step, to follow the picture's name. */
export interface PictureRefusal {
  readonly refused: string
}

/** A whole A4 page at 300 dots an inch has 8.7 million. */
const MOST_PIXELS = 10_000_000
const LONGEST_SIDE_PX = 10_000

/** Refuses sizes that no page can show, before any pixel is unpacked. */
export function faultInSize(widthPx: number, heightPx: number): string | null {
  if (widthPx < 1 || heightPx < 1) return 'har ingen yta. Spara bilden på nytt.'
  if (widthPx * heightPx <= MOST_PIXELS && Math.max(widthPx, heightPx) <= LONGEST_SIDE_PX) return null
  return `är ${widthPx} × ${heightPx} bildpunkter. Högst 10 miljoner bildpunkter får plats; förminska bilden.`
}
