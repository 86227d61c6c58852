import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { bildfilnamn, epostadress, telefonnummer, webbadress } from '../../templates/contact-ways.js'
import { gln, hsaId, maskPersonnummer, organisationsnummer, peppolId, personnummer, postnummer } from '../../templates/identifiers.js'

function faultOf(schema: z.ZodString, value: string): string {
  const result = schema.safeParse(value)
  return result.success ? `godtogs som ${result.data}` : result.error.issues.map(({ message }) => message).join(' | ')
}

/** The same digits with each digit in turn replaced by each other one. */
function oneDigitWrong(value: string): readonly string[] {
  return value.split('').flatMap((digit, at) =>
    /\d/u.test(digit) ? '0123456789'.split('').filter((other) => other !== digit).map((other) => value.slice(0, at) + other + value.slice(at + 1)) : [])
}

describe('organisationsnummer', () => {
  test.each([
    ['212000-0142'], ['2120000142'], ['162120000142'], ['16212000-0142'], ['SE212000014201'], ['se212000014201'], ['SE212000-014201'], ['  212000-0142 '],
    ['212000–0142'], ['212000 0142'], ['212000\u00A00142'], ['212000\u22120142'], ['SE 2120000142 01'],
  ])('takes %s as 212000-0142', (typed) => {
    expect(organisationsnummer.parse(typed)).toBe('212000-0142')
  })

  test.each([
    ['212000-014', /har 9 siffror.*tio \(NNNNNN-NNNN\)/u],
    ['212000-01421', /har 11 siffror/u],
    ['21200-00142', /bindestrecket står fel/u],
    ['212000-O142', /innehåller ”O”/u],
    ['２12000-0142', /innehåller/u],
    ['٢12000-0142', /innehåller/u],
    ['172120000142', /tolv siffror börjar på 16/u],
    ['SE212000014202', /slutar på 01/u],
    ['212000-0143', /fel kontrollsiffra.*registreringsbeviset/u],
    ['122000-0142', /fel kontrollsiffra/u],
    ['190001010107', /personnummer/u],
    ['000101-0107', /personnummer/u],
    ['000000-0000', /tredje siffra under 2/u],
    ['', /är tom/u],
    ['-', /har 0 siffror/u],
    ['212000-0142 ', /^godtogs/u],
    ['212000-0142\n', /^godtogs/u],
    ['212000\n-0142', /radbrytning/u],
    ['9'.repeat(5000), /80/u],
  ])('answers %s with its own message', (typed, message) => {
    expect(faultOf(organisationsnummer, typed)).toMatch(message)
  })

  test('is refused with any single digit wrong', () => {
    expect(oneDigitWrong('212000-0142').filter((typed) => organisationsnummer.safeParse(typed).success)).toEqual([])
  })

  test('is never told which check digit would fit, since the mistake may be in another digit', () => {
    expect(faultOf(organisationsnummer, '212000-0149').replace('212000-0149', '')).not.toMatch(/\d/u)
  })

  test('that may be a person is not repeated in the fault', () => {
    expect(faultOf(organisationsnummer, '850412-9811')).not.toContain('850412')
    expect(faultOf(organisationsnummer, '19850412-9811')).not.toContain('850412')
  })

  test('is read out of the VAT number', () => {
    expect(organisationsnummer.parse('SE212000014201')).toBe('212000-0142')
  })
})

describe('HSA-id', () => {
  test.each([
    ['SE2120000142-A123', 'SE2120000142-A123'], ['se2120000142-a123', 'SE2120000142-a123'], ['SE2120000142–1', 'SE2120000142-1'],
    [`SE2120000142-${'A'.repeat(18)}`, `SE2120000142-${'A'.repeat(18)}`],
  ])('takes %s', (typed, normal) => {
    expect(hsaId.parse(typed)).toBe(normal)
  })

  test.each([
    ['SE2120000142', /inget HSA-id/u], ['2120000142-A123', /inget HSA-id/u], ['SE2120000142-', /lokala delen/u], ['SE2120000142-Å1', /lokala delen/u],
    ['SE2120000142-A@1', /lokala delen/u], ['SE2120000142--', /lokala delen/u], [`SE2120000142-${'A'.repeat(19)}`, /har 32 tecken/u],
    ['SE2120000143-A123', /organisationsnumret i HSA-id:t .*fel kontrollsiffra/u], ['SE8504129811-A1', /personnummer/u],
  ])('refuses %s', (typed, message) => {
    expect(faultOf(hsaId, typed)).toMatch(message)
  })
})

test.each([['12345', '123 45'], ['123 45', '123 45'], ['SE-123 45', '123 45'], ['S-12345', '123 45'], ['984\u00A090', '984 90']])('postnummer takes %s', (typed, normal) => {
  expect(postnummer.parse(typed)).toBe(normal)
})

test.each([['1234'], ['023 45'], ['123456'], ['12 345 6'], ['ABC DE'], ['12345-1'], ['１2345'], ['']])('postnummer refuses %s', (typed) => {
  expect(postnummer.safeParse(typed).success).toBe(false)
})

