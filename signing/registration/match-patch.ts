import type { Gray } from './gray.js'
import type { Projection } from './projection.js'

/** A square of the issued page that can be told from its surroundings: its middle, in pixels of the level it was chosen on. */
export interface Patch {
  readonly x: number
  readonly y: number
}

/** How a patch was found: how far from where it was looked for, in pixels of the level, and how alike the two are (1 = equal but for brightness and contrast). */
export interface Found {
  readonly dx: number
  readonly dy: number
  readonly likeness: number
}

/** A picture of the scan, and how it relates to the scan's own pixels. */
export interface ScanLevel {
  readonly gray: Gray
  /** How many times smaller than the scan it is. */
  readonly times: number
}

/**
 * Looks for a patch of the issued page about the place where `projection` says it lies in the scan, up to `reach` pixels away, by normalised cross-correlation;
 * null where the scan has nothing (outside its edge, or evenly one tone) or the patch has none.
 */
export function matchPatch(issued: Gray, mmPerPx: number, patch: Patch, half: number, reach: number, scan: ScanLevel, projection: Projection): Found | null {
  const side = 2 * half
  const template = templateOf(issued, patch, half)
  if (template === null) return null
  const width = side + 2 * reach
  const window = seen(scan, projection, (patch.x - half - reach) * mmPerPx, (patch.y - half - reach) * mmPerPx, width, mmPerPx)
  if (window === null) return null
  const likeness = likenessAt(template, window, side, reach)
  const best = uphill(likeness, reach) ?? everywhere(likeness, reach)
  if (best === null) return null
  const { x, y } = best
  return { dx: x - reach + summit(likeness(x - 1, y), best.likeness, likeness(x + 1, y)), dy: y - reach + summit(likeness(x, y - 1), best.likeness, likeness(x, y + 1)), likeness: best.likeness }
}

/** How alike the patch and the window are with the patch laid so far right and down in it; -1 outside it, 0 where it is evenly one tone. */
type LikenessAt = (x: number, y: number) => number

interface Place {
  readonly x: number
  readonly y: number
  readonly likeness: number
}

/** So alike that it is the patch: nothing better is looked for farther off. */
const SURELY = 0.8

/** The summit uphill from the middle, where the patch is expected; null when it is not surely the patch. */
function uphill(likeness: LikenessAt, reach: number): Place | null {
  let best: Place = { x: reach, y: reach, likeness: likeness(reach, reach) }
  for (let before: Place | null = null; before !== best; ) {
    before = best
    for (let dy = -1; dy <= 1; dy += 1) {
      for (let dx = -1; dx <= 1; dx += 1) {
        const alike = likeness(before.x + dx, before.y + dy)
        if (alike > best.likeness) best = { x: before.x + dx, y: before.y + dy, likeness: alike }
      }
    }
  }
  return best.likeness >= SURELY ? best : null
}

function everywhere(likeness: LikenessAt, reach: number): Place | null {
  let best: Place | null = null
  for (let y = 0; y <= 2 * reach; y += 1) {
    for (let x = 0; x <= 2 * reach; x += 1) {
      const alike = likeness(x, y)
      if (alike !== 0 && alike > (best?.likeness ?? -1)) best = { x, y, likeness: alike }
    }
  }
  return best
}

/** Each place is measured once. */
function likenessAt(template: Float32Array, window: Float32Array, side: number, reach: number): LikenessAt {
  const width = side + 2 * reach
  const { sums, squares } = integralsOf(window, width)
  const places = 2 * reach + 1
  const known = new Float32Array(places * places).fill(NaN)
  const count = side * side
  return (x, y) => {
    if (x < 0 || y < 0 || x >= places || y >= places) return -1
    const before = known[y * places + x] ?? NaN
    if (!Number.isNaN(before)) return before
    const sum = boxOf(sums, width + 1, x, y, side)
    const variance = boxOf(squares, width + 1, x, y, side) - (sum * sum) / count
    let alike = 0
    if (variance >= count * LEAST_VARIANCE) {
      let dot = 0
      for (let row = 0, at = 0; row < side; row += 1) for (let from = (y + row) * width + x, end = from + side; from < end; from += 1) dot += (template[at++] ?? 0) * (window[from] ?? 0)
      alike = dot / Math.sqrt(variance)
    }
    known[y * places + x] = alike
    return alike
  }
}

