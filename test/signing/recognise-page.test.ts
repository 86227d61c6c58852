import { describe, expect, it } from 'vitest'
import { recognisedAmong, type Likeness } from '../../signing/recognise-page.js'

const region = (leftMm: number, topMm: number, widthMm: number, heightMm = 3) => ({ leftMm, topMm, widthMm, heightMm })
const codes = [region(175, 262, 15, 15), region(20, 15, 15, 15)]
const likeness = (changes: Partial<Likeness> = {}): Likeness => ({ sameContent: true, found: 80, differences: [], codes, ...changes })
const other = likeness({ sameContent: false, found: 9 })

describe('a scanned page without a code', () => {
  it.each<[string, readonly Likeness[], number | null]>([
    ['shows one of the missing pages and no other', [other, likeness(), other], 1],
    ['shows one, but for what destroyed its codes and stands close to them', [likeness({ differences: [region(160, 268, 14)] }), other], 0],
    ['shows the same page of two exemplars, of which one differs in the letters of its code', [likeness({ differences: [region(100, 280, 20)] }), likeness()], 1],
    ['shows two that cannot be told apart', [likeness(), likeness()], null],
    ['shows a page with another customer in it', [likeness({ differences: [region(60, 120, 40)] })], null],
    ['shows a page that is struck through from its code downwards', [likeness({ differences: [region(150, 100, 40, 170)] })], null],
    ['shows too little to be sure', [likeness({ found: 29 })], null],
    ['shows none of them', [other], null],
    ['has nothing to be held against', [], null],
  ])('that %s', (_, seen, expected) => {
    expect(recognisedAmong(seen.map((one, page) => ({ page, likeness: one })))).toBe(expected)
  })
})
