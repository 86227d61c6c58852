import type { Region } from '../registration/flatten.js'
import type { Gray } from '../registration/gray.js'
import { coveredIn } from './covered.js'
import { darkestNear, darknessOf, lightestNear } from './morphology.js'
import { isNoName } from './no-name.js'
import { mayShowThrough } from './shown-through.js'
import { shapeOf } from './ink-shape.js'
import { isStruckOut, type Inks } from './struck-out.js'
import { withoutCrossings } from './crossings.js'
import { strokesIn, type Mask, type Stroke } from './strokes.js'
import { isWritten } from './written.js'

/** What is seen in a signature box: nothing, something that a person must look at, or strokes of a pen enough for a name. */
export type Ink = 'empty' | 'look' | 'signed'

/** What a signature box holds. */
export interface InkInBox {
  readonly ink: Ink
  /** How sure the answer is, 0 to 1. */
  readonly confidence: number
  /** The length of the pen strokes inside the box (mm). */
  readonly strokeMm: number
  /** What is drawn there, to be known again (`sameInkAs`); of what looks like a signature alone, and initials aside: so small, two by one hand may be alike. */
  readonly shape?: Uint8Array
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
  /** The other boxes of the page, in millimetres from the picture's top left corner; none unless said. */
  readonly others?: readonly Region[]
}

/** So long must the strokes of what is to be written be in all to be something, and to be it; initials have fewer than half the strokes of a name. */
const LOOK_MM = { signature: 3, initials: 2 } as const
const SIGNED_MM = { signature: 9, initials: 5 } as const
/** What is not so dark, as a share of the whole, is a line's blurred rim where it lies so near a dark one, and a paler pen's line elsewhere. */
const STRIKE_DARKNESS = 0.6
const BLUR_MM = 0.13
/** Ink that covers so much is something; so much beside the rest of the ink, or in so long a bar, and it may cover a name. */
const COVERED = { mm2: 12, share: 0.4, barMm: 8 } as const
/** A pale line is as often the rim of a stain: so much of it is a name. */
const PALE_SIGNED_MM = { signature: 20, initials: 12 } as const
const PALE_DARKNESS = 42
/** So much of a stroke in the box, and it is part of what is written there. */
const INSIDE_SHARE = 0.5
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
/** So much of a writing in another box too, and nobody knows which of the two it belongs to. */
const ELSEWHERE_MM = 3
/** What crosses an edge of the box, and comes no farther in than this or a third of the way to the other edge, hangs in from what is written beside it. */
const SHALLOW_MM = 10
const SHALLOW_SHARE = 1 / 3
const CROSSING_MM = 1
/** What runs straight across and is no wider is a fold, a streak of the scanner or a ruled line, not a name. */
const THIN_LINE_MM = 0.9

