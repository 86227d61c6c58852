import { describe, expect, it } from 'vitest'
import { Failure } from '../../../templates/failure.js'
import { setRuns } from '../../../templates/layout/set-paragraph.js'
import { PAGE_STYLES } from '../../../templates/layout/style.js'
import { FONTS } from '../load-test-fonts.js'
import { run } from './write-document.js'

function linesOf(texts: string | string[], widthPt: number): string[] {
  return setRuns([texts].flat().map(run), PAGE_STYLES.BodyText, widthPt, FONTS).map((line) => line.runs.map(({ text }) => text).join(''))
}

const LONG = [
  'Överkalixälvsdalsgränstrakternassamverkanskommunalförbundsregion vill ha kort.',
  'kommunstyrelsens.forvaltning.registrator@mycketlangtkommunnamnutanmellanslag.exempelstad.example',
  'https://www.exempelstadskommun.example/omsorg/halso-och-sjukvard/siths?sida=1&version=tva',
  'SE2120000142-10ABSE2120000142-10ABSE2120000142-10ABSE2120000142-10AB',
  '________________________________________________________________________',
  'Kort- och certifikatutgivning sker hos kortadministratören vid identitetskontrollen enligt tillämpningsanvisningen.',
]

describe('lines', () => {
  it.each(LONG)('never run out of the column, however narrow: %s', (text) => {
    for (const widthPt of [30, 48, 75, 120, 210, 454.4]) {
      for (const line of setRuns([run(text)], PAGE_STYLES.BodyText, widthPt, FONTS)) expect(line.widthPt).toBeLessThanOrEqual(widthPt + 0.01)
    }
  })

  it.each(LONG)('hold every letter, in order: %s', (text) => {
    for (const widthPt of [30, 75, 210]) expect(linesOf(text, widthPt).join('').replaceAll(/[\u00AD ]/g, '')).toBe(text.replaceAll(' ', ''))
  })

  it('put no hyphen into an e-mail address', () => {
    expect(linesOf(LONG[1] ?? '', 150).join('')).toBe(LONG[1])
  })

  it('part an e-mail address at its at sign sooner than at its last dot', () => {
    expect(linesOf('registrator@ovrekvarnadalensforbundet.example', 205)).toEqual(['registrator@', 'ovrekvarnadalensforbundet.example'])
  })

  it('end in a soft hyphen where a word is cut', () => {
    expect(linesOf('Tjänsten är certifikatutgivning', 100)).toContainEqual(expect.stringMatching(/\u00AD$/))
  })

  it('keep an amount and its unit together', () => {
    const text = 'Avgiften för den tjänst som beskrivs i detta avtal är 1 234 567,50 kr per år.'
    for (let widthPt = 120; widthPt < 400; widthPt += 7) expect(linesOf(text, widthPt).some((line) => line.includes('1 234 567,50 kr'))).toBe(true)
  })

  it('break where the author broke them', () => {
    expect(linesOf('Box 14\n984 90 Lillfors', 400)).toEqual(['Box 14', '984 90 Lillfors'])
  })

  it('join words whose letters are of several styles', () => {
    expect(linesOf(['nedan ', '**Tjänsteavtalet**', ', har'], 400)).toEqual(['nedan Tjänsteavtalet, har'])
  })

  it('are as many as an empty paragraph needs', () => {
    expect(linesOf('', 400)).toEqual([''])
  })
})

describe('a character that cannot be printed', () => {
  it.each([
    ['an emoji', 'Kommun 😀', 'U+1F600'],
    ['a reversal of the reading direction', 'avgift \u202Erk 001', 'U+202E'],
    ['a script that needs shaping', 'שלום', 'U+05E9'],
    ['a mark on its own', 'x\u0302', 'U+0302'],
    ['a control character', 'a\u0007b', 'U+0007'],
    ['half a surrogate pair', 'a\uD83D', 'U+D83D'],
  ])('is refused by name and place: %s', (_, text, name) => {
    const attempt = (): unknown => linesOf(text, 400)
    expect(attempt).toThrow(Failure)
    expect(attempt).toThrow(name)
  })

  it('is not a letter that only came decomposed', () => {
    expect(linesOf('A\u030Akersro', 400)).toEqual(['Åkersro'])
  })
})
