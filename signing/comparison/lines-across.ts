import type { Gray } from '../registration/gray.js'
import { project, type Projection } from '../registration/projection.js'
import { paperAndPrint, type PaperAndPrint } from './paper-and-print.js'

/** A scanned page laid straight beside the issued one, and how it lay in the scan. */
export interface LaidPage {
  readonly issued: Gray
  readonly scanned: Gray
  readonly mmPerPx: number
  readonly projection: Projection
  readonly scan: Pick<Gray, 'widthPx' | 'heightPx'>
}

/** Where in the margins lines are looked for, from the page's edge. */
const MARGIN_MM = { strips: [3, 6, 9], wide: 3 } as const
/** A line stands out from the paper this far to either side of it. */
const BESIDE_MM = 1
const LEAST_CONTRAST = 10
const MOST_ENDS = 40
/** So slanting lies a sheet at most. */
const SLANT = 0.055
/** A line is seen in so much of what nothing is printed on, and where it is half as dark as on the whole. */
const SEEN_SHARE = 0.65
const SEEN_DARKNESS = 0.5
/** A fold is paler than this share of what lies between paper and print, a pen's line darker; a fold ends with its sheet, whose edge need not be that of the page. */
const PALE_SHARE = 0.4
const SHEET_MM = 4
/** The sheet's edge is looked for so far in. */
const MOST_BEYOND_MM = 16
/** A streak goes on to the edge of the scan, and along it: this much off it from side to side is a line drawn along a ruler. */
const EDGE_MM = 1.5
const ASKEW_MM = 0.4
/** Print begins here. */
const PAPER_TONE = 235

/** The page looked at along its rows, or along its columns: a pixel is `along * step + off * beside`. */
interface Way extends LaidPage {
  readonly length: number
  readonly breadth: number
  readonly step: number
  readonly beside: number
  readonly tones: PaperAndPrint
}

/**
 * The scan without the lines that run across the whole sheet or down it, a fold or a streak of a scanner: what they darken where nothing was printed is made paper again.
 * A line that ends within the sheet, or is darker anywhere than on the whole, stays: a pen drew it.
 */
export function withoutLinesAcross(page: LaidPage): Gray {
  const { scanned: { widthPx, heightPx } } = page
  const tones = paperAndPrint(page)
  const across = cleared({ ...page, tones, length: widthPx, breadth: heightPx, step: 1, beside: widthPx })
  return cleared({ ...page, scanned: across, tones, length: heightPx, breadth: widthPx, step: widthPx, beside: 1 })
}

function cleared(page: Way): Gray {
  const firsts = endsIn(page, 'first')
  const lasts = firsts.length === 0 ? [] : endsIn(page, 'last')
  const taken = new Set<End>()
  let pixels: Uint8Array | null = null
  for (const first of firsts) {
    for (const last of lasts) {
      if (taken.has(first) || taken.has(last) || Math.abs(last.off - first.off) > SLANT * (last.along - first.along)) continue
      const line = { ...first, slant: (last.off - first.off) / (last.along - first.along), contrast: Math.min(first.contrast, last.contrast) }
      if (!isOfTheSheet(page, line)) continue
      pixels ??= Uint8Array.from(page.scanned.pixels)
      clear(page, line, pixels)
      for (const end of [...firsts, ...lasts]) if (Math.abs(offAt(line, end.along) - end.off) * page.mmPerPx < BESIDE_MM) taken.add(end)
    }
  }
  return pixels === null ? page.scanned : { ...page.scanned, pixels }
}

/** Where a line leaves the page, perhaps. */
interface End {
  readonly along: number
  readonly off: number
  readonly contrast: number
}

interface Line extends End {
  readonly slant: number
}

const offAt = (line: Line, along: number): number => line.off + (along - line.along) * line.slant

