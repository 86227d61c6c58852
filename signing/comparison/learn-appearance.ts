import type { Gray } from '../registration/gray.js'
import { BLUR_REACH, LEAST_NOISE, LEVELS, levelOf, seenIn, STEEPS, steepOf, toneAt, type Appearance, type Placed } from './appearance.js'
import type { PagePair } from './compare-text.js'
import type { Window } from './likeness.js'

/** The darkness of a part of a page with a rim about it, row by row. */
interface Patch {
  readonly darkness: Float32Array
  /** Without the rim. */
  readonly width: number
  readonly height: number
}

const SIDE = 2 * BLUR_REACH + 1
const TAPS = SIDE * SIDE
/** So many pixels settle twenty-six numbers. */
const ENOUGH_PX = 24_000
/** How much more than the window a patch holds on each side, in pixels. */
const RIM = BLUR_REACH + 1

/** The darkness of a window of a page moved by parts of a pixel, bilinear, with a rim for the blur. */
function patchOf({ pixels, widthPx, heightPx }: Gray, { left, top, width, height }: Window, dx: number, dy: number): Patch {
  const [wholeX, wholeY] = [Math.floor(dx), Math.floor(dy)]
  const [right, below] = [dx - wholeX, dy - wholeY]
  const [w, h] = [width + 2 * RIM, height + 2 * RIM]
  const darkness = new Float32Array(w * h)
  const at = (x: number, y: number): number => (x < 0 || y < 0 || x >= widthPx || y >= heightPx ? 0 : 255 - (pixels[y * widthPx + x] ?? 255))
  for (let y = 0, to = 0; y < h; y += 1) {
    const row = top - RIM + y - wholeY
    for (let x = 0; x < w; x += 1, to += 1) {
      const column = left - RIM + x - wholeX
      darkness[to] = (at(column, row) * (1 - right) + at(column - 1, row) * right) * (1 - below) + (at(column, row - 1) * (1 - right) + at(column - 1, row - 1) * right) * below
    }
  }
  return { darkness, width, height }
}

/** A patch as the blur leaves it, with a rim of one pixel to tell how steep it is. */
function blurred(kernel: Float64Array, { darkness, width, height }: Patch): Float32Array {
  const [w, h] = [width + 2, height + 2]
  const stride = width + 2 * RIM
  const soft = new Float32Array(w * h)
  for (let y = 0, to = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1, to += 1) {
      let sum = 0
      for (let j = 0, tap = 0; j < SIDE; j += 1) {
        let from = (y + j) * stride + x
        for (let i = 0; i < SIDE; i += 1) sum += (kernel[tap++] ?? 0) * (darkness[from++] ?? 0)
      }
      soft[to] = sum
    }
  }
  return soft
}

/** Learns from words whose places are known. */
export function learnAppearance({ issued, scanned }: PagePair, words: readonly Placed[]): Appearance {
  const step = Math.max(1, Math.ceil(words.reduce((sum, { window }) => sum + window.width * window.height, 0) / ENOUGH_PX))
  const sample = words.filter((_, index) => index % step === 0).map((word) => ({ patch: patchOf(issued, word.window, word.dx, word.dy), window: word.window }))
  const kernel = kernelOf(sample.map(({ patch, window }) => ({ patch, seen: seenIn(scanned, window) })))
  const sums = { count: new Float64Array(LEVELS), tone: new Float64Array(LEVELS) }
  const soft = sample.map(({ patch, window }) => ({ soft: blurred(kernel, patch), width: patch.width, seen: seenIn(scanned, window) }))
  for (const one of soft) eachPixel(one, (level, _steep, tone) => {
    sums.count[level] = (sums.count[level] ?? 0) + 1
    sums.tone[level] = (sums.tone[level] ?? 0) + tone
  })
  const tone = filled(Float32Array.from(sums.tone, (sum, level) => ((sums.count[level] ?? 0) < 8 ? NaN : sum / (sums.count[level] ?? 1))))
  const [count, squares] = [new Float64Array(LEVELS * STEEPS), new Float64Array(LEVELS * STEEPS)]
  for (const one of soft) eachPixel(one, (level, steep, seen, exact) => {
    const off = seen - toneAt(tone, exact)
    const at = level * STEEPS + steep
    count[at] = (count[at] ?? 0) + 1
    squares[at] = (squares[at] ?? 0) + off * off
  })
  const overall = squares.reduce((sum, one) => sum + one, 0) / Math.max(1, count.reduce((sum, one) => sum + one, 0))
  const noise = Float32Array.from(squares, (sum, at) => Math.max(LEAST_NOISE, (sum + 20 * overall) / ((count[at] ?? 0) + 20)))
  return { kernel, tone, noise }
}