/** Under this variance a pixel there is nothing but the scanner's noise. */
const LEAST_VARIANCE = 9

/** The patch with its mean taken away and unit length, so that a plain product of pixels measures likeness. */
function templateOf({ pixels, widthPx, heightPx }: Gray, { x, y }: Patch, half: number): Float32Array | null {
  const [left, top] = [x - half, y - half]
  if (left < 0 || top < 0 || x + half > widthPx || y + half > heightPx) return null
  const side = 2 * half
  const template = new Float32Array(side * side)
  let sum = 0
  for (let row = 0, at = 0; row < side; row += 1) for (let column = 0; column < side; column += 1) sum += template[at++] = pixels[(top + row) * widthPx + left + column] ?? 255
  const mean = sum / template.length
  let squares = 0
  for (let at = 0; at < template.length; at += 1) {
    const tone = (template[at] ?? 0) - mean
    template[at] = tone
    squares += tone * tone
  }
  if (squares < template.length * LEAST_VARIANCE) return null
  const length = Math.sqrt(squares)
  for (let at = 0; at < template.length; at += 1) template[at] = (template[at] ?? 0) / length
  return template
}

/** A square of the scan as it would lie on the page, bilinear; null where more than a quarter of it is outside the scan. The projection is near enough straight over so small a square. */
function seen({ gray, times }: ScanLevel, [a, b, c, d, e, f, g, h, i]: Projection, leftMm: number, topMm: number, width: number, mmPerPx: number): Float32Array | null {
  const { pixels, widthPx, heightPx } = gray
  const window = new Float32Array(width * width)
  let outside = 0
  for (let y = 0, at = 0; y < width; y += 1) {
    const yMm = topMm + (y + 0.5) * mmPerPx
    for (let x = 0; x < width; x += 1, at += 1) {
      const xMm = leftMm + (x + 0.5) * mmPerPx
      const depth = (g * xMm + h * yMm + i) * times
      const u = (a * xMm + b * yMm + c) / depth - 0.5
      const v = (d * xMm + e * yMm + f) / depth - 0.5
      const column = Math.floor(u)
      const row = Math.floor(v)
      if (column < 0 || row < 0 || column + 1 >= widthPx || row + 1 >= heightPx) {
        window[at] = 255
        outside += 1
        continue
      }
      const right = u - column
      const below = v - row
      const from = row * widthPx + column
      const above = (pixels[from] ?? 0) * (1 - right) + (pixels[from + 1] ?? 0) * right
      const under = (pixels[from + widthPx] ?? 0) * (1 - right) + (pixels[from + widthPx + 1] ?? 0) * right
      window[at] = above * (1 - below) + under * below
    }
  }
  return outside > window.length / 4 ? null : window
}

/** Sums and sums of squares over everything above and left, so that those of any square cost four looks. */
function integralsOf(window: Float32Array, width: number): { sums: Float64Array; squares: Float64Array } {
  const sums = new Float64Array((width + 1) * (width + 1))
  const squares = new Float64Array((width + 1) * (width + 1))
  for (let y = 0; y < width; y += 1) {
    let [sum, square] = [0, 0]
    for (let x = 0; x < width; x += 1) {
      const tone = window[y * width + x] ?? 0
      sum += tone
      square += tone * tone
      const at = (y + 1) * (width + 1) + x + 1
      sums[at] = (sums[at - width - 1] ?? 0) + sum
      squares[at] = (squares[at - width - 1] ?? 0) + square
    }
  }
  return { sums, squares }
}

function boxOf(integral: Float64Array, stride: number, x: number, y: number, side: number): number {
  const [top, bottom] = [y * stride + x, (y + side) * stride + x]
  return (integral[bottom + side] ?? 0) - (integral[bottom] ?? 0) - (integral[top + side] ?? 0) + (integral[top] ?? 0)
}

/** Where between three neighbours the summit lies, from the parabola through them, within half a pixel. */
export function summit(before: number, middle: number, after: number): number {
  const bend = before - 2 * middle + after
  return bend >= -1e-6 ? 0 : Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / bend))
}
