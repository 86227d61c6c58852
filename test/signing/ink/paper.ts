import { inkInBox, type InkInBox } from '../../../signing/ink/ink-in-box.js'
import type { Gray } from '../../../signing/registration/gray.js'
import { seeded } from '../../../src/demo/seeded.js'

export const MM_PER_PX = 0.127
export const RIM_MM = 10
export const [BOX_MM, TALL_MM] = [70, 20]
const px = (mm: number): number => Math.round(mm / MM_PER_PX)
export const [widthPx, heightPx] = [px(BOX_MM + 2 * RIM_MM), px(TALL_MM + 2 * RIM_MM)]

/** Paper that trembles, with the printed frame of the box; as issued it is white and still. */
export function box(noise = 3, tone = 232): Gray {
  const chance = seeded(8)
  const pixels = Uint8Array.from({ length: widthPx * heightPx }, () => tone + (chance() - 0.5) * 2 * noise)
  const frame = (x: number, y: number): boolean => (Math.abs(x - px(RIM_MM)) < 2 || Math.abs(x - widthPx + px(RIM_MM)) < 2 || Math.abs(y - px(RIM_MM)) < 2 || Math.abs(y - heightPx + px(RIM_MM)) < 2) && x > px(RIM_MM) - 2 && y > px(RIM_MM) - 2 && x < widthPx - px(RIM_MM) + 2 && y < heightPx - px(RIM_MM) + 2
  for (let at = 0; at < pixels.length; at += 1) if (frame(at % widthPx, Math.floor(at / widthPx))) pixels[at] = 150
  return { pixels, widthPx, heightPx }
}

/** A line of a pen; millimetres from the box's top left corner. */
export function draw(paper: Gray, points: readonly (readonly [number, number])[], { widthMm = 0.5, tone = 40 } = {}): Gray {
  const radius = widthMm / MM_PER_PX / 2
  for (let index = 1; index < points.length; index += 1) {
    const [[fromX, fromY], [toX, toY]] = [points[index - 1] ?? [0, 0], points[index] ?? [0, 0]]
    const steps = Math.ceil(Math.hypot(toX - fromX, toY - fromY) / 0.05)
    for (let step = 0; step <= steps; step += 1) {
      const [x, y] = [px(RIM_MM) + (fromX + ((toX - fromX) * step) / steps) / MM_PER_PX, px(RIM_MM) + (fromY + ((toY - fromY) * step) / steps) / MM_PER_PX]
      for (let row = Math.floor(y - radius); row <= y + radius; row += 1) for (let column = Math.floor(x - radius); column <= x + radius; column += 1) if (row >= 0 && column >= 0 && row < heightPx && column < widthPx && Math.hypot(column - x, row - y) <= radius) paper.pixels[row * widthPx + column] = Math.min(paper.pixels[row * widthPx + column] ?? 255, tone)
    }
  }
  return paper
}

export const name = (leftMm = 12, topMm = 10, wideMm = 40, tallMm = 10): [number, number][] => Array.from({ length: 120 }, (_, step) => [leftMm + (wideMm * step) / 120, topMm + (tallMm / 2) * Math.sin(step / 4) * (1 - step / 200)])
export const issuedBox = (): Gray => box(0, 255)
export const seen = (scanned: Gray, issued = issuedBox()): InkInBox => inkInBox({ scanned, issued, mmPerPx: MM_PER_PX, rimMm: RIM_MM })
