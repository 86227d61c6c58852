import { describe, expect, it } from 'vitest'
import { isOnStreak } from '../../../signing/comparison/streaks.js'
import type { Gray } from '../../../signing/registration/gray.js'

const MM_PER_PX = 0.254
const [WIDE, TALL] = [827, 1169]

/** A page of gray words with a line from one place to another (pixels). */
function pageWith(fromX: number, fromY: number, toX: number, toY: number): Gray {
  const pixels = new Uint8Array(WIDE * TALL).fill(245)
  for (let y = 100; y < TALL - 100; y += 20) for (let x = 100; x < WIDE - 100; x += 12) for (let row = y; row < y + 8; row += 1) pixels.fill(40, row * WIDE + x, row * WIDE + x + 7)
  for (let y = fromY; y < toY; y += 1) {
    const x = Math.round(fromX + ((toX - fromX) * (y - fromY)) / (toY - fromY))
    pixels.fill(60, y * WIDE + x, y * WIDE + x + 2)
  }
  return { pixels, widthPx: WIDE, heightPx: TALL }
}

describe('a line through a place of a scan', () => {
  it.each([
    ['from edge to edge is a streak of the scanner', pageWith(400, 0, 400, TALL), 400, true],
    ['from edge to edge of a sheet that lay askew is one too', pageWith(380, 0, 420, TALL), 400, true],
    ['as long as a stroke of a pen is none', pageWith(400, 560, 400, 610), 400, false],
    ['down a whole paragraph is none', pageWith(400, 400, 402, 800), 401, false],
    ['some millimetres away is none here', pageWith(430, 0, 430, TALL), 400, false],
  ])('%s', (_, scanned, x, expected) => {
    expect(isOnStreak(scanned, x, 585, 45, MM_PER_PX)).toBe(expected)
  })
})
