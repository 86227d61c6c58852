import { describe, expect, it } from 'vitest'
import { compareAboutBoxes } from '../../../signing/comparison/about-boxes.js'
import type { Word } from '../../../signing/comparison/letters.js'
import type { Gray } from '../../../signing/registration/gray.js'

const [widthPx, heightPx, mmPerPx] = [180, 60, 0.127]
const letter = (index: number) => ({ text: 'n', leftMm: (20 + index * 14) * mmPerPx, topMm: 20 * mmPerPx, widthMm: 13 * mmPerPx, heightMm: 18 * mmPerPx, figure: null })
const printed: Word = Array.from({ length: 8 }, (_, index) => letter(index))

/** A word of eight letters, each a pair of strokes, with what `pen` draws over it (darkness, or null where it draws nothing). */
function page(pen: (x: number, y: number) => number | null = () => null): Gray {
  const pixels = new Uint8Array(widthPx * heightPx).fill(250)
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const inLetter = x >= 20 && x < 132 && y >= 20 && y < 38
      if (inLetter && ((x - 20) % 14 < 3 || ((x - 20) % 14 < 13 && y < 23 && (x - 20) % 14 > 9))) pixels[y * widthPx + x] = 25
      const drawn = pen(x, y)
      if (drawn !== null) pixels[y * widthPx + x] = drawn
    }
  }
  return { pixels, widthPx, heightPx }
}
const differing = (scanned: Gray) => compareAboutBoxes({ issued: page(), scanned, mmPerPx, seenPxPerMm: 7.9, isBilevel: false }, [printed]).length

describe('a word close to a signature', () => {
  it('as it was printed does not differ, nor one that strokes of a name cross or end in', () => {
    expect(differing(page())).toBe(0)
    expect(differing(page((x, y) => (Math.abs(x - 60 - (y - 30)) < 3 || Math.abs(x - 100 + (y - 30) * 2) < 4 ? 60 : null)))).toBe(0)
    expect(differing(page((x, y) => (x < 60 && Math.abs(y - 30) < 3 ? 60 : null)))).toBe(0)
  })

  it('differs where paper is glued over it, with or without a name upon that', () => {
    const covered = (x: number, y: number) => (x > 10 && x < 145 && y > 12 && y < 45 ? 246 : null)
    expect(differing(page(covered))).toBe(1)
    expect(differing(page((x, y) => (Math.abs(y - 20 - x / 10) < 2 ? 60 : covered(x, y))))).toBe(1)
  })

  it('differs where a line strikes it out from end to end', () => {
    expect(differing(page((x, y) => (x > 15 && x < 140 && Math.abs(y - 30) < 2 ? 60 : null)))).toBe(1)
  })
})
