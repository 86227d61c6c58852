import { create } from 'fontkit'
import { expect, test } from 'vitest'
import { FONT_STYLES } from '../../templates/fonts.js'
import { FONTS } from './load-test-fonts.js'

const SHOWN = 'AVTWPFKraefvyäÅö.,-”/17 αД'

test('kerning is what fontkit lays out, in every style; digits stay as wide as they are', () => {
  const characters = Array.from(SHOWN, (character) => character.codePointAt(0) ?? 0)
  expect(FONTS.regular.kerningOf(0x41, 0x56)).toBeLessThan(0)
  for (const style of FONT_STYLES) {
    const face = FONTS[style]
    const font = create(Buffer.from(face.bytes))
    if (!('layout' in font)) throw new Error('a font collection is not a font')
    const scale = 1000 / font.unitsPerEm
    for (const left of characters) {
      // One text of all pairs is laid out many times as fast as each by itself.
      const text = String.fromCharCode(...characters.flatMap((right) => [left, right]))
      const laidOut = font.layout(text).positions.map(({ xAdvance }) => Math.round(xAdvance * scale - face.advanceOf(left)))
      const digit = (codePoint: number): boolean => codePoint >= 0x30 && codePoint <= 0x39
      const expected = characters.map((right, index) => (digit(left) && digit(right) ? 0 : laidOut[index * 2]))
      expect(characters.map((right) => face.kerningOf(left, right)), `${style} ${String.fromCharCode(left)}`).toEqual(expected)
    }
  }
})
