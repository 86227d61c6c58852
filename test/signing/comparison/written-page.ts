import type { Letter } from '../../../signing/comparison/letters.js'
import type { Gray } from '../../../signing/registration/gray.js'
import { seeded } from '../../../src/demo/seeded.js'

/** Pixels to the millimetre as pages are compared. */
export const MM_PER_PX = 0.127
const [SIDE, TALL, WIDE, LINE] = [600, 17, 10, 45]

/** A page of words in a made-up print in which every character has a shape of its own, and the places of its letters. */
export function writtenPage(lines: readonly string[], heightPx = 60 + lines.length * LINE): { readonly picture: Gray; readonly letters: Letter[] } {
  const picture: Gray = { pixels: new Uint8Array(SIDE * heightPx).fill(250), widthPx: SIDE, heightPx }
  const letters: Letter[] = []
  lines.forEach((line, row) => Array.from(line).forEach((text, column) => {
    const [left, top] = [60 + column * (WIDE + 2), 60 + row * LINE]
    if (text === ' ') return letters.push({ text, leftMm: left * MM_PER_PX, topMm: top * MM_PER_PX, widthMm: 0, heightMm: 0, figure: null })
    shape(picture, text, left, top)
    return letters.push({ text, leftMm: left * MM_PER_PX, topMm: top * MM_PER_PX, widthMm: WIDE * MM_PER_PX, heightMm: TALL * MM_PER_PX, figure: null })
  }))
  return { picture, letters }
}

/** Upright and level strokes, which of them the character decides. */
function shape({ pixels, widthPx }: Gray, text: string, left: number, top: number): void {
  const chance = seeded(text.charCodeAt(0) * 7919)
  for (const [x, y, width, height] of [[0, 0, 3, TALL], [WIDE - 3, 0, 3, TALL], [0, 0, WIDE, 3], [0, 7, WIDE, 3], [0, TALL - 3, WIDE, 3], [4, 3, 3, 7], [4, 10, 3, 5]] as const) {
    if (chance() < 0.45) continue
    for (let row = top + y; row < top + y + height; row += 1) pixels.fill(25, row * widthPx + left + x, row * widthPx + left + x + width)
  }
  pixels.fill(25, (top + 8) * widthPx + left, (top + 8) * widthPx + left + 5)
}

/** The page as a scanner shows it: moved by whole pixels, softened, paler, with noise. */
export function scannedLike({ pixels, widthPx, heightPx }: Gray, { dx = 0, dy = 0, noise = 8, seed = 3 } = {}): Gray {
  const chance = seeded(seed)
  const at = (x: number, y: number): number => (x < 0 || y < 0 || x >= widthPx || y >= heightPx ? 250 : (pixels[y * widthPx + x] ?? 250))
  return {
    widthPx, heightPx, pixels: Uint8Array.from({ length: pixels.length }, (_, place) => {
      const [x, y] = [(place % widthPx) - dx, Math.floor(place / widthPx) - dy]
      const soft = (2 * at(x, y) + at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1)) / 6
      return Math.max(0, Math.min(255, 35 + soft * 0.8 + (chance() - 0.5) * 2 * noise))
    }),
  }
}

/** A pen's line over the page, in pixels. */
export function withLine(page: Gray, from: readonly [number, number], to: readonly [number, number], tone = 60): Gray {
  const pixels = Uint8Array.from(page.pixels)
  const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1])) * 2
  for (let step = 0; step <= steps; step += 1) {
    const [x, y] = [Math.round(from[0] + ((to[0] - from[0]) * step) / steps), Math.round(from[1] + ((to[1] - from[1]) * step) / steps)]
    for (let row = y - 1; row <= y + 2; row += 1) for (let column = x - 1; column <= x + 2; column += 1) if (row >= 0 && column >= 0 && row < page.heightPx && column < page.widthPx) pixels[row * page.widthPx + column] = Math.min(pixels[row * page.widthPx + column] ?? 255, tone)
  }
  return { ...page, pixels }
}
