import { shrunk, type Gray } from './gray.js'
import { pixelsPerMm, project, type Projection } from './projection.js'

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
  const spans = Math.ceil(width / SPAN_PX)
  for (let y = 0; y < height; y += 1) {
    const yMm = topMm + (y + 0.5) * mmPerPx
    let from = project(projection, leftMm + 0.5 * mmPerPx, yMm)
    for (let span = 0; span < spans; span += 1) {
      const to = project(projection, leftMm + ((span + 1) * SPAN_PX + 0.5) * mmPerPx, yMm)
      const left = span * SPAN_PX
      drawSpan(source, { u: from.xPx / times - 0.5, v: from.yPx / times - 0.5, stepU: (to.xPx - from.xPx) / (SPAN_PX * times), stepV: (to.yPx - from.yPx) / (SPAN_PX * times) }, flat, y * width + left, Math.min(SPAN_PX, width - left))
      from = to
    }
  }
  return { pixels: flat, widthPx: width, heightPx: height }
}

/** Rows are bent so little that the projection is exact only at so many places of each. */
const SPAN_PX = 16

/** Where in a picture a row begins, and how far on each next pixel lies. */
interface Way {
  readonly u: number
  readonly v: number
  readonly stepU: number
  readonly stepV: number
}

/** So many pixels of a row, bilinear; those outside the picture are left as they are. */
function drawSpan({ pixels, widthPx, heightPx }: Gray, { u: firstU, v: firstV, stepU, stepV }: Way, into: Uint8Array, at: number, count: number): void {
  const lastU = firstU + count * stepU
  const lastV = firstV + count * stepV
  // Almost every span is, and nothing else is done as often as what follows.
  const isInside = Math.min(firstU, lastU) >= 0 && Math.min(firstV, lastV) >= 0 && Math.max(firstU, lastU) < widthPx - 1 && Math.max(firstV, lastV) < heightPx - 1
  for (let k = at, end = at + count, u = firstU, v = firstV; k < end; k += 1, u += stepU, v += stepV) {
    if (!isInside && !(u >= 0 && v >= 0 && u < widthPx - 1 && v < heightPx - 1)) continue
    const column = u | 0
    const row = v | 0
    const from = row * widthPx + column
    const right = u - column
    const above = (pixels[from] ?? 0) * (1 - right) + (pixels[from + 1] ?? 0) * right
    const under = (pixels[from + widthPx] ?? 0) * (1 - right) + (pixels[from + widthPx + 1] ?? 0) * right
    into[k] = above + (under - above) * (v - row) + 0.5
  }
}
