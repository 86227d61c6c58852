import type { Gray } from '../registration/gray.js'
import type { Stroke } from './strokes.js'

/** What is no darker than this, as a share of the paper's tone, may as well stand on the other side of the sheet and show through. */
const PALE_SHARE = 0.2
/** Up to this much, when its edges are as soft as paper makes what is seen through it. */
const SOFT_SHARE = 0.35
/** How steeply the edges of what a pen drew rise, as a share of its darkness for each millimetre: paper spreads what lies behind it over a third of a millimetre, a scanner over a tenth. */
const STEEP_PER_MM = 2.4

/** Whether ink is so pale, or so pale and soft, that it may be on the other side of the sheet. `meanDarkness` is how much darker than the paper it is on the whole, `darkness` how much in each place. */
export function mayShowThrough(strokes: readonly Stroke[], { scanned, darkness, meanDarkness, paperTone, mmPerPx }: { readonly scanned: Gray; readonly darkness: Gray; readonly meanDarkness: number; readonly paperTone: number; readonly mmPerPx: number }): boolean {
  if (meanDarkness < PALE_SHARE * paperTone) return true
  if (meanDarkness >= SOFT_SHARE * paperTone) return false
  const places = strokes.flatMap(({ pixels }) => pixels)
  return upper(places.map((at) => slopeAt(scanned, at)), 0.9) < STEEP_PER_MM * mmPerPx * upper(places.map((at) => darkness.pixels[at] ?? 0), 0.75)
}

function slopeAt({ pixels, widthPx }: Gray, at: number): number {
  const tone = (place: number): number => pixels[place] ?? pixels[at] ?? 0
  return Math.hypot(tone(at + 1) - tone(at - 1), tone(at + widthPx) - tone(at - widthPx)) / 2
}

/** The number that this share of them does not exceed; zero of none. */
function upper(numbers: readonly number[], share: number): number {
  return Float64Array.from(numbers).sort()[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ?? 0
}
