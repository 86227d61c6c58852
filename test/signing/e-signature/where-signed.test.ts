import { describe, expect, it } from 'vitest'
import { standsWhereSigned } from '../../../signing/e-signature/where-signed.js'

/** Two pixels a millimetre. */
const LYING = [2, 0, 0, 0, 2, 0, 0, 0, 1] as const
const SHEET = { boxes: [{ id: 'kund-1', leftMm: 20, topMm: 200, widthMm: 70, heightMm: 20 }], letters: [{ text: 'A', leftMm: 25, topMm: 224, widthMm: 2, heightMm: 3, figure: null }, { text: 'U', leftMm: 22, topMm: 202, widthMm: 2, heightMm: 3, figure: null }] }

describe('the picture of an electronic signature', () => {
  it.each([
    ['in the box', [20, 200, 70, 20], true],
    ['somewhat beside it', [12, 192, 60, 25], true],
    ['over a word below it', [20, 205, 70, 25], false],
    ['over the whole page', [0, 0, 210, 297], false],
    ['on white paper far from any box', [20, 100, 60, 20], false],
  ] as const)('%s', (_, [leftMm, topMm, widthMm, heightMm], isWhereSigned) => {
    expect(standsWhereSigned({ leftPx: 2 * leftMm, topPx: 2 * topMm, widthPx: 2 * widthMm, heightPx: 2 * heightMm }, LYING, SHEET)).toBe(isWhereSigned)
  })
})
