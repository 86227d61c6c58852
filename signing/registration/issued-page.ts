import { choosePatches } from './choose-patches.js'
import { shrunk, type Gray } from './gray.js'
import type { Patch } from './match-patch.js'

const MM_PER_POINT = 25.4 / 72

/** What the scan is compared with at one resolution. */
export interface IssuedLevel {
  readonly gray: Gray
  readonly mmPerPx: number
  /** Half the side of a patch. */
  readonly halfPx: number
  readonly patches: readonly Patch[]
}

/** An issued page made ready for finding it in scans: coarse to find it, finer to say exactly where. */
export interface IssuedPage {
  readonly widthMm: number
  readonly heightMm: number
  readonly coarse: IssuedLevel
  readonly middle: IssuedLevel
  readonly fine: IssuedLevel
}

/** How much smaller than the page at 200 dpi each level is, and how large its patches and the grid's cells are. */
const LEVELS = { coarse: { times: 6, halfMm: 6, cellMm: 16 }, middle: { times: 2, halfMm: 3, cellMm: 14 }, fine: { times: 1, halfMm: 1.5, cellMm: 14 } } as const

/** The page as issued, `widthPt` wide and drawn at about 200 dpi, made ready. */
export function issuedPageOf(drawn: Gray, widthPt: number): IssuedPage {
  const finePx = (widthPt * MM_PER_POINT) / drawn.widthPx
  const levelOf = ({ times, halfMm, cellMm }: (typeof LEVELS)[keyof typeof LEVELS]): Omit<IssuedLevel, 'patches'> & { cellPx: number } => {
    const mmPerPx = finePx * times
    return { gray: shrunk(drawn, times), mmPerPx, halfPx: Math.round(halfMm / mmPerPx), cellPx: Math.round(cellMm / mmPerPx) }
  }
  const coarse = levelOf(LEVELS.coarse)
  const middle = levelOf(LEVELS.middle)
  const fine = levelOf(LEVELS.fine)
  const found = choosePatches(middle.gray, middle.halfPx, middle.cellPx)
  return {
    widthMm: drawn.widthPx * finePx,
    heightMm: drawn.heightPx * finePx,
    coarse: { ...coarse, patches: choosePatches(coarse.gray, coarse.halfPx, coarse.cellPx) },
    middle: { ...middle, patches: found },
    fine: { ...fine, patches: found.map(({ x, y }) => ({ x: x * LEVELS.middle.times, y: y * LEVELS.middle.times })) },
  }
}
