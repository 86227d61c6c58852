import { expect, it } from 'vitest'
import { isSmallMessage } from '../../src/mail/is-small-message.js'

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex')
/** Tells how many of its bytes were looked at. */
function counted(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly looked: () => number } {
  let looked = 0
  return {
    looked: () => looked,
    bytes: new Proxy(bytes, {
      get(target, key) {
        if (typeof key === 'string' && /^\d+$/u.test(key)) looked += 1
        const value: unknown = Reflect.get(target, key)
        return value
      },
    }),
  }
}

it.each([
  ['encrypted data in the new format', 'd2 01 01', true],
  ['in the old format, of one, two and four octets of length, and to the end', '84 01 03 85 0001 03 86 00000001 03 a7 01 02 03', true],
  ['after session keys, of two and five octets of length', `c1 c000 ${'00'.repeat(192)} c1 ff 00000001 03 d2 01 01`, true],
  ['in pieces, the last of them small', `d2 e9 ${'00'.repeat(512)} e9 ${'00'.repeat(512)} 01 00`, true],
  ['cut off', 'd2 ff 00ff', true],
  ['session keys without anything encrypted', 'c1 01 03', false],
  ['a signature', 'c2 01 04', false],
  ['no packets', '0a 0b', false],
  ['nothing', '', false],
  ['64 packets', `${'d500'.repeat(63)} d20101`, true],
  ['65 packets', `${'d500'.repeat(64)} d20101`, false],
  ['encrypted data, and then 64 packets that are passed over', `d20101 ${'fc00'.repeat(64)}`, false],
  ['more pieces than anybody writes', `d2 ${'e000'.repeat(100)} 00`, false],
])('%s', (_, packets, expected) => {
  expect(isSmallMessage(hex(packets))).toBe(expected)
})

it('looks at no more of a million tiny packets, or pieces, than of a message', () => {
  const packets = counted(Buffer.alloc(2_000_000, hex('d500')))
  const pieces = counted(Buffer.concat([hex('d2'), Buffer.alloc(2_000_000, hex('e000'))]))
  expect([isSmallMessage(packets.bytes), isSmallMessage(pieces.bytes)]).toEqual([false, false])
  expect(packets.looked()).toBeLessThan(200)
  expect(pieces.looked()).toBeLessThan(5000)
})
