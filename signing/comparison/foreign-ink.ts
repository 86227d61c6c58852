import { darkestNear, darknessOf } from '../ink/morphology.js'
import { penTurned } from '../ink/pen-path.js'
import { strokesIn, type Mask, type Stroke } from '../ink/strokes.js'
import { grown, type Region } from '../registration/flatten.js'
import type { Gray } from '../registration/gray.js'
import type { PagePair } from './compare-text.js'
import { addedWriting, insertedWords } from './added-writing.js'
import { gathered, isClose } from './gather.js'
import { leftBlank, type ToWriteIn } from './left-blank.js'
import { isOnStreak } from './streaks.js'

/** Toner spreads, and paper is not pulled quite evenly: this close to print it is print. */
const PRINT_MM = 0.5
const PEN_MM = 1.6
/** A marker, or the letters of a stamp. */
const BROADEST_MM = 2 * PEN_MM
const LEAST_DARKNESS = 45
/** What a pen leaves is this dark at its core; stains, folds and scratches of the glass are not. */
const PEN_DARKNESS = 85
/** What is written so close to words is of them. */
const BESIDE_TEXT_MM = 1.2
/** Strokes this close to each other are one remark. */
const TOGETHER_MM = 4
/** On paper where nothing was printed a pen that is half dry counts too. */
const WRITTEN_DARKNESS = 70
/** A full stop more is not seen; a line through a word is. */
const LEAST_MM = 5
const SPECK_MM = 1.5
/** Corners flatter than this are straight, and what sticks out of a line no farther is its roughness. */
const FLAT_MM = 0.3
const SPUR_MM = 1
/** The least that is part of a letter on white paper. */
const LETTER_MM = 1.3
/** A piece of a streak of the scanner is so much taller than broad, however the sheet lay. */
const UPRIGHT_TIMES = 3
/** Shadows of the lid, holes and staples lie along the edge. */
const EDGE_MM = 7

/**
 * Where the scan shows ink that was not printed: text struck out, written over or added to, and words or numbers written or printed on white paper. Ink in `expected` (where somebody was to write), in cells
 * that were left blank to be filled in, and along the paper's edge is left alone. `words` are the printed words to compare.
 */
export function foreignInk(page: PagePair, words: readonly Region[], expected: readonly Region[], toWriteIn: ToWriteIn): Region[] {
  const text = maskOf(page, words.map((word) => grown(word, BESIDE_TEXT_MM)))
  const darkness = darknessOf(page.scanned, Math.round(PEN_MM / page.mmPerPx))
  const pieces = strokesIn(foreignMask(page, darkness, maskOf(page, expected))).flatMap((stroke) => pieceOf(page, stroke, text, darkness))
  const remarks = joined(pieces.filter((piece) => piece.isOnText)).filter(({ lengthMm }) => lengthMm >= LEAST_MM).map(({ region }) => region)
  const written = (among: readonly Piece[]): Region[] => [...addedWriting(among.filter((piece) => !piece.isOnText)), ...insertedWords(among, words)]
  if (written(pieces).length === 0) return remarks
  const isLeftBlank = leftBlank(page, words, toWriteIn)
  return gathered([...remarks, ...written(pieces.filter(({ isOnText, first }) => isOnText || !isLeftBlank(first)))], 0)
}

interface Piece extends Remark {
  readonly turned: () => number
  readonly isOnText: boolean
  readonly isBroad: boolean
  readonly isDark: boolean
  readonly first: number
}

