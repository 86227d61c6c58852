import { shrunk, type Gray } from './gray.js'
import { pixelsPerMm, type Projection } from './projection.js'

/** A part of a page: millimetres from the page's top left corner. */
export interface Region {
  readonly leftMm: number
  readonly topMm: number
  readonly widthMm: number
  readonly heightMm: number
}

/** The region with a rim of that width around it. */
export function grown({ leftMm, topMm, widthMm, heightMm }: Region, byMm: number): Region {
  return { leftMm: leftMm - byMm, topMm: topMm - byMm, widthMm: widthMm + 2 * byMm, heightMm: heightMm + 2 * byMm }
}

/** What the scan shows of a part of the page, laid straight: a pixel is `mmPerPx`; what is outside the scan is white. */
export function flattened(scan: Gray, projection: Projection, { leftMm, topMm, widthMm, heightMm }: Region, mmPerPx: number): Gray {
  const [width, height] = [Math.max(1, Math.round(widthMm / mmPerPx)), Math.max(1, Math.round(heightMm / mmPerPx))]
  const times = Math.max(1, Math.floor(pixelsPerMm(projection, leftMm + widthMm / 2, topMm + heightMm / 2) * mmPerPx + 0.25))
  const source = shrunk(scan, times)
  const flat = new Uint8Array(width * height).fill(255)
  const [a, b, c, d, e, f, g, h, i] = projection
  for (let y = 0, at = 0; y < height; y += 1) {
    const yMm = topMm + (y + 0.5) * mmPerPx
    for (let x = 0; x < width; x += 1, at += 1) {
      const xMm = leftMm + (x + 0.5) * mmPerPx
      const depth = (g * xMm + h * yMm + i) * times
      const [u, v] = [(a * xMm + b * yMm + c) / depth - 0.5, (d * xMm + e * yMm + f) / depth - 0.5]
      const [column, row] = [Math.floor(u), Math.floor(v)]
      if (column < 0 || row < 0 || column + 1 >= source.widthPx || row + 1 >= source.heightPx) continue
      const from = row * source.widthPx + column
      const [right, below] = [u - column, v - row]
      const above = (source.pixels[from] ?? 0) * (1 - right) + (source.pixels[from + 1] ?? 0) * right
      const under = (source.pixels[from + source.widthPx] ?? 0) * (1 - right) + (source.pixels[from + source.widthPx + 1] ?? 0) * right
      flat[at] = above * (1 - below) + under * below + 0.5
    }
  }
  return { pixels: flat, widthPx: width, heightPx: height }
}
