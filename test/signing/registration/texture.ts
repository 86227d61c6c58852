import type { Gray } from '../../../signing/registration/gray.js'
import type { Projection } from '../../../signing/registration/projection.js'
import { project } from '../../../signing/registration/projection.js'
import { seeded } from '../../../src/demo/seeded.js'

/** A page of made-up print: lines of letters, each a block with a gap of its own in it, so that no two places are alike. */
export function printedTexture(widthPx: number, heightPx: number, seed: number, linePx = 33): Gray {
  const chance = seeded(seed)
  const pixels = new Uint8Array(widthPx * heightPx).fill(250)
  const block = (left: number, top: number, width: number, height: number, tone: number): void => {
    for (let y = top; y < Math.min(heightPx, top + height); y += 1) for (let x = left; x < Math.min(widthPx, left + width); x += 1) pixels[y * widthPx + x] = tone
  }
  for (let top = linePx; top < heightPx - linePx * 1.5; top += linePx) {
    for (let left = linePx; left < widthPx - linePx * 1.5; left += 4 + Math.floor(chance() * 4)) {
      if (chance() < 0.15) {
        left += 8
        continue
      }
      const [wide, tall] = [4 + Math.floor(chance() * 9), 10 + Math.floor(chance() * 10)]
      block(left, top + 20 - tall, wide, tall, 30)
      block(left + 2 + Math.floor(chance() * 3), top + 22 - tall + Math.floor(chance() * 6), Math.max(1, wide - 5), 3 + Math.floor(chance() * 5), 250)
      left += wide
    }
  }
  return { pixels, widthPx, heightPx }
}

/** What a scanner sees of a page drawn with `mmPerPx`: laid as `projection` says, paler, with a little noise. */
export function scanOf(page: Gray, mmPerPx: number, projection: Projection, widthPx: number, heightPx: number, seed: number): Gray {
  const chance = seeded(seed)
  const pixels = new Uint8Array(widthPx * heightPx)
  const back = inverted(projection)
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const { xPx: xMm, yPx: yMm } = project(back, x + 0.5, y + 0.5)
      const [u, v] = [xMm / mmPerPx - 0.5, yMm / mmPerPx - 0.5]
      const [column, row] = [Math.floor(u), Math.floor(v)]
      const at = (dx: number, dy: number): number => (column + dx < 0 || row + dy < 0 || column + dx >= page.widthPx || row + dy >= page.heightPx ? 250 : (page.pixels[(row + dy) * page.widthPx + column + dx] ?? 250))
      const [right, below] = [u - column, v - row]
      const tone = (at(0, 0) * (1 - right) + at(1, 0) * right) * (1 - below) + (at(0, 1) * (1 - right) + at(1, 1) * right) * below
      pixels[y * widthPx + x] = 40 + tone * 0.75 + (chance() - 0.5) * 12
    }
  }
  return { pixels, widthPx, heightPx }
}

function inverted([a, b, c, d, e, f, g, h, i]: Projection): Projection {
  return [e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g, c * d - a * f, d * h - e * g, b * g - a * h, a * e - b * d]
}
