import { expect, it } from 'vitest'
import { armoredBodies } from '../../src/mail/armored-bodies.js'

const block = (kind: string, body: string): string => `-----BEGIN PGP ${kind}-----\r\n${body}\r\n-----END PGP ${kind}-----\r\n`
const words = (text: string, ...kinds: string[]): string[] => armoredBodies(text, kinds).map((bytes) => Buffer.from(bytes).toString())

it.each<[string, string, string[]]>([
  ['headers and checksum taken away', block('MESSAGE', 'Version: 1\r\nComment: a:b\r\n\r\naGVq\r\nIGTl\r\n=abcd').replace('IGTl', 'IGRl'), ['hej de']],
  ['with lone line ends, and a header without any', block('MESSAGE', 'Version: 1\r\raGVq\rIGRl'), ['hej de']],
  ['several, others between them', `${block('MESSAGE', 'ZXR0')}${block('SIGNATURE', 'bmVq')}mellan${block('MESSAGE', 'dHbD')}`, ['ett', 'tv\ufffd']],
  ['within those that never end', `-----BEGIN PGP SIGNATURE-----\r\n-----BEGIN PGP\r\n${block('MESSAGE', 'ZXR0')}-----BEGIN PGP MESSAGE-----\r\nZXR0`, ['ett']],
  ['none in other text', '-----END PGP MESSAGE----- -----BEGIN PGP ', []],
])('the blocks of a kind are taken out of a text: %s', (_, text, found) => {
  expect(words(text, 'MESSAGE')).toEqual(found)
})

it('a stranger’s text takes one look, however many blocks begin in it, however long its lines are, and whatever they are ended by', () => {
  const begun = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n-----BEGIN PGP PRIVATE KEY BLOCK-----\n'.repeat(100_000)
  expect(words(`${block('PUBLIC KEY BLOCK', 'ZXR0')}${begun}`, 'PUBLIC KEY BLOCK', 'PRIVATE KEY BLOCK')).toEqual(['ett'])
  expect(words(block('MESSAGE', `${'\u2028'.repeat(1_000_000)}\r\nZXR0`), 'MESSAGE')).toEqual(['ett'])
})
