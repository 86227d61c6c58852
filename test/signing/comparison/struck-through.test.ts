import { describe, expect, it } from 'vitest'
import { isStruckThrough } from '../../../signing/comparison/struck-through.js'
import type { Gray } from '../../../signing/registration/gray.js'

const [widthPx, heightPx] = [140, 30]
const at = { left: 15, top: 5, width: 110, height: 20 }
const unmoved = { likeness: 0.9, dx: 0, dy: 0 }

/** A word of upright strokes, four pixels wide and nine apart, with what `line` adds to it. */
function word(line: (x: number) => number | null = () => null): Gray {
  const pixels = new Uint8Array(widthPx * heightPx).fill(250)
  for (let x = at.left; x < at.left + at.width; x += 1) {
    if ((x - at.left) % 13 < 4) for (let y = 7; y < 23; y += 1) pixels[y * widthPx + x] = 30
    const y = line(x)
    if (y !== null) for (let thick = 0; thick < 3; thick += 1) pixels[(Math.round(y) + thick) * widthPx + x] = 70
  }
  return { pixels, widthPx, heightPx }
}
const answer = (scanned: Gray, issued = word()) => isStruckThrough({ issued, scanned, mmPerPx: 0.127, seenPxPerMm: 7.9, isBilevel: false }, at, unmoved)

describe('a word', () => {
  it('as it was printed is not struck through, nor one whose print has spread', () => {
    expect(answer(word())).toBe(false)
    const spread = word()
    for (let place = spread.pixels.length - 1; place > 0; place -= 1) if (word().pixels[place - 1] === 30) spread.pixels[place] = 30
    expect(answer(spread)).toBe(false)
  })

  it.each([
    ['straight across', () => 14],
    ['slanting', (x: number) => 8 + x / 10],
    ['wavering', (x: number) => 14 + Math.sin(x / 6) * 2],
  ])('with a line %s is', (_, line) => {
    expect(answer(word(line))).toBe(true)
  })

  it('with a short dash between its strokes, or printed with a line through it, is not', () => {
    expect(answer(word((x) => (x > 33 && x < 41 ? 14 : null)))).toBe(false)
    expect(answer(word(() => 14), word(() => 14))).toBe(false)
  })
})
