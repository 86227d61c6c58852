import { describe, expect, it } from 'vitest'
import { lettersSpelling, wordsOf, type Letter } from '../../../signing/comparison/letters.js'

const letter = (text: string, leftMm: number, changes: Partial<Letter> = {}): Letter => ({ text, leftMm, topMm: 20, widthMm: 1.6, heightMm: 2.5, figure: null, ...changes })
const texts = (letters: readonly Letter[]): string[] => wordsOf(letters).map((word) => word.map(({ text }) => text).join(''))

describe('letters become words', () => {
  it.each<[string, Letter[], string[]]>([
    ['that stand together', [letter('a', 0), letter('b', 1.8), letter('c', 3.6)], ['abc']],
    ['with a space between', [letter('a', 0), letter(' ', 1.6, { widthMm: 0 }), letter('b', 1.8)], ['a', 'b']],
    ['with a gap between that is no letter', [letter('a', 0), letter('b', 3)], ['a', 'b']],
    ['on lines of their own', [letter('a', 50), letter('b', 0, { topMm: 26 })], ['a', 'b']],
    ['side by side on lines of their own', [letter('a', 50), letter('b', 51.7, { topMm: 26 })], ['a', 'b']],
    ['with a comma that hangs', [letter('a', 0), letter(',', 1.7, { topMm: 22, heightMm: 0.9, widthMm: 0.4 })], ['a,']],
    ['that overlap, as kerned ones do', [letter('A', 0), letter('V', 1.4)], ['AV']],
    ['large ones farther apart than small', [letter('A', 0, { heightMm: 6, widthMm: 4 }), letter('B', 4.9, { heightMm: 6, widthMm: 4 })], ['AB']],
    ['without those that leave no ink', [letter('a', 0), letter('\u00AD', 1.6, { widthMm: 0 }), letter('b', 1.8, { heightMm: 0 })], ['a']],
    ['of which there are none', [], []],
  ])('%s', (_, letters, words) => {
    expect(texts(letters)).toEqual(words)
  })
})

describe('the letters that spell a text', () => {
  const page = Array.from('A1 x1.F A1.FA1.F', (text, index) => letter(text, 2 * index))
  const places = (text: string): number[] => page.flatMap((one, index) => (lettersSpelling(page, text).has(one) ? [index] : []))

  it.each<[string, string, number[]]>([
    ['wherever it stands', 'A1.F', [8, 9, 10, 11, 12, 13, 14, 15]],
    ['over spaces too', 'x1.FA', [3, 4, 5, 6, 8]],
    ['but no part of it', 'A1.G', []],
    ['and nothing spells no text', '', []],
  ])('%s', (_, text, expected) => {
    expect(places(text)).toEqual(expected)
  })
})
