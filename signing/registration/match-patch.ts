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
  const { sums, squares } = integralsOf(window, width)
  const places = 2 * reach + 1
  const likeness = new Float32Array(places * places)
  const count = side * side
  let best = -1
  let bestAt = -1
  for (let dy = 0; dy < places; dy += 1) {
    for (let dx = 0; dx < places; dx += 1) {
      const sum = boxOf(sums, width + 1, dx, dy, side)
      const variance = boxOf(squares, width + 1, dx, dy, side) - (sum * sum) / count
      if (variance < count * LEAST_VARIANCE) continue
      let dot = 0
      for (let y = 0, at = 0; y < side; y += 1) {
        let from = (dy + y) * width + dx
        for (let x = 0; x < side; x += 1) dot += (template[at++] ?? 0) * (window[from++] ?? 0)
      }
      const alike = dot / Math.sqrt(variance)
      likeness[dy * places + dx] = alike
      if (alike > best) {
        best = alike
        bestAt = dy * places + dx
      }
    }
  }
  if (bestAt < 0) return null
  const [bx, by] = [bestAt % places, Math.floor(bestAt / places)]
  const at = (x: number, y: number): number => (x < 0 || y < 0 || x >= places || y >= places ? -1 : (likeness[y * places + x] ?? -1))
  return { dx: bx - reach + summit(at(bx - 1, by), best, at(bx + 1, by)), dy: by - reach + summit(at(bx, by - 1), best, at(bx, by + 1)), likeness: best }
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
      const [column, row] = [Math.floor(u), Math.floor(v)]
      if (column < 0 || row < 0 || column + 1 >= widthPx || row + 1 >= heightPx) {
        window[at] = 255
        outside += 1
        continue
      }
      const [right, below] = [u - column, v - row]
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
