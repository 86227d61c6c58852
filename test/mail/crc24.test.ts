import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { Crc24 } from '../../src/mail/crc24.js'

/** As [RFC 9580](https://www.rfc-editor.org/rfc/rfc9580#section-6.1.1) writes it, a bit at a time. */
function bitByBit(bytes: Uint8Array): string {
  let sum = 0xb704ce
  for (const byte of bytes) {
    sum ^= byte << 16
    for (let bit = 0; bit < 8; bit++) sum = (sum & 0x800000) === 0 ? sum << 1 : (sum << 1) ^ 0x1864cfb
  }
  return Buffer.from([sum >> 16, (sum >> 8) & 0xff, sum & 0xff]).toString('base64')
}

it('the sum of an armor is the standard’s, however long the bytes are and wherever they are cut', () => {
  const noise = createHash('sha512').update('crc').digest()
  for (let length = 0; length <= noise.byteLength; length++) {
    const sum = new Crc24()
    sum.update(noise.subarray(0, Math.floor(length / 3)))
    sum.update(noise.subarray(Math.floor(length / 3), length))
    expect(sum.base64()).toBe(bitByBit(noise.subarray(0, length)))
  }
  const known = new Crc24()
  known.update(Buffer.from('123456789'))
  expect(known.base64()).toBe(Buffer.from('21cf02', 'hex').toString('base64'))
})
