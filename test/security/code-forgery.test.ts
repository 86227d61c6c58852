import { describe, expect, it } from 'vitest'
import { readPageCode, writePageCode } from '../../signing/page-code.js'

const key = new Uint8Array(32).fill(7)
const keyOf = (keyId: string) => (keyId === 'K7' ? key : null)
const genuine = writePageCode({ keyId: 'K7', code: '7K3M9QXT2B', exemplar: 1, page: 2, pageCount: 9 }, key)

describe('a page code that somebody made up', () => {
  it('is forged when any one character is changed', () => {
    for (let at = 0; at < genuine.length; at += 1) {
      const changed = genuine.slice(0, at) + (genuine.charAt(at) === '3' ? '4' : '3') + genuine.slice(at + 1)
      expect(readPageCode(changed, keyOf)).toEqual({ wrong: /^A1\.K7(\.[0-9A-Z]+){5}$/.test(changed) ? 'forged-code' : 'foreign-code' })
    }
  })

  it('is forged when made with another key, and foreign when it names a key this installation never had', () => {
    const page = { code: '7K3M9QXT2B', exemplar: 1, page: 2, pageCount: 9 }
    expect(readPageCode(writePageCode({ keyId: 'K7', ...page }, new Uint8Array(32).fill(8)), keyOf)).toEqual({ wrong: 'forged-code' })
    expect(readPageCode(writePageCode({ keyId: 'XX', ...page }, key), keyOf)).toEqual({ wrong: 'foreign-code' })
  })

  it.each(['', 'https://example.org/A1.K7', `${genuine} `, genuine.toLowerCase(), `${genuine}\n`, genuine.slice(0, -1), `A2${genuine.slice(2)}`, 'Ä'.repeat(38), 'A1.K7.7K3M9QXT2B.1.02.09.OOOOOOOOOOOOO'])(
    '%j is foreign',
    (text) => expect(readPageCode(text, keyOf)).toEqual({ wrong: 'foreign-code' }),
  )
})
