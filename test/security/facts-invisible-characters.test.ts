import { describe, expect, test } from 'vitest'
import { Failure } from '../../templates/failure.js'
import { readFacts, readParty } from '../../templates/facts-faults.js'

/** What a faults list says of a customer called `namn`; empty when the name was taken. */
function faultsOfName(namn: string): readonly string[] {
  try {
    readFacts({ kund: { namn, kundtyp: 'privat', orgnr: '212000-0142' } })
  } catch (error) {
    if (error instanceof Failure) return error.faults.map(({ path, message }) => `${path}: ${message}`)
    throw error
  }
  return []
}

const HOSTILE = [
  ['NUL', '\u0000'], ['backspace', '\b'], ['escape', '\u001B[2J'], ['line feed', '\n'], ['carriage return and header', '\r\nBcc: a@b.example'], ['tab', '\t'],
  ['next line', '\u0085'], ['line separator', '\u2028'], ['paragraph separator', '\u2029'],
  ['right-to-left override', '\u202E'], ['left-to-right isolate', '\u2066'], ['right-to-left mark', '\u200F'], ['Arabic letter mark', '\u061C'],
  ['zero-width space', '\u200B'], ['zero-width joiner', '\u200D'], ['word joiner', '\u2060'], ['byte order mark', '\uFEFF'], ['soft hyphen', '\u00AD'],
  ['language tag', '\u{E0041}'], ['variation selector', '\uFE0F'], ['Hangul filler', '\u3164'], ['combining grapheme joiner', '\u034F'],
  ['half a surrogate pair', '\uD83D'], ['the other half', '\uDE00'], ['noncharacter U+FFFE', '\uFFFE'], ['noncharacter U+FDD0', '\uFDD0'], ['private use', '\uE000'],
  ['replacement character', '\uFFFD'],
] as const

describe('a customer name', () => {
  test.each(HOSTILE)('with %s in the middle is refused', (_, character) => {
    expect(faultsOfName(`Vård${character}gruppen`)).toHaveLength(1)
  })

  test.each(HOSTILE)('with %s is refused in words that do not carry it on', (_, character) => {
    const [fault = ''] = faultsOfName(`Vård${character}gruppen`)
    expect(fault).toMatch(/^kund\.namn: /u)
    expect(fault).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u)
  })

  test.each([
    ['letters carrying a tower of accents', `Va${'\u0301'.repeat(40)}rd`], ['UTF-8 read as Latin-1', 'VÃ¥rdgruppen'], ['UTF-8 read as Latin-1, capital', 'Ã\u0085ngermanland'],
    ['nothing but no-break spaces', '\u00A0\u2003\u3000'], ['nothing but a soft hyphen', '\u00AD'],
  ])('of %s is refused', (_, name) => {
    expect(faultsOfName(name)).toHaveLength(1)
  })

  test.each([
    ['Västra Götalands läns vårdförbund'], ['Ångström & Söner "Vård" AB'], ["D'Artagnan–Ø Ltd §4 (50 %)"], ['<b>Vård</b> {{kund.orgnr}} ]]> =1+1'], ['Zażółć Ðorđe İstanbul'],
  ])('%s is an ordinary name and kept as it is', (name) => {
    expect(readFacts({ kund: { namn: name, kundtyp: 'privat', orgnr: '212000-0142' } }).kund.namn).toBe(name)
  })

  test('typed with combining accents is the same as one typed with whole letters', () => {
    expect(readFacts({ kund: { namn: 'A\u030Angermanland', kundtyp: 'privat', orgnr: '212000-0142' } }).kund.namn).toBe('Ångermanland')
  })
})

test('a review address cannot smuggle in a second receiver', () => {
  for (const address of ['a@b.example\r\nBcc: c@d.example', 'a@b.example,c@d.example', 'a@b.example;c@d.example', 'a@b.example c@d.example', '<a@b.example>', 'a@b.example\u0000', 'a@b.examp\u200Ble']) {
    expect(() => readParty({ part: 'driftleverantor', granskningsadress: address })).toThrow(
      expect.objectContaining({ faults: expect.arrayContaining([expect.objectContaining({ path: 'granskningsadress' })]) }),
    )
  }
})
