import { describe, expect, it } from 'vitest'
import { AS_THE_PAGE, expectationOf } from '../../../signing/comparison/appearance.js'
import { learnAppearance } from '../../../signing/comparison/learn-appearance.js'
import { addedIn } from '../../../signing/comparison/marks.js'
import type { Gray } from '../../../signing/registration/gray.js'
import { MM_PER_PX, scannedLike, withLine, writtenPage } from './written-page.js'

const { picture, letters } = writtenPage(['belopp 1234567 kronor', 'manad 890213 per styck', 'fran 2027 till och med 4567801'])
const seven = letters.filter(({ text }) => text === '7')[0]
const words = letters.filter(({ widthMm }) => widthMm > 0).map(({ leftMm, topMm }) => ({ window: { left: Math.round(leftMm / MM_PER_PX) - 2, top: Math.round(topMm / MM_PER_PX) - 2, width: 14, height: 21 }, dx: 0, dy: 0 }))
const [left, top] = [Math.round((seven?.leftMm ?? 0) / MM_PER_PX), Math.round((seven?.topMm ?? 0) / MM_PER_PX)]

/** The page whose other letters of the line the printer set this much nearer. */
function withNeighboursAt(px: number): Gray {
  const pixels = Uint8Array.from(picture.pixels)
  for (let y = top - 2; y < top + 20; y += 1) pixels.copyWithin(y * picture.widthPx + left - 60 + px, y * picture.widthPx + left - 60, y * picture.widthPx + left - 1)
  return { ...picture, pixels }
}

function added(scanned: Gray): number {
  const pair = { issued: picture, scanned, mmPerPx: MM_PER_PX, seenPxPerMm: 7.9, isBilevel: false }
  const appearance = learnAppearance(pair, words)
  return addedIn(pair, { appearance, expectation: expectationOf(appearance) }, { left: left - 4, top: top - 3, width: 18, height: 23 }, { from: left, to: left + 10 }, { dx: 0, dy: 0, light: AS_THE_PAGE })
}

describe('the ink at a figure that was not printed there', () => {
  it.each([
    ['is none on a page as printed', scannedLike(picture), 0, 0.03],
    ['is none in a noisy scan', scannedLike(picture, { noise: 25 }), 0, 0.03],
    ['is none where the figure before it stands nearer', scannedLike(withNeighboursAt(2)), 0, 0.02],
    ['is what a pen drew through it', scannedLike(withLine(picture, [left - 2, top + 3], [left + 11, top + 5])), 0.13, 1],
    ['is what a pen drew beside it', scannedLike(withLine(picture, [left + 12, top - 1], [left + 12, top + 17])), 0.13, 1.5],
  ])('%s', (_, scanned, least, most) => {
    expect(added(scanned)).toBeGreaterThanOrEqual(least)
    expect(added(scanned)).toBeLessThanOrEqual(most)
  })
})