function eachPixel({ soft, width, seen }: { soft: Float32Array; width: number; seen: Float32Array }, take: (level: number, steep: number, tone: number, exact: number) => void): void {
  const stride = width + 2
  for (let at = 0, from = stride + 1; at < seen.length; at += 1, from += at % width === 0 ? 3 : 1) {
    const exact = soft[from] ?? 0
    take(levelOf(exact), steepOf((soft[from + 1] ?? 0) - (soft[from - 1] ?? 0), (soft[from + stride] ?? 0) - (soft[from - stride] ?? 0)), seen[at] ?? 0, exact)
  }
}

/** Levels too few pixels had take their neighbours' tone. */
function filled(tone: Float32Array): Float32Array {
  for (let level = 1; level < tone.length; level += 1) if (Number.isNaN(tone[level])) tone[level] = tone[level - 1] ?? NaN
  for (let level = tone.length - 2; level >= 0; level -= 1) if (Number.isNaN(tone[level])) tone[level] = tone[level + 1] ?? NaN
  return tone
}

/** The blur that best makes the drawn darkness the one seen (least squares, leaning towards no blur). */
function kernelOf(sample: readonly { patch: Patch; seen: Float32Array }[]): Float64Array {
  const size = TAPS + 1
  const equations = new Float64Array(size * (size + 1))
  const row = new Float64Array(size + 1)
  for (const { patch: { darkness, width, height }, seen } of sample) {
    const stride = width + 2 * RIM
    for (let y = 0, at = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1, at += 1) {
        for (let j = 0, tap = 0; j < SIDE; j += 1) for (let i = 0, from = (y + 1 + j) * stride + x + 1; i < SIDE; i += 1) row[tap++] = darkness[from++] ?? 0
        row[TAPS] = 255
        row[size] = seen[at] ?? 0
        for (let i = 0; i < size; i += 1) {
          const factor = row[i] ?? 0
          if (factor !== 0) for (let j = i; j <= size; j += 1) equations[i * (size + 1) + j] = (equations[i * (size + 1) + j] ?? 0) + factor * (row[j] ?? 0)
        }
      }
    }
  }
  for (let i = 0; i < size; i += 1) for (let j = 0; j < i; j += 1) equations[i * (size + 1) + j] = equations[j * (size + 1) + i] ?? 0
  const lean = 1e-3 * (equations[(TAPS >> 1) * (size + 2)] ?? 1) + 1
  for (let i = 0; i < TAPS; i += 1) equations[i * (size + 2)] = (equations[i * (size + 2)] ?? 0) + lean
  equations[(TAPS >> 1) * (size + 1) + size] = (equations[(TAPS >> 1) * (size + 1) + size] ?? 0) + lean
  const solved = solve(equations, size)
  const kernel = new Float64Array(TAPS)
  if (solved === null) kernel[TAPS >> 1] = 1
  else kernel.set(solved.slice(0, TAPS))
  return kernel
}

/** Solves `size` equations by elimination, the right sides in the last column; null when they do not settle it. */
function solve(equations: Float64Array, size: number): Float64Array | null {
  const width = size + 1
  for (let column = 0; column < size; column += 1) {
    const pivot = equations[column * width + column] ?? 0
    if (Math.abs(pivot) < 1e-9) return null
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue
      const factor = (equations[row * width + column] ?? 0) / pivot
      if (factor !== 0) for (let k = column; k < width; k += 1) equations[row * width + k] = (equations[row * width + k] ?? 0) - factor * (equations[column * width + k] ?? 0)
    }
  }
  return Float64Array.from({ length: size }, (_, row) => (equations[row * width + size] ?? 0) / (equations[row * width + row] ?? 1))
}

