import type { Raster } from './page-source.js'

/** Edge shadows and punch holes of the copier are not print. */
const MARGIN_SHARE = 0.04
/** Print is at least this much darker than the paper; what shines through from the other side is not. */
const CONTRAST = 80
/** A short line of text covers about five times this share. */
const INK_SHARE = 0.0003

/** Of a photograph, the table about the sheet may be the commonest tone, but the sheet is lighter and fills at least so much. */
const PAPER_SHARE = 0.25

/** Print of a toner that is nearly out is so much darker than the paper; so is what shines through. */
export const FAINT_CONTRAST = 28

/** Whether almost nothing on a gray page is so much darker than the paper; as print is unless said. */
export function isBlank({ pixels, widthPx, heightPx }: Raster, contrast = CONTRAST): boolean {
  const left = Math.floor(widthPx * MARGIN_SHARE)
  const top = Math.floor(heightPx * MARGIN_SHARE)
  // Four in turn: in one, every pixel of the paper would have to wait until the one before it is counted.
  const counts = new Uint32Array(4 * 256)
  for (let y = top; y < heightPx - top; y += 1) {
    for (let at = y * widthPx + left, end = (y + 1) * widthPx - left; at < end; at += 1) {
      const place = (at & 3) * 256 + (pixels[at] ?? 0)
      counts[place] = (counts[place] ?? 0) + 1
    }
  }
  const histogram = counts.subarray(0, 256).map((count, tone) => count + (counts[tone + 256] ?? 0) + (counts[tone + 512] ?? 0) + (counts[tone + 768] ?? 0))
  const counted = histogram.reduce((sum, count) => sum + count, 0)
  const commonest = histogram.indexOf(histogram.reduce((most, count) => Math.max(most, count), 0))
  const paper = Math.max(commonest, lightOf(histogram, counted * PAPER_SHARE))
  const dark = histogram.subarray(0, Math.max(0, paper - contrast)).reduce((sum, count) => sum + count, 0)
  return dark < counted * INK_SHARE
}

/** The tone that so many pixels have, or a lighter one. */
function lightOf(histogram: Uint32Array, pixels: number): number {
  let lighter = 0
  for (let tone = 255; tone > 0; tone -= 1) {
    lighter += histogram[tone] ?? 0
    if (lighter >= pixels) return tone
  }
  return 0
}
