import type { Gray } from '../registration/gray.js'

/** How far up and down a streak is followed, step by step, how its slant is known before (in parts of a right angle's tangent), and how much of the way it must be seen: print hides some of it. */
const STAGES = [{ mm: 12, slant: 0.08, share: 0.7 }, { mm: 50, slant: 0.02, share: 0.6 }, { mm: 300, slant: 0.005, share: 0.6 }] as const
const STEPS = 12
/** Slants that are so nearly as good as the best are as likely. */
const AS_GOOD = 0.02
/** The edge of the sheet is not looked at. */
const EDGE_MM = 8
/** A streak is no broader: what lies this far beside it is paper. */
const BESIDE_MM = 0.7
/** How far a line strays from straight, in pixels. */
const STRAYS_PX = 1

/** Whether a line that runs along the whole sheet goes through a place (pixels): dirt on a scanner's glass draws such, a pen does not. `darker` is how much darker than what is beside it the line is. */
export function isOnStreak(scanned: Gray, x: number, y: number, darker: number, mmPerPx: number): boolean {
  const beside = Math.round(BESIDE_MM / mmPerPx)
  const edge = Math.round(EDGE_MM / mmPerPx)
  let middle = 0
  for (const { mm, slant, share } of STAGES) {
    const far = Math.round(mm / mmPerPx)
    const line = { x, y, top: Math.max(edge, y - far), bottom: Math.min(scanned.heightPx - edge, y + far) }
    const tried = Array.from({ length: 2 * STEPS + 1 }, (_, step) => middle + ((step - STEPS) * slant) / STEPS).map((one) => ({ slant: one, share: shareDark(scanned, { ...line, slant: one }, darker, beside) }))
    const best = tried.reduce((most, one) => Math.max(most, one.share), 0)
    if (best < share) return false
    const likely = tried.filter((one) => one.share >= best - AS_GOOD)
    middle = likely.reduce((sum, one) => sum + one.slant, 0) / likely.length
  }
  return true
}

interface Line {
  readonly x: number
  readonly y: number
  readonly slant: number
  readonly top: number
  readonly bottom: number
}

/** Of how many of its rows a line is darker than what is beside it. */
function shareDark({ pixels, widthPx }: Gray, { x, y, slant, top, bottom }: Line, darker: number, beside: number): number {
  let dark = 0
  for (let row = top; row < bottom; row += 1) {
    const column = Math.round(x + (row - y) * slant)
    if (column - beside - STRAYS_PX < 0 || column + beside + STRAYS_PX >= widthPx) continue
    const from = row * widthPx + column
    const tone = Math.min(pixels[from - 1] ?? 255, pixels[from] ?? 255, pixels[from + 1] ?? 255)
    const paper = Math.max(pixels[from - beside] ?? 0, pixels[from + beside] ?? 0)
    if (paper - tone >= darker) dark += 1
  }
  return bottom > top ? dark / (bottom - top) : 0
}
