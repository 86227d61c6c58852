import { describe, expect, it } from 'vitest'
import { Failure } from '../../templates/failure.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { newVersionCode, readPageCode, readVersionCode, stampsOf, writePageCode } from '../../signing/page-code.js'

const key = new Uint8Array(32).fill(7)
const keyOf = (keyId: string) => (keyId === 'K7' ? key : null)
const code = '7K3M9QXT2B'

describe('a page code', () => {
  it.each([
    [1, 1, 1],
    [0, 1, 21],
    [2, 33, 1023],
    [31, 1023, 1023],
  ])('of exemplar %i page %i of %i is 38 characters and reads back as written', (exemplar, page, pageCount) => {
    const written = { keyId: 'K7', code, exemplar, page, pageCount }
    const text = writePageCode(written, key)
    expect(text).toHaveLength(38)
    expect(text).toMatch(/^[0-9A-Z.]+$/)
    expect(readPageCode(text, keyOf)).toEqual({ ok: written })
  })

  it('is the same text for the same page for ever', () => {
    expect(writePageCode({ keyId: 'K7', code, exemplar: 1, page: 1, pageCount: 21 }, key)).toBe('A1.K7.7K3M9QXT2B.1.01.0N.DBGZ3N7K80Q6M')
  })

  it.each([
    { exemplar: 1, page: 0, pageCount: 3 },
    { exemplar: 1, page: 4, pageCount: 3 },
    { exemplar: 32, page: 1, pageCount: 3 },
    { exemplar: 1, page: 1024, pageCount: 1024 },
  ])('refuses to be written for what it cannot hold: %o', (wrong) => {
    expect(() => writePageCode({ keyId: 'K7', code, ...wrong }, key)).toThrow(Error)
  })

  it.each([{ keyId: 'k7', code }, { keyId: 'K7', code: '7K3M9QXT2U' }, { keyId: 'K7', code: '7K3M' }])('refuses a key id or version code of another form: %o', (wrong) => {
    expect(() => writePageCode({ ...wrong, exemplar: 1, page: 1, pageCount: 1 }, key)).toThrow('wrong form')
  })
})

describe('a version code', () => {
  it('is said in groups', () => expect(spokenCode(code)).toBe('7K3M-9QXT-2B'))

  it.each(['7K3M-9QXT-2B', '7k3m 9qxt 2b', ' 7K3M9QXT2B ', '7K3M–9QXT–2B'])('is understood as %s', (typed) => expect(readVersionCode(typed)).toBe(code))

  it('is understood when O, I and L were written for 0 and 1', () => expect(readVersionCode('oK3M-9ILT-2B')).toBe('0K3M911T2B'))

  it.each(['', '7K3M', '7K3M-9QXT-2BX', '7K3M-9QXT-2U', 'http://x'])('%j is refused with what a code looks like', (typed) => {
    expect(() => readVersionCode(typed)).toThrow(Failure)
    expect(() => readVersionCode(typed)).toThrow('7K3M-9QXT-2B')
  })

  it('takes all its fifty bits from the random bytes', () => {
    expect(newVersionCode(new Uint8Array(7))).toBe('0000000000')
    expect(newVersionCode(new Uint8Array(7).fill(255))).toBe('ZZZZZZZZZZ')
    expect(newVersionCode(Uint8Array.of(0, 0, 0, 0, 0, 0, 0b0100_0000))).toBe('0000000001')
    expect(() => newVersionCode(new Uint8Array(6))).toThrow('too few')
  })
})

describe('the stamps of an exemplar', () => {
  it('carry the code of each page, a QR symbol of 25 modules and the exemplar in words', () => {
    const stamp = stampsOf({ keyId: 'K7', key, code, exemplar: 1, exemplars: 2, draft: false })(3, 21)
    expect(stamp.exemplar).toBe('Exemplar 1 av 2')
    expect(stamp.qr.size).toBe(25)
    expect(stamp.qr.modules).toHaveLength(625)
    expect(readPageCode(stamp.text, keyOf)).toEqual({ ok: { keyId: 'K7', code, exemplar: 1, page: 3, pageCount: 21 } })
  })

  it('say draft, with exemplar 0, on a draft', () => {
    const stamp = stampsOf({ keyId: 'K7', key, code, exemplar: 1, exemplars: 2, draft: true })(1, 2)
    expect(stamp.exemplar).toBe('Utkast')
    expect(readPageCode(stamp.text, keyOf)).toMatchObject({ ok: { exemplar: 0 } })
  })
})