/** Looks for the strokes of a pen in a signature box. Says what is seen, never who wrote it. */
export function inkInBox({ scanned, issued, mmPerPx, rimMm, writing = 'signature', others = [] }: BoxPictures): InkInBox {
  const px = (mm: number): number => Math.max(1, Math.round(mm / mmPerPx))
  const darkness = darknessOf(scanned, px(BLOT_MM))
  const mask = withoutCrossings(penMask(darkness, issued, px), px(THIN_LINE_MM))
  const rim = Math.round(rimMm / mmPerPx)
  const box: Area = { leftPx: rim, topPx: rim, rightPx: mask.widthPx - rim - 1, bottomPx: mask.heightPx - rim - 1 }
  const elsewhere = others.map(({ leftMm, topMm, widthMm, heightMm }): Area => ({ leftPx: leftMm / mmPerPx, topPx: topMm / mmPerPx, rightPx: (leftMm + widthMm) / mmPerPx, bottomPx: (topMm + heightMm) / mmPerPx }))
  const drawn = strokesIn(mask).filter((stroke) => isOfPen(stroke, mmPerPx))
  const strokes = drawn.map((stroke): Piece => {
    const lengthMm = (stroke.pixels.length / stroke.strokePx) * mmPerPx
    const insideMm = lengthMm * shareIn(stroke, mask, box)
    const elsewhereMm = elsewhere.reduce((sum, other) => sum + lengthMm * shareIn(stroke, mask, other), 0)
    const { leftPx, topPx, rightPx, bottomPx } = stroke
    return { leftPx, topPx, rightPx, bottomPx, first: stroke.pixels[0] ?? 0, drawn: [stroke], lengthMm, insideMm, elsewhereMm, insideInk: insideMm * meanOf(darkness.pixels, stroke.pixels), goesOn: reachesEdge(stroke, mask) }
  })
  let [ownMm, enteringMm, ownInk] = [0, 0, 0]
  const own: Stroke[] = []
  for (const one of writingsOf(strokes, mask, px(TOGETHER_MM / 2))) {
    if (one.goesOn || one.insideMm < one.lengthMm * OWN_SHARE || one.elsewhereMm >= ELSEWHERE_MM || hangsIn(one, box, mmPerPx) || elsewhere.some((other) => comesFrom(one, other, { box, nearPx: px(CROSSING_MM) }))) enteringMm += one.insideMm
    else {
      [ownMm, ownInk] = [ownMm + one.insideMm, ownInk + one.insideInk]
      own.push(...one.drawn)
    }
  }
  const isDark = ownInk >= PALE_DARKNESS * ownMm
  const answer = answerOf(ownMm, enteringMm, LOOK_MM[writing], (isDark ? SIGNED_MM : PALE_SIGNED_MM)[writing])
  const tone = paperTone(scanned)
  const covered = coveredIn(scanned, box, { paperTone: tone, mmPerPx })
  if (covered.barMm >= COVERED.barMm || (covered.mm2 >= COVERED.mm2 && (answer.ink === 'empty' || covered.share >= COVERED.share))) return { ...answer, ink: 'look', confidence: 0.5 }
  if (answer.ink !== 'signed') return answer
  const inside = drawn.filter((stroke) => shareIn(stroke, mask, box) >= INSIDE_SHARE)
  const isDoubtful = mayShowThrough(inside, { scanned, darkness, meanDarkness: ownInk / ownMm, paperTone: tone, mmPerPx }) || isNoName(inside, mask.widthPx, mmPerPx) || isStruckOut(withoutRims(inside, darkness, { least: STRIKE_DARKNESS * (ownInk / ownMm), blurPx: px(BLUR_MM) }), mask, mmPerPx) || !isWritten(own, mask, { mmPerPx, writing })
  if (isDoubtful) return { ...answer, ink: 'look', confidence: 0.5 }
  const shape = writing === 'signature' ? shapeOf(own, mask.widthPx, mmPerPx) : null
  return shape === null ? answer : { ...answer, shape }
}

/** The strokes without their pale rims, in which what lies close runs together: the lines of paler pens among them, and the dark ones alone. */
function withoutRims(strokes: readonly Stroke[], { pixels: tones, ...size }: Gray, { least, blurPx }: { readonly least: number; readonly blurPx: number }): Inks {
  const dark = tones.map((tone) => (tone >= least ? 1 : 0))
  const nearDark = lightestNear({ pixels: dark, ...size }, blurPx).pixels
  const apart = new Uint8Array(tones.length)
  for (const { pixels } of strokes) for (const at of pixels) apart[at] = nearDark[at] === 1 ? 0 : 1
  // A paler line goes on up to the dark one that it crosses.
  const pale = lightestNear({ pixels: apart, ...size }, blurPx + 1).pixels
  const only = (isKept: (at: number) => boolean): Stroke[] => strokes.map((stroke) => ({ ...stroke, pixels: stroke.pixels.filter(isKept) })).filter(({ pixels }) => pixels.length > 0)
  return { all: only((at) => dark[at] === 1 || pale[at] === 1), dark: only((at) => dark[at] === 1) }
}

/** A part of the picture, its last pixels among it. */
type Area = Pick<Stroke, 'leftPx' | 'topPx' | 'rightPx' | 'bottomPx'>