/** What is dark all through a margin, darkest first. */
function endsIn({ issued, scanned, mmPerPx, length, breadth, step, beside }: Way, side: 'first' | 'last'): End[] {
  const [wide, apart] = [Math.round(MARGIN_MM.wide / mmPerPx), Math.round(BESIDE_MM / mmPerPx)]
  const ends: End[] = []
  for (const mm of MARGIN_MM.strips) {
    const from = side === 'first' ? Math.round(mm / mmPerPx) : length - Math.round(mm / mmPerPx) - wide
    const means = Float32Array.from({ length: breadth }, (_, off) => meanOf(scanned, off * beside + from * step, step, wide))
    for (let off = apart; off < breadth - apart; off += 1) {
      const mean = means[off] ?? 0
      const contrast = Math.min(means[off - apart] ?? 0, means[off + apart] ?? 0) - mean
      if (contrast < LEAST_CONTRAST || (means[off - 1] ?? 0) <= mean || (means[off + 1] ?? 0) < mean) continue
      if (meanOf(issued, off * beside + from * step, step, wide) >= PAPER_TONE) ends.push({ along: from + wide / 2, off, contrast })
    }
  }
  return ends.sort((a, b) => b.contrast - a.contrast).slice(0, MOST_ENDS)
}

function meanOf({ pixels }: Gray, from: number, step: number, count: number): number {
  let sum = 0
  for (let k = 0, at = from; k < count; k += 1, at += step) sum += pixels[at] ?? 0
  return sum / count
}

/** Whether a line goes on from edge to edge, as the sheet's own do and a pen's do not. */
function isOfTheSheet(page: Way, line: Line): boolean {
  const { mmPerPx, length, tones: { paper, print } } = page
  const seen = contrastsAlong(page, line)
  const known = seen.filter((one) => !Number.isNaN(one))
  const dark = line.contrast * SEEN_DARKNESS
  if (known.filter((one) => one >= dark).length < known.length * SEEN_SHARE) return false
  const isPale = medianOf(known) <= PALE_SHARE * (paper - print)
  if (!isPale && askewMm(page, line) > ASKEW_MM) return false
  const reach = (isPale ? SHEET_MM : EDGE_MM) / mmPerPx
  const first = seen.findIndex((_, along) => isSeenFrom(seen, along, 1, dark))
  const last = seen.findLastIndex((_, along) => isSeenFrom(seen, along, -1, dark))
  return first >= 0 && first - edgeOf(page, line, 0, 1) <= reach && edgeOf(page, line, length - 1, -1) - last <= reach
}

const RUN_PX = 10
const RUN_SHARE = 0.7

/** Whether a line is seen in most of the next places. */
function isSeenFrom(seen: Float32Array, from: number, step: 1 | -1, dark: number): boolean {
  let count = 0
  for (let k = 0; k < RUN_PX; k += 1) if ((seen[from + k * step] ?? 0) >= dark) count += 1
  return count >= RUN_PX * RUN_SHARE
}

/** How much darker than the paper to either side a line is, place by place; NaN where something is printed. */
function contrastsAlong({ issued, scanned: { pixels }, mmPerPx, length, breadth, step, beside }: Way, line: Line): Float32Array {
  const apart = Math.round(BESIDE_MM / mmPerPx)
  return Float32Array.from({ length }, (_, along) => {
    const off = Math.round(offAt(line, along))
    if (off < apart || off >= breadth - apart) return Number.NaN
    const at = along * step + off * beside
    for (let k = -2; k <= 2; k += 1) if ((issued.pixels[at + k * beside] ?? 0) < PAPER_TONE) return Number.NaN
    return Math.max(pixels[at - apart * beside] ?? 0, pixels[at + apart * beside] ?? 0) - Math.min(pixels[at - beside] ?? 255, pixels[at] ?? 255, pixels[at + beside] ?? 255)
  })
}

/** Where in the scan a place of a line lies. */
function inScan({ projection, mmPerPx, step }: Way, line: Line, along: number): { readonly xPx: number; readonly yPx: number } {
  const [one, other] = [(along + 0.5) * mmPerPx, (offAt(line, along) + 0.5) * mmPerPx]
  return step === 1 ? project(projection, one, other) : project(projection, other, one)
}

/** How far a line strays from the scan's own rows or columns from one side of the page to the other. */
function askewMm(page: Way, line: Line): number {
  const [from, to] = [inScan(page, line, 0), inScan(page, line, page.length - 1)]
  const [across, down] = [Math.abs(to.xPx - from.xPx), Math.abs(to.yPx - from.yPx)]
  return (Math.min(across, down) / Math.max(across, down)) * page.length * page.mmPerPx
}

