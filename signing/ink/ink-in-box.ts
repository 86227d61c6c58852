import type { Gray } from '../registration/gray.js'
import { darkestNear, darknessOf } from './morphology.js'
import { withoutCrossings } from './crossings.js'
import { strokesIn, type Mask, type Stroke } from './strokes.js'

/** What is seen in a signature box: nothing, something that a person must look at, or strokes of a pen enough for a name. */
export type Ink = 'empty' | 'look' | 'signed'

/** What a signature box holds. */
export interface InkInBox {
  readonly ink: Ink
  /** How sure the answer is, 0 to 1. */
  readonly confidence: number
  /** The length of the pen strokes inside the box (mm). */
  readonly strokeMm: number
}

/** A signature box as the scan shows it and as it was issued: the same part of the page, laid straight, the box with a rim about it. */
export interface BoxPictures {
  readonly scanned: Gray
  readonly issued: Gray
  readonly mmPerPx: number
  /** How far the rim reaches outside the box on every side. */
  readonly rimMm: number
  /** What is to be written there; a signature unless said. */
  readonly writing?: 'signature' | 'initials'
}

/** So long must the strokes of what is to be written be in all to be something, and to be it; initials have fewer than half the strokes of a name. */
const LOOK_MM = { signature: 3, initials: 2 } as const
const SIGNED_MM = { signature: 9, initials: 5 } as const
/** A pale line is as often the rim of a stain: so much of it is a name. */
const PALE_SIGNED_MM = { signature: 20, initials: 12 } as const
const PALE_DARKNESS = 42
/** The widest pen, and how wide what it leaves is where its lines lie close; a stain, a fold's shadow or a punched hole is wider. */
const PEN_MM = 1.3
const BLOT_MM = 2.6
/** So much longer than wide is a line, however wide. */
const LONG_TIMES = 3
/** Paper within this of print is print: the registration is off by less, and toner spreads. */
const PRINT_MM = 0.35
const LEAST_DARKNESS = 22
/** A speck of dirt is smaller than this. */
const SPECK_MM = 1.1
/** Pieces of ink no farther apart are of one writing: the printed frame of the box cuts what crosses it. */
const TOGETHER_MM = 3
/** Of a writing that belongs to the box, at least this much is in it. */
const OWN_SHARE = 0.65
/** What runs straight across and is no wider is a fold, a streak of the scanner or a ruled line, not a name. */
const THIN_LINE_MM = 0.9

/** Looks for the strokes of a pen in a signature box. Says what is seen, never who wrote it. */
export function inkInBox({ scanned, issued, mmPerPx, rimMm, writing = 'signature' }: BoxPictures): InkInBox {
  const px = (mm: number): number => Math.max(1, Math.round(mm / mmPerPx))
  const darkness = darknessOf(scanned, px(BLOT_MM))
  const mask = withoutCrossings(penMask(darkness, issued, px), px(THIN_LINE_MM))
  const rim = Math.round(rimMm / mmPerPx)
  const strokes = strokesIn(mask).filter((stroke) => isOfPen(stroke, mmPerPx)).map((stroke): Piece => {
    const lengthMm = (stroke.pixels.length / stroke.strokePx) * mmPerPx
    return { first: stroke.pixels[0] ?? 0, lengthMm, insideMm: lengthMm * shareInside(stroke, mask, rim), darkness: meanOf(darkness.pixels, stroke.pixels), goesOn: reachesEdge(stroke, mask) }
  })
  let [inside, entering] = [0, 0]
  for (const { lengthMm, insideMm, goesOn } of writingsOf(strokes, mask, px(TOGETHER_MM / 2))) {
    inside += insideMm
    if (goesOn || insideMm < lengthMm * OWN_SHARE) entering += insideMm
  }
  const dark = strokes.reduce((sum, one) => sum + one.darkness * one.insideMm, 0) >= PALE_DARKNESS * inside
  return answerOf(inside, entering, LOOK_MM[writing], (dark ? SIGNED_MM : PALE_SIGNED_MM)[writing])
}

/** A stroke, or several of one writing: how long it is, and how much of it is in the box. */
interface Piece {
  readonly first: number
  readonly lengthMm: number
  readonly insideMm: number
  /** How much darker than the paper it is on the whole. */
  readonly darkness: number
  /** Whether it goes on beyond what is seen. */
  readonly goesOn: boolean
}

