import { project, type Projection } from './projection.js'

/** A picture of one or three bytes a pixel, row by row from the top left. */
export interface Picture {
  readonly pixels: Uint8Array
  readonly channels: 1 | 3
  readonly widthPx: number
  readonly heightPx: number
}

/** Weights of the four pixels about a place between the two middle ones, by 1/64 of a pixel (Catmull and Rom): edges stay as sharp as they were. */
const STEPS = 64
const WEIGHTS = Float32Array.from({ length: (STEPS + 1) * 4 }, (_, at) => {
  const t = Math.floor(at / 4) / STEPS
  const [t2, t3] = [t * t, t * t * t]
  return [(-t3 + 2 * t2 - t) / 2, (3 * t3 - 5 * t2 + 2) / 2, (-3 * t3 + 4 * t2 + t) / 2, (t3 - t2) / 2][at % 4] ?? 0
})
/** Where tones differ by no more there is no edge: paper, most of every page, is drawn in a third of the time. */
const EVEN = 20
/** Rows are bent so little that the projection is exact only at so many places of each. */
const SPAN_PX = 16

/** What a scan shows of a whole page, laid straight, to be looked at; `projection` takes the page to the scan's pixels. What is outside the scan is white. */
export function resampled(scan: Picture, projection: Projection, { widthMm, heightMm, mmPerPx }: { readonly widthMm: number; readonly heightMm: number; readonly mmPerPx: number }): Picture {
  const [widthPx, heightPx] = [Math.round(widthMm / mmPerPx), Math.round(heightMm / mmPerPx)]
  const pixels = new Uint8ClampedArray(widthPx * heightPx * scan.channels).fill(255)
  for (let y = 0; y < heightPx; y += 1) {
    for (let from = 0; from < widthPx; from += SPAN_PX) {
      const to = Math.min(widthPx, from + SPAN_PX)
      const first = project(projection, (from + 0.5) * mmPerPx, (y + 0.5) * mmPerPx)
      const last = project(projection, (to + 0.5) * mmPerPx, (y + 0.5) * mmPerPx)
      const [stepX, stepY] = [(last.xPx - first.xPx) / (to - from), (last.yPx - first.yPx) / (to - from)]
      for (let x = from; x < to; x += 1) sample(scan, first.xPx + stepX * (x - from) - 0.5, first.yPx + stepY * (x - from) - 0.5, pixels, (y * widthPx + x) * scan.channels)
    }
  }
  return { pixels: new Uint8Array(pixels.buffer), channels: scan.channels, widthPx, heightPx }
}

function sample(scan: Picture, u: number, v: number, into: Uint8ClampedArray, at: number): void {
  const { pixels, channels, widthPx, heightPx } = scan
  const [column, row] = [Math.floor(u), Math.floor(v)]
  if (column < 1 || row < 1 || column + 2 >= widthPx || row + 2 >= heightPx) return
  const below = widthPx * channels
  for (let channel = 0; channel < channels; channel += 1) {
    const from = (row * widthPx + column) * channels + channel
    const [a, b, c, d] = [pixels[from] ?? 0, pixels[from + channels] ?? 0, pixels[from + below] ?? 0, pixels[from + below + channels] ?? 0]
    into[at + channel] = Math.max(a, b, c, d) - Math.min(a, b, c, d) <= EVEN ? a + (b - a) * (u - column) + (c - a) * (v - row) + 0.5 : edge(scan, from, u - column, v - row)
  }
}

/** A place between pixels that differ, from the sixteen about it. */
function edge({ pixels, channels, widthPx }: Picture, middle: number, right: number, down: number): number {
  const [across, along] = [Math.round(right * STEPS) * 4, Math.round(down * STEPS) * 4]
  let sum = 0
  for (let dy = 0; dy < 4; dy += 1) {
    const from = middle + (dy - 1) * widthPx * channels - channels
    const line = (pixels[from] ?? 0) * (WEIGHTS[across] ?? 0) + (pixels[from + channels] ?? 0) * (WEIGHTS[across + 1] ?? 0)
      + (pixels[from + 2 * channels] ?? 0) * (WEIGHTS[across + 2] ?? 0) + (pixels[from + 3 * channels] ?? 0) * (WEIGHTS[across + 3] ?? 0)
    sum += line * (WEIGHTS[along + dy] ?? 0)
  }
  return sum + 0.5
}
