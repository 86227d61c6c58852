import { describe, expect, test } from 'vitest'
import type { LetterMember } from '../../signing/letter.js'
import { membersInParts, predictedMailBytes } from '../../signing/letter-parts.js'

const MB = 1_000_000
const member = (title: string, sizeBytes: number): LetterMember => ({ kind: 'raps', title, code: title, fileName: `${title}.pdf`, sha256: 'a'.repeat(64), sizeBytes, pageCount: 21 })
const titles = (parts: readonly (readonly LetterMember[])[]): string[][] => parts.map((part) => part.map(({ title }) => title))

describe('point 19: a letter too large for one mail', () => {
  test('is told beforehand: a mail is 1.885 times its PDFs', () => {
    expect(predictedMailBytes([50 * MB]) / (50 * MB)).toBeCloseTo(1.885, 2)
  })

  test.each([
    ['no limit', [30, 30], null, [['A', 'B']]],
    ['all fit', [5, 5], 20, [['A', 'B']]],
    ['each by itself', [6, 6], 20, [['A'], ['B']]],
    ['in order, as many as fit', [4, 4, 4, 1], 20, [['A', 'B'], ['C', 'D']]],
  ])('goes in whole documents: %s', (_, sizes, limit, expected) => {
    const members = sizes.map((size, index) => member('ABCD'[index] ?? '', size * MB))
    expect(titles(membersInParts(members, limit === null ? null : { bytes: limit * MB, source: 'postservern' }))).toEqual(expected)
  })

  test('is refused when a document alone is over the limit, with document, limit and way out: letter-too-large', () => {
    const limit = { bytes: 10 * MB, source: 'postservern (SIZE 10000000)' }
    expect(() => membersInParts([member('RAPS', MB), member('Rutiner', 6 * MB)], limit)).toThrow(expect.objectContaining({ code: 'letter-too-large', message: expect.stringMatching(/”Rutiner”.*11,3 MB.*SIZE 10000000.*10,0 MB.*Skanna/u) }))
  })
})
