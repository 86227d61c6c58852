import { darkestNear, lightestNear } from './morphology.js'
import { penTurned } from './pen-path.js'
import { cutOut, strokesIn, type Mask, type Stroke } from './strokes.js'

/** What is to be written, and how much of it there is at least: so far from corner to corner, its largest stroke so large, and its letters no smaller. In millimetres; specks that touch each other are smaller. */
const LEAST_MM = { signature: { across: 7, largest: 5, letter: 3 }, initials: { across: 4, largest: 3, letter: 2 } } as const
/** Letters are most of the ink: the rest is dots, and what lies about. */
const LETTERS_SHARE = 0.5
/** The pen turns at least so far in all (degrees). A tick turns once, by 120 or so, and a hair little more; the M of two strokes turns by 400. */
const LEAST_TURNED = 220
/** A tick turns no farther. Initials may be the M whose two strokes, 145 each, do not meet. */
const TICK_TURNED = { signature: 150, initials: 130 } as const
/** So many pieces are letters of a name, where one of them turns farther than a tick, and where none does: a hair and a tick are two pieces, and few tick more than four times. */
const PIECES = { some: 3, ticks: 5 } as const
/** Gaps of a dry pen, and the paper within the line of a poor scan, are no wider; corners flatter than this are straight, and what sticks out of a line no farther is its roughness (mm). */
const GAP_MM = 0.5
const FLAT_MM = 0.3
const SPUR_MM = 1
/** So many letters of much the same size are of a stamp. */
const EVEN = { least: 14, times: 2.2 } as const
/** A seal is round: so much of it lies so near the circle that it fills, nearly all the way about. As shares of its radius. */
const ROUND = { near: 0.18, share: 0.35, longer: 1.2, sectors: 16, most: 2 } as const

/** Whether strokes show what a written name shows: a few connected lines as of a pen, so large, and with turns. */
export function isWritten(strokes: readonly Stroke[], { widthPx, heightPx }: Mask, { mmPerPx, writing }: { readonly mmPerPx: number; readonly writing: keyof typeof LEAST_MM }): boolean {
  const least = LEAST_MM[writing]
  const sizeOf = (those: readonly Stroke[]): number => (those.length === 0 ? 0 : diagonalOf(those) * mmPerPx)
  const letters = strokes.filter((stroke) => sizeOf([stroke]) >= least.letter)
  const sizes = letters.map((stroke) => sizeOf([stroke])).sort((a, b) => a - b)
  const largest = sizes.at(-1) ?? 0
  if (sizeOf(letters) < least.across || largest < least.largest || lengthOf(letters) < lengthOf(strokes) * LETTERS_SHARE) return false
  if (sizes.length >= EVEN.least && largest <= EVEN.times * (sizes[sizes.length >> 1] ?? 0)) return false
  if (isRound(letters, widthPx)) return false
  const ink = new Uint8Array(widthPx * heightPx)
  for (const { pixels } of letters) for (const at of pixels) ink[at] = 1
  const gapPx = Math.round(GAP_MM / 2 / mmPerPx)
  const closed = darkestNear(lightestNear({ pixels: ink, widthPx, heightPx }, gapPx), gapPx).pixels
  const outside = outsideOf({ ink: closed, widthPx, heightPx })
  if (letters.some(({ pixels }) => pixels.every((at) => outside[at - 1] !== 1 && outside[at + 1] !== 1 && outside[at - widthPx] !== 1 && outside[at + widthPx] !== 1))) return false
  const turned = strokesIn({ ink: closed, widthPx, heightPx }).map((piece) => penTurned(cutOut([piece], widthPx, heightPx), { flatPx: FLAT_MM / mmPerPx, spurPx: SPUR_MM / mmPerPx }))
  const [all, most, tick] = [turned.reduce((sum, one) => sum + one, 0), Math.max(...turned), TICK_TURNED[writing]]
  if (most <= tick) return all >= 2 * tick && (turned.length >= PIECES.ticks || (writing === 'initials' && turned.length < PIECES.some))
  return all >= LEAST_TURNED && (most >= LEAST_TURNED || turned.length >= PIECES.some || writing === 'initials')
}

function extentOf(strokes: readonly Stroke[]): Pick<Stroke, 'leftPx' | 'topPx' | 'rightPx' | 'bottomPx'> {
  return strokes.reduce((all, { leftPx, topPx, rightPx, bottomPx }) => ({ leftPx: Math.min(all.leftPx, leftPx), topPx: Math.min(all.topPx, topPx), rightPx: Math.max(all.rightPx, rightPx), bottomPx: Math.max(all.bottomPx, bottomPx) }), { leftPx: Infinity, topPx: Infinity, rightPx: 0, bottomPx: 0 })
}

function diagonalOf(strokes: readonly Stroke[]): number {
  const { leftPx, topPx, rightPx, bottomPx } = extentOf(strokes)
  return Math.hypot(rightPx - leftPx + 1, bottomPx - topPx + 1)
}

const lengthOf = (strokes: readonly Stroke[]): number => strokes.reduce((sum, { pixels, strokePx }) => sum + pixels.length / strokePx, 0)

/** Whether the strokes are drawn about one circle. */
function isRound(strokes: readonly Stroke[], widthPx: number): boolean {
  const { leftPx, topPx, rightPx, bottomPx } = extentOf(strokes)
  const [wide, tall] = [rightPx - leftPx + 1, bottomPx - topPx + 1]
  if (Math.max(wide, tall) > ROUND.longer * Math.min(wide, tall)) return false
  let [near, all] = [0, 0]
  const sectors = new Set<number>()
  for (const { pixels } of strokes) for (const at of pixels) {
    const [x, y] = [(2 * ((at % widthPx) - leftPx) + 1) / wide - 1, (2 * (Math.floor(at / widthPx) - topPx) + 1) / tall - 1]
    all += 1
    const far = Math.hypot(x, y)
    if (far < 1 - ROUND.near || far > 1 + ROUND.near / 2) continue
    near += 1
    sectors.add(Math.floor(((Math.atan2(y, x) / Math.PI + 1) / 2) * ROUND.sectors) % ROUND.sectors)
  }
  return near >= all * ROUND.share && sectors.size >= ROUND.sectors - ROUND.most
}

/** The paper that no line closes in: what a line goes all the way about was pressed on the paper, as a thumb or a seal. */
function outsideOf({ ink, widthPx, heightPx }: Mask): Uint8Array {
  const outside = new Uint8Array(ink.length)
  const places: number[] = []
  const take = (at: number): void => {
    if (ink[at] === 1 || outside[at] === 1) return
    outside[at] = 1
    places.push(at)
  }
  for (let x = 0; x < widthPx; x += 1) [x, (heightPx - 1) * widthPx + x].forEach(take)
  for (let y = 0; y < heightPx; y += 1) [y * widthPx, (y + 1) * widthPx - 1].forEach(take)
  for (let next = 0; next < places.length; next += 1) {
    const at = places[next] ?? 0
    const x = at % widthPx
    if (x > 0) take(at - 1)
    if (x < widthPx - 1) take(at + 1)
    if (at >= widthPx) take(at - widthPx)
    if (at + widthPx < ink.length) take(at + widthPx)
  }
  return outside
}