/** The strokes that lie so close to each other that one hand drew them in one go, made one. */
function writingsOf(strokes: readonly Piece[], mask: Mask, reachPx: number): Piece[] {
  const near = darkestNear({ pixels: mask.ink.map((ink) => (ink === 1 ? 0 : 1)), widthPx: mask.widthPx, heightPx: mask.heightPx }, reachPx)
  const writing = new Int32Array(mask.ink.length)
  const joined = strokesIn({ ...mask, ink: near.pixels.map((paper) => 1 - paper) })
  joined.forEach(({ pixels }, index) => pixels.forEach((at) => {
    writing[at] = index
  }))
  const writings = new Map<number, Piece>()
  for (const { first, lengthMm, insideMm, darkness, goesOn } of strokes) {
    const known = writings.get(writing[first] ?? 0)
    writings.set(writing[first] ?? 0, { first, darkness, lengthMm: lengthMm + (known?.lengthMm ?? 0), insideMm: insideMm + (known?.insideMm ?? 0), goesOn: goesOn || known?.goesOn === true })
  }
  return [...writings.values()]
}

function answerOf(strokeMm: number, enteringMm: number, leastMm: number, enoughMm: number): InkInBox {
  if (strokeMm < leastMm) return { ink: 'empty', confidence: sure((leastMm - strokeMm) / leastMm), strokeMm }
  // A neighbour's name runs in: the box's own is for a person to find.
  if (strokeMm < enoughMm || enteringMm > strokeMm / 2) return { ink: 'look', confidence: 0.5, strokeMm }
  return { ink: 'signed', confidence: sure((strokeMm - enoughMm) / (2 * enoughMm)), strokeMm }
}

function sure(margin: number): number {
  return Math.round(100 * Math.min(0.99, 0.6 + 0.4 * Math.max(0, margin))) / 100
}

/** What is darker than the paper about it, and was not printed there. */
function penMask(darkness: Gray, issued: Gray, px: (mm: number) => number): Mask {
  const print = darkestNear(issued, px(PRINT_MM))
  const threshold = Math.max(LEAST_DARKNESS, 3.5 * noiseOf(darkness.pixels))
  const ink = new Uint8Array(darkness.pixels.length)
  for (let at = 0; at < ink.length; at += 1) if ((darkness.pixels[at] ?? 0) >= threshold && (print.pixels[at] ?? 255) > 235) ink[at] = 1
  return { ink, widthPx: darkness.widthPx, heightPx: darkness.heightPx }
}

/** The darkness that most of the paper stays under: the scanner's noise. */
function noiseOf(darkness: Uint8Array): number {
  const counts = new Uint32Array(256)
  for (const tone of darkness) counts[tone] = (counts[tone] ?? 0) + 1
  let below = 0
  for (let tone = 0; tone < 256; tone += 1) {
    below += counts[tone] ?? 0
    if (below >= darkness.length * 0.7) return tone
  }
  return 255
}

function isOfPen({ strokePx, leftPx, topPx, rightPx, bottomPx }: Stroke, mmPerPx: number): boolean {
  const extentMm = Math.hypot(rightPx - leftPx + 1, bottomPx - topPx + 1) * mmPerPx
  const wideMm = strokePx * mmPerPx
  return extentMm >= SPECK_MM && (wideMm <= PEN_MM || (wideMm <= BLOT_MM && extentMm >= LONG_TIMES * wideMm))
}

function meanOf(tones: Uint8Array, places: readonly number[]): number {
  return places.reduce((sum, at) => sum + (tones[at] ?? 0), 0) / places.length
}

function reachesEdge({ leftPx, topPx, rightPx, bottomPx }: Stroke, { widthPx, heightPx }: Mask): boolean {
  return leftPx <= 1 || topPx <= 1 || rightPx >= widthPx - 2 || bottomPx >= heightPx - 2
}

function shareInside({ pixels }: Stroke, { widthPx, heightPx }: Mask, rim: number): number {
  let inside = 0
  for (const at of pixels) {
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)]
    if (x >= rim && y >= rim && x < widthPx - rim && y < heightPx - rim) inside += 1
  }
  return inside / pixels.length
}
