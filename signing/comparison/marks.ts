import { contrastOf, expect, roomFor, seenIn, softOf, type Appearance, type Expectation, type Light } from './appearance.js'
import type { Gray } from '../registration/gray.js'
import type { PagePair } from './compare-text.js'
import type { Window } from './likeness.js'
import { isOnStreak } from './streaks.js'

/** Where a window's print lies on the scan, and in what light. */
export interface Lies {
  readonly dx: number
  readonly dy: number
  readonly light: Light
}

const LEAST_CONTRAST = 40
/** A pixel is of a mark when it is off by this share of what lies between paper and print, and by so much of what is usual there, squared. */
const OFF_SHARE = 0.3
const UNUSUAL = 5

/** Other letters may stand this much nearer or farther than they were drawn: print sets each on the printer's own dots, and the page as issued was drawn on coarser ones. */
const LETTERS_PX = 2

/** The ink beside and on a letter that was not printed there; `own` are the columns of the page that the letter itself takes, whose place is known exactly. */
export function addedIn({ issued, scanned, mmPerPx }: PagePair, { appearance, expectation }: { readonly appearance: Appearance; readonly expectation: Expectation }, about: Window, own: { readonly from: number; readonly to: number }, { dx, dy, light }: Lies): number {
  // What stands at the window's rim may lie within it on the scan.
  const at = { ...about, left: about.left - LETTERS_PX, width: about.width + 2 * LETTERS_PX }
  const [wholeX, wholeY] = [Math.round(dx), Math.round(dy)]
  const room = roomFor(at.width * at.height)
  expect(expectation, softOf(appearance, issued, at), light, dx - wholeX, dy - wholeY, room)
  const seen = seenIn(scanned, { ...at, left: at.left + wholeX, top: at.top + wholeY })
  const contrast = Math.max(LEAST_CONTRAST, light.gain * contrastOf(expectation))
  const off = new Float32Array(seen.length)
  for (let k = 0; k < seen.length; k += 1) {
    const x = k % at.width
    if (x < LETTERS_PX || x >= at.width - LETTERS_PX) continue
    const reach = x + at.left >= own.from && x + at.left < own.to ? 0 : LETTERS_PX
    let expected = room.tone[k] ?? 0
    for (let beside = x - reach; beside <= x + reach; beside += 1) expected = Math.max(expected, room.tone[k - x + beside] ?? 0)
    const by = (seen[k] ?? 0) - expected
    if (by > OFF_SHARE * contrast && by * by * (room.sureness[k] ?? 0) > UNUSUAL) off[k] = by / contrast
  }
  return largest(off, at.width, (place) => isStreak(scanned, { ...at, left: at.left + wholeX, top: at.top + wholeY }, place, contrast * OFF_SHARE, mmPerPx)) * mmPerPx * mmPerPx
}

/** The sum of the piece that holds most together and is not to be left out. */
function largest(off: Float32Array, width: number, isLeftOut: (piece: readonly number[]) => boolean): number {
  let most = 0
  const taken = new Uint8Array(off.length)
  for (let first = 0; first < off.length; first += 1) {
    if (off[first] === 0 || taken[first] === 1) continue
    const piece = [first]
    taken[first] = 1
    let sum = 0
    for (let next = 0; next < piece.length; next += 1) {
      const at = piece[next] ?? 0
      sum += off[at] ?? 0
      const x = at % width
      for (let dy = -1; dy <= 1; dy += 1) {
        for (let dx = -1; dx <= 1; dx += 1) {
          const beside = at + dy * width + dx
          if (x + dx < 0 || x + dx >= width || beside < 0 || beside >= off.length || taken[beside] === 1 || off[beside] === 0) continue
          taken[beside] = 1
          piece.push(beside)
        }
      }
    }
    if (sum > most && !isLeftOut(piece)) most = sum
  }
  return most
}

/** A streak is no broader than this but for its slant. */
const BROAD_MM = 1
const SLANT = 0.08

/** Whether a piece of the window is a streak of the scanner. */
function isStreak(scanned: Gray, at: Window, piece: readonly number[], darker: number, mmPerPx: number): boolean {
  let [left, right, sum] = [at.width, 0, 0]
  for (const place of piece) {
    const x = place % at.width
    left = Math.min(left, x)
    right = Math.max(right, x)
    sum += x
  }
  const broadPx = right - left + 1
  return broadPx * mmPerPx <= BROAD_MM + at.height * mmPerPx * SLANT && isOnStreak(scanned, at.left + Math.round(sum / piece.length), at.top + (at.height >> 1), darker, mmPerPx)
}