/** The first place of a line, from a side of the page, that the scan shows and that is paper, not what lies behind it. */
function edgeOf(page: Way, line: Line, from: number, way: 1 | -1): number {
  const { scan, scanned: { pixels }, mmPerPx, step, beside, tones: { paper, print } } = page
  const apart = Math.round(BESIDE_MM / mmPerPx)
  const least = paper - (paper - print) * PALE_SHARE
  let along = from
  for (let left = MOST_BEYOND_MM / mmPerPx; left > 0; left -= 1, along += way) {
    const { xPx, yPx } = inScan(page, line, along)
    if (xPx < 1 || yPx < 1 || xPx >= scan.widthPx - 1 || yPx >= scan.heightPx - 1) continue
    const at = along * step + Math.round(offAt(line, along)) * beside
    if (Math.max(pixels[at - apart * beside] ?? 0, pixels[at + apart * beside] ?? 0) >= least) break
  }
  return along
}

/** Lines are followed in pieces so long, by this much to either side: sheets are not pulled quite evenly. */
const PIECE_PX = 32
const STRAYS = [0, -1, 1, -2, 2] as const
const BAND_MM = 1.6
const BAND_LEAST = 6
/** What is so much darker than the line usually is was drawn over it. */
const DRAWN = { times: 1.6, tones: 25 } as const

function clear(page: Way, line: Line, into: Uint8Array): void {
  const { issued, scanned: { pixels: seen }, mmPerPx, length, step, beside, tones: { paper, print } } = page
  const band = Math.round(BAND_MM / mmPerPx)
  const pieces = Array.from({ length: Math.ceil(length / PIECE_PX) }, (_, piece) => pieceOf(page, line, piece * PIECE_PX, band))
  const placeAt = (along: number, off: number): number => along * step + (Math.round(offAt(line, along)) + (pieces[Math.floor(along / PIECE_PX)]?.stray ?? 0) + off) * beside
  const lightAt = (along: number): number => pieces[Math.floor(along / PIECE_PX)]?.light ?? paper
  const usual = Array.from({ length: 2 * band + 1 }, (_, index) => {
    const by: number[] = []
    for (let along = 0; along < length; along += 3) if ([-1, 0, 1].every((k) => (issued.pixels[placeAt(along, index - band + k)] ?? 0) >= PAPER_TONE)) by.push(lightAt(along) - (seen[placeAt(along, index - band)] ?? 255))
    return by.length === 0 ? 0 : medianOf(by)
  })
  // A line strays by parts of a pixel too.
  const mostAt = (off: number): number => Math.max(usual[off + band - 1] ?? 0, usual[off + band] ?? 0, usual[off + band + 1] ?? 0)
  for (const way of [-1, 1]) {
    for (let off = way === 1 ? 0 : -1; Math.abs(off) <= band && mostAt(off) >= BAND_LEAST; off += way) {
      for (let along = 0; along < length; along += 1) {
        const at = placeAt(along, off)
        const tone = seen[at] ?? 255
        if (lightAt(along) - tone <= mostAt(off) * DRAWN.times + DRAWN.tones) into[at] = Math.max(tone, lightAt(along) - ((paper - print) * (255 - (issued.pixels[at] ?? 255))) / 255)
      }
    }
  }
}

/** How far from straight a piece of a line runs, and how light the paper is there. */
function pieceOf({ issued, scanned: { pixels }, length, step, beside, tones: { paper } }: Way, line: Line, from: number, band: number): { readonly stray: number; readonly light: number } {
  const places = Array.from({ length: Math.min(PIECE_PX, length - from) }, (_, k) => (from + k) * step + Math.round(offAt(line, from + k)) * beside)
  let [stray, darkest] = [0, -Infinity]
  for (const off of STRAYS) {
    const bare = places.map((at) => at + off * beside).filter((at) => (issued.pixels[at] ?? 0) >= PAPER_TONE)
    const by = bare.reduce((sum, at) => sum + Math.max(pixels[at - band * beside] ?? 0, pixels[at + band * beside] ?? 0) - (pixels[at] ?? 0), 0) / bare.length
    if (bare.length >= PIECE_PX / 4 && by > darkest + 2) [stray, darkest] = [off, by]
  }
  const beyond = places.flatMap((at) => [at - (band + 2) * beside, at + (band + 2) * beside]).filter((at) => (issued.pixels[at] ?? 0) >= PAPER_TONE).map((at) => pixels[at] ?? paper)
  return { stray, light: beyond.length < PIECE_PX / 4 ? paper : medianOf(beyond) }
}

function medianOf(numbers: ArrayLike<number>): number {
  return Float32Array.from(numbers).sort()[Math.floor(numbers.length / 2)] ?? 0
}
