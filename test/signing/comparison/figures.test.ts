import { describe, expect, it } from 'vitest'
import { isAnother, usualSurprise } from '../../../signing/comparison/compare-text.js'

const fit = (surprise: number, leaning: number | null, apart = 800, addedMm2 = 0) => ({ surprise, leaning, apart, addedMm2 })

describe('a figure on a page whose figures fit within a surprise of one', () => {
  it.each([
    ['fits so well that no other was tried', fit(0.6, null), false],
    ['fits badly, but every other one much worse', fit(1.4, 0.8), false],
    ['is covered by a stain: none fits, and the one printed still best', fit(6, 0.9), false],
    ['is nearer to another', fit(3, -0.6), true],
    ['lies between two, far from both, with ink that was not printed: drawn over with a pen, or set in another font', fit(2.6, 0.2, 800, 0.06), true],
    ['lies between two, far from both, with no more ink than was printed: a small print filled in, or under a streak', fit(2.6, 0.2), false],
    ['has a stroke more than was printed, however well it fits', fit(0.6, null, 0, 0.14), true],
    ['has half a stroke more, and fits worse than most', fit(1.3, 0.5, 800, 0.09), true],
    ['has half a stroke more, and fits as most', fit(0.9, null, 0, 0.09), false],
    ['is gone', fit(4.2, 0.5), true],
    ['is small, and leans a little to one that looks much the same', fit(1.1, -0.3, 70), false],
    ['is small, and is clearly the other', fit(1.2, -1, 70), true],
  ])('%s', (_, seen, another) => {
    expect(isAnother(seen, 1)).toBe(another)
  })

  it('counts as another only where it stands out from a page whose figures all fit badly', () => {
    expect(isAnother(fit(2.6, 0.2, 800, 0.06), 2.4)).toBe(false)
    expect(isAnother(fit(2.6, 0.2, 800, 0.06), 1.2)).toBe(true)
  })
})

describe('how badly the figures of a page may fit', () => {
  it('is how the worst of twenty does, so that those few that were changed do not hide themselves', () => {
    expect(usualSurprise([...Array.from({ length: 98 }, () => fit(0.5, null)), fit(9, -1), fit(9, -1)])).toBe(0.5)
  })

  it('is twice the middle one on a page of few figures', () => {
    expect(usualSurprise([fit(0.4, null), fit(0.5, null), fit(9, -1)])).toBe(1)
  })
})