describe('GLN', () => {
  test('takes thirteen digits with the right check digit', () => {
    expect(gln.parse('735 0000 990010')).toBe('7350000990010')
  })

  test.each([['7350000990011'], ['735000099001'], ['73500009900100'], ['0000000000000'], ['735000099001O'], ['']])('refuses %s', (typed) => {
    expect(gln.safeParse(typed).success).toBe(false)
  })

  test('is refused with any single digit wrong', () => {
    expect(oneDigitWrong('7350000990010').filter((typed) => gln.safeParse(typed).success)).toEqual([])
  })
})

describe('Peppol-id', () => {
  test.each([
    ['0007:2120000142', '0007:2120000142'], ['0007:212000-0142', '0007:2120000142'], ['iso6523-actorid-upis::0007:2120000142', '0007:2120000142'],
    ['0088:7350000990010', '0088:7350000990010'],
  ])('takes %s', (typed, normal) => {
    expect(peppolId.parse(typed)).toBe(normal)
  })

  test.each([
    ['0007:2120000143', /organisationsnumret i Peppol-id:t/u], ['0088:7350000990011', /GLN i Peppol-id:t/u], ['2120000142', /inget Peppol-id/u],
    ['9955:SE212000014201', /inget Peppol-id/u], ['0007:7350000990010', /inget Peppol-id/u], ['0088:2120000142', /inget Peppol-id/u],
  ])('refuses %s', (typed, message) => {
    expect(faultOf(peppolId, typed)).toMatch(message)
  })
})

describe('personnummer', () => {
  test.each([
    ['19850412-9811', '19850412-9811'], ['198504129811', '19850412-9811'], ['850412-9811', '850412-9811'], ['8504129811', '850412-9811'],
    ['850412+9811', '850412+9811'], ['19850472-9818', '19850472-9818'], ['20000229-0005', '20000229-0005'],
  ])('takes %s', (typed, normal) => {
    expect(personnummer.parse(typed)).toBe(normal)
  })

  test.each([
    ['19850412-9812', /kontrollsiffra/u], ['19851312-9811', /födelsedatum/u], ['19850431-9811', /födelsedatum/u], ['19850400-9811', /födelsedatum/u],
    ['19000229-0005', /födelsedatum/u], ['19850460-9811', /födelsedatum/u], ['19850492-9811', /födelsedatum/u], ['1985-04-12-9811', /inget personnummer/u],
    ['85041298', /inget personnummer/u], ['', /är inget|är tom/u], ['TESTPERSON', /inget personnummer/u],
  ])('refuses %s', (typed, message) => {
    expect(faultOf(personnummer, typed)).toMatch(message)
  })

  test('is never repeated in a fault', () => {
    for (const typed of ['19850412-9812', '19851312-9811', '850412 981', '198504129811x', '19850412-98113']) {
      expect(faultOf(personnummer, typed)).not.toMatch(/\d{3}/u)
    }
  })

  test.each([
    ['19850412-9811', '1985****-****'], ['850412-9811', '85****-****'], ['850412+9811', '85****+****'], ['198504129811', '1985********'],
    ['Anna 850412', '***********'], ['', ''], ['8504', '****'],
  ])('%s is shown as %s', (value, masked) => {
    expect(maskPersonnummer(value)).toBe(masked)
  })
})

test.each([
  [epostadress, 'a.b@c.example'], [epostadress, 'RAfunktionen@x.se'], [telefonnummer, '08-465 004 21'], [telefonnummer, '+46 (0)8 465 004 21'], [telefonnummer, '0200/12 34 56'],
  [webbadress, 'www.a.example'], [webbadress, 'https://a.example/b/'], [bildfilnamn, 'logotyp.svg'], [bildfilnamn, 'Övre Kvarnådalen 2.PNG'],
])('a way of contact takes %s %s', (schema, typed) => {
  expect(schema.parse(typed)).toBe(typed)
})

test.each([
  [epostadress, 'a@b'], [epostadress, 'å@b.se'], [epostadress, 'a@b.se, c@d.se'], [epostadress, '"A" <a@b.se>'], [epostadress, `${'a'.repeat(250)}@b.se`],
  [telefonnummer, 'växeln'], [telefonnummer, '1234'], [telefonnummer, '0'.repeat(16)], [telefonnummer, '08-1234567 ankn 5'],
  [webbadress, 'javascript:alert(1)'], [webbadress, 'https://a.example/?x=<y>'], [webbadress, 'a'],
  [bildfilnamn, '../logotyp.svg'], [bildfilnamn, 'C:\\logotyp.svg'], [bildfilnamn, '.svg'], [bildfilnamn, 'logotyp.exe'], [bildfilnamn, 'a/b.svg'],
])('a way of contact refuses %s %s', (schema, typed) => {
  expect(schema.safeParse(typed).success).toBe(false)
})
