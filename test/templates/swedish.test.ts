import { describe, expect, test } from 'vitest'
import { Failure } from '../../templates/failure.js'
import { antal, belopp, datum, FORMATS, orgnr, postnr, telefon } from '../../templates/swedish.js'

test.each([['2026-11-22', '22 november 2026'], ['2027-01-01', '1 januari 2027'], ['2028-02-29', '29 februari 2028'], ['1998-05-09', '9 maj 1998']])('the day %s reads %s', (day, text) => {
  expect(datum(day)).toBe(text)
})

test.each([
  [1234567.5, '1\u00A0234\u00A0567,50\u00A0kr'], [0, '0,00\u00A0kr'], [189, '189,00\u00A0kr'], [-12.5, '\u221212,50\u00A0kr'],
])('the amount %s reads %s', (amount, text) => {
  expect(belopp(amount)).toBe(text)
})

test.each([[0, '0'], [420, '420'], [9800, '9\u00A0800'], [1000000, '1\u00A0000\u00A0000']])('the number %s reads %s', (number, text) => {
  expect(antal(number)).toBe(text)
})

test.each([
  ['08-46500421', '08-465 004 21'], ['0846500421', '08-465 004 21'], ['+46 8 465 004 21', '08-465 004 21'], ['+46 (0)8 465 004 21', '08-465 004 21'],
  ['0046846500421', '08-465 004 21'], ['0701740605', '070-174 06 05'], ['031-3900600', '031-390 06 00'], ['0980-319200', '0980-31 92 00'],
  ['0771-123456', '0771-12 34 56'], ['020-12345', '020-123 45'], ['1177', '1177'], ['+47 22 12 34 56', '+47 22 12 34 56'], ['08-123', '08-123'],
])('the telephone number %s reads %s', (number, text) => {
  expect(telefon(number)).toBe(text)
})

test('an organisationsnummer and a postal code read in normal form', () => {
  expect([orgnr('2120000142'), orgnr('212000-0142'), postnr('98490'), postnr('984 90')]).toEqual(['212000-0142', '212000-0142', '984 90', '984 90'])
})

describe('a format given the wrong thing', () => {
  test.each([
    ['datum', '2026-13-01'], ['datum', '22/11 2026'], ['datum', 5], ['datum', undefined], ['datum', '2026-11-22T09:00:00Z'], ['datum', '2026-11-00'],
    ['belopp', '189'], ['belopp', Number.NaN], ['antal', Number.POSITIVE_INFINITY], ['antal', null], ['orgnr', 'x'], ['postnr', 12345], ['telefon', 8],
  ] as const)('%s refuses %s as a fault of the template', (format, value) => {
    expect(() => FORMATS[format](value)).toThrow(Failure)
    expect(() => FORMATS[format](value)).toThrow(expect.objectContaining({ code: 'template-invalid' }))
  })
})
