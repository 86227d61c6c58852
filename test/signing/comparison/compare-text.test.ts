import { describe, expect, it } from 'vitest'
import { compareWords, type ComparedWords } from '../../../signing/comparison/compare-text.js'
import { wordsOf } from '../../../signing/comparison/letters.js'
import type { Gray } from '../../../signing/registration/gray.js'
import { MM_PER_PX, scannedLike, withLine, writtenPage } from './written-page.js'

const LINES = ['avtalet omfattar tjansten och dess bilagor', 'belopp 1234567 kronor per manad fran 2027', 'organisationsnummer 890213 och 4567801239', 'parterna har tagit del av villkoren nedan']
const { picture, letters } = writtenPage(LINES)
const written = (line: number, from: string, to: string): Gray => writtenPage(LINES.map((text, index) => (index === line ? text.replace(from, to) : text))).picture
const compared = (scanned: Gray, seenPxPerMm = 7.9): ComparedWords => compareWords({ issued: picture, scanned, mmPerPx: MM_PER_PX, seenPxPerMm, isBilevel: false }, wordsOf(letters))
const differing = (scanned: Gray): string[] => compared(scanned).differ.map(({ text }) => text)

describe('the words of a page', () => {
  it.each([
    ['scanned as they were printed', scannedLike(picture)],
    ['a little off their place', scannedLike(picture, { dx: 2, dy: -1 })],
    ['in a noisy scan', scannedLike(picture, { noise: 30 })],
  ])('%s are the same', (_, scanned) => {
    expect(differing(scanned)).toEqual([])
    expect(compared(scanned).ordinary).toBeGreaterThan(0.7)
  })

  it.each([
    ['a word', 0, 'tjansten', 'uppdrags', ['tjansten']],
    ['two words', 3, 'tagit del', 'sagts mot', ['tagit', 'del']],
  ] as const)('tell where %s was printed otherwise', (_, line, from, to, expected) => {
    expect(differing(scannedLike(written(line, from, to)))).toEqual(expected)
  })

  it('tell of a word that is gone, and of one struck through', () => {
    expect(differing(scannedLike(written(3, 'parterna', '        ')))).toEqual(['parterna'])
    const word = wordsOf(letters).find((one) => one.map(({ text }) => text).join('') === 'villkoren') ?? []
    const [left, right, y] = [(word[0]?.leftMm ?? 0) / MM_PER_PX, ((word.at(-1)?.leftMm ?? 0) + 1.3) / MM_PER_PX, (word[0]?.topMm ?? 0) / MM_PER_PX + 12]
    expect(differing(scannedLike(withLine(picture, [left - 3, y], [right + 3, y - 3])))).toEqual(['villkoren'])
  })

  it('are hardly alike on a page with other words', () => {
    expect(compared(scannedLike(writtenPage(LINES.map((line) => Array.from(line).toReversed().join(''))).picture)).ordinary).toBeLessThan(0.62)
  })
})

describe('a scan that tells black from white and nothing between', () => {
  const GRAY_WORDS = 'versionskod'
  const withGray = [...LINES, GRAY_WORDS]
  const drawn = writtenPage(withGray)
  const paled = (tones: Gray, from: number): Gray => ({ ...tones, pixels: tones.pixels.map((tone, at) => (at >= from * tones.widthPx && tone < 100 ? 120 : tone)) })
  const firstRow = 60 + LINES.length * 45 - 5
  const issued = paled(drawn.picture, firstRow)
  const inPieces: Gray = { ...issued, pixels: scannedLike(issued).pixels.map((tone, at) => (at >= firstRow * issued.widthPx ? 255 : tone < 140 ? 0 : 255)) }
  const differ = (isBilevel: boolean): string[] => compareWords({ issued, scanned: inPieces, mmPerPx: MM_PER_PX, seenPxPerMm: 7.9, isBilevel }, wordsOf(drawn.letters)).differ.map(({ text }) => text)

  it('is no witness to words printed in gray, which any other scan is', () => {
    expect(differ(true)).toEqual([])
    expect(differ(false)).toEqual([GRAY_WORDS])
  })

  it('is no witness to a box to tick, whose hairlines it breaks', () => {
    const [box] = drawn.letters.filter(({ text }) => text === 'v').slice(-1).map((letter) => ({ ...letter, text: '☐' }))
    if (box === undefined) throw new Error('the page has a letter to make a box of')
    const [left, top, right, bottom] = [box.leftMm, box.topMm, box.leftMm + box.widthMm, box.topMm + box.heightMm].map((mm) => Math.round(mm / MM_PER_PX))
    const framed = (whole: boolean) => (tone: number, at: number): number => {
      const [x, y] = [at % issued.widthPx, Math.floor(at / issued.widthPx)]
      if (left === undefined || right === undefined || top === undefined || bottom === undefined || x < left || x > right || y < top || y > bottom) return tone
      return (x === left || x === right || y === top || y === bottom) && (whole || (x + y) % 9 === 0) ? 0 : 255
    }
    const words = [...wordsOf(drawn.letters).slice(0, -1), [box]]
    const told = (isBilevel: boolean): string[] => compareWords({ issued: { ...issued, pixels: issued.pixels.map(framed(true)) }, scanned: { ...inPieces, pixels: inPieces.pixels.map(framed(false)) }, mmPerPx: MM_PER_PX, seenPxPerMm: 7.9, isBilevel }, words).differ.map(({ text }) => text)
    expect([told(true), told(false)]).toEqual([[], ['☐']])
  })
})