/** A stroke, or several of one writing: how long it is, and how much of it is in the box. */
interface Piece extends Area {
  readonly first: number
  readonly drawn: readonly Stroke[]
  readonly lengthMm: number
  readonly insideMm: number
  /** How much of it is in other boxes. */
  readonly elsewhereMm: number
  /** How much darker than the paper it is in the box on the whole, times its length there. */
  readonly insideInk: number
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
  for (const stroke of strokes) {
    const known = writings.get(writing[stroke.first] ?? 0)
    writings.set(writing[stroke.first] ?? 0, known === undefined ? stroke : together(known, stroke))
  }
  return [...writings.values()]
}

function together(one: Piece, other: Piece): Piece {
  return {
    first: one.first, drawn: [...one.drawn, ...other.drawn], goesOn: one.goesOn || other.goesOn,
    lengthMm: one.lengthMm + other.lengthMm, insideMm: one.insideMm + other.insideMm, elsewhereMm: one.elsewhereMm + other.elsewhereMm, insideInk: one.insideInk + other.insideInk,
    leftPx: Math.min(one.leftPx, other.leftPx), topPx: Math.min(one.topPx, other.topPx), rightPx: Math.max(one.rightPx, other.rightPx), bottomPx: Math.max(one.bottomPx, other.bottomPx),
  }
}

/** Whether a writing that leaves the box reaches another: it may as well have begun there. */
function comesFrom(piece: Area, other: Area, { box, nearPx }: { readonly box: Area; readonly nearPx: number }): boolean {
  const leaves = piece.leftPx < box.leftPx || piece.topPx < box.topPx || piece.rightPx > box.rightPx || piece.bottomPx > box.bottomPx
  return leaves && piece.leftPx <= other.rightPx + nearPx && piece.rightPx >= other.leftPx - nearPx && piece.topPx <= other.bottomPx + nearPx && piece.bottomPx >= other.topPx - nearPx
}

/** Whether a writing crosses an edge of the box and stays near it. */
function hangsIn(piece: Area, box: Area, mmPerPx: number): boolean {
  const [wideMm, tallMm] = [(box.rightPx - box.leftPx) * mmPerPx, (box.bottomPx - box.topPx) * mmPerPx]
  return ([
    [box.leftPx - piece.leftPx, piece.rightPx - box.leftPx, wideMm], [piece.rightPx - box.rightPx, box.rightPx - piece.leftPx, wideMm],
    [box.topPx - piece.topPx, piece.bottomPx - box.topPx, tallMm], [piece.bottomPx - box.bottomPx, box.bottomPx - piece.topPx, tallMm],
  ] as const).some(([outPx, inPx, acrossMm]) => outPx * mmPerPx > CROSSING_MM && inPx * mmPerPx < Math.min(SHALLOW_MM, acrossMm * SHALLOW_SHARE))
}

function answerOf(ownMm: number, enteringMm: number, leastMm: number, enoughMm: number): InkInBox {
  const strokeMm = ownMm + enteringMm
  if (strokeMm < leastMm) return { ink: 'empty', confidence: sure((leastMm - strokeMm) / leastMm), strokeMm }
  // A neighbour's name runs in: the box's own is for a person to find, and what hangs in makes a speck no name.
  if (ownMm < enoughMm || enteringMm > ownMm) return { ink: 'look', confidence: 0.5, strokeMm }
  return { ink: 'signed', confidence: sure((ownMm - enoughMm) / (2 * enoughMm)), strokeMm }
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
  return toneUnder(darkness, 0.7)
}

/** Most of a box and of what is about it is paper. */
function paperTone({ pixels }: Gray): number {
  return toneUnder(pixels, 0.5)
}

/** The tone that so much of the picture stays under. */
function toneUnder(tones: Uint8Array, share: number): number {
  const counts = new Uint32Array(256)
  for (const tone of tones) counts[tone] = (counts[tone] ?? 0) + 1
  let below = 0
  for (let tone = 0; tone < 256; tone += 1) {
    below += counts[tone] ?? 0
    if (below >= tones.length * share) return tone
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

function shareIn({ pixels }: Stroke, { widthPx }: Mask, { leftPx, topPx, rightPx, bottomPx }: Area): number {
  let inside = 0
  for (const at of pixels) {
    const x = at % widthPx
    const y = Math.floor(at / widthPx)
    if (x >= leftPx && y >= topPx && x <= rightPx && y <= bottomPx) inside += 1
  }
  return inside / pixels.length
}