/** A stroke, when it is of a pen or of print; nothing when it is dirt or a streak of the scanner. */
function pieceOf({ scanned, mmPerPx }: PagePair, { pixels, strokePx, leftPx, topPx, rightPx, bottomPx }: Stroke, text: Uint8Array, darkness: Gray): Piece[] {
  const extentMm = Math.hypot(rightPx - leftPx + 1, bottomPx - topPx + 1) * mmPerPx
  // Most of what a dirty scan holds are specks.
  if (extentMm < LETTER_MM) return []
  const isOnText = pixels.filter((at) => text[at] === 1).length >= pixels.length * 0.2
  const isBroad = strokePx * mmPerPx > PEN_MM
  const least = isOnText ? { extentMm: SPECK_MM, darkness: PEN_DARKNESS } : { extentMm: 0, darkness: isBroad ? PEN_DARKNESS : WRITTEN_DARKNESS }
  if (extentMm < least.extentMm || strokePx * mmPerPx > BROADEST_MM) return []
  const dark = upperOf(pixels, darkness)
  if (dark < least.darkness) return []
  const isUpright = bottomPx - topPx > UPRIGHT_TIMES * (rightPx - leftPx)
  if (isUpright && isOnStreak(scanned, Math.round((leftPx + rightPx) / 2), Math.round((topPx + bottomPx) / 2), LEAST_DARKNESS, mmPerPx)) return []
  const region = { leftMm: leftPx * mmPerPx, topMm: topPx * mmPerPx, widthMm: (rightPx - leftPx + 1) * mmPerPx, heightMm: (bottomPx - topPx + 1) * mmPerPx }
  return [{ isOnText, isBroad, isDark: dark >= PEN_DARKNESS, first: pixels[0] ?? 0, lengthMm: (pixels.length / strokePx) * mmPerPx, turned: () => turnedIn({ pixels, leftPx, topPx, rightPx, bottomPx }, scanned.widthPx, mmPerPx), region }]
}

/** How far the pen turned that drew a stroke (degrees). */
function turnedIn({ pixels, leftPx, topPx, rightPx, bottomPx }: Omit<Stroke, 'strokePx'>, stride: number, mmPerPx: number): number {
  const [widthPx, heightPx] = [rightPx - leftPx + 1, bottomPx - topPx + 1]
  const ink = new Uint8Array(widthPx * heightPx)
  for (const at of pixels) ink[(Math.floor(at / stride) - topPx) * widthPx + (at % stride) - leftPx] = 1
  return penTurned({ ink, widthPx, heightPx }, { flatPx: FLAT_MM / mmPerPx, spurPx: SPUR_MM / mmPerPx })
}

function maskOf({ issued, mmPerPx }: PagePair, regions: readonly Region[]): Uint8Array {
  const mask = new Uint8Array(issued.pixels.length)
  for (const { leftMm, topMm, widthMm, heightMm } of regions) {
    const [left, right] = [Math.max(0, Math.floor(leftMm / mmPerPx)), Math.min(issued.widthPx, Math.ceil((leftMm + widthMm) / mmPerPx))]
    const [top, bottom] = [Math.max(0, Math.floor(topMm / mmPerPx)), Math.min(issued.heightPx, Math.ceil((topMm + heightMm) / mmPerPx))]
    for (let y = top; y < bottom; y += 1) if (right > left) mask.fill(1, y * issued.widthPx + left, y * issued.widthPx + right)
  }
  return mask
}

function upperOf(pixels: readonly number[], { pixels: tones }: Gray): number {
  return pixels.map((at) => tones[at] ?? 0).sort((a, b) => a - b)[Math.floor(pixels.length * 0.75)] ?? 0
}

function foreignMask({ issued, mmPerPx }: PagePair, darkness: Gray, free: Uint8Array): Mask {
  const { widthPx, heightPx } = issued
  const print = darkestNear(issued, Math.round(PRINT_MM / mmPerPx))
  const edge = Math.round(EDGE_MM / mmPerPx)
  const ink = new Uint8Array(darkness.pixels.length)
  for (let y = edge; y < heightPx - edge; y += 1) {
    for (let at = y * widthPx + edge, end = (y + 1) * widthPx - edge; at < end; at += 1) {
      if ((darkness.pixels[at] ?? 0) >= LEAST_DARKNESS && (print.pixels[at] ?? 0) > 225 && free[at] === 0) ink[at] = 1
    }
  }
  return { ink, widthPx, heightPx }
}

interface Remark {
  readonly lengthMm: number
  readonly region: Region
}

/** Remarks that lie close to each other, made one. */
function joined(remarks: readonly Remark[]): Remark[] {
  return gathered(remarks.map(({ region }) => region), TOGETHER_MM).map((region) => {
    const inside = remarks.filter((remark) => isClose(remark.region, region, 0))
    return { region, lengthMm: inside.reduce((sum, { lengthMm }) => sum + lengthMm, 0) }
  })
}
