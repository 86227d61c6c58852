import { expect, test } from 'vitest'
import { checkLetter, fileNameOf, subjectOf, textOf, type LetterMember, type ReviewLetter } from '../../signing/letter.js'

const MEMBER: LetterMember = {
  kind: 'raps', title: 'Tillämpningsanvisning RAPS', code: 'ABCD', fileName: 'raps.pdf', sha256: 'a'.repeat(64), sizeBytes: 1234, pageCount: 21,
}
const LETTER: ReviewLetter = {
  purpose: 'review', id: 'l1', number: 2, predecessor: 1, customer: { name: 'Åre kommun', orgnr: '212000-1892' },
  provider: { name: 'Exempelrådgivningen', replyAddress: 'siths@radgivning.example' },
  members: [MEMBER, { ...MEMBER, kind: 'rutiner', title: 'Skriftliga rutiner', code: 'EFGH', fileName: 'rutiner.pdf', sha256: 'b'.repeat(64), pageCount: 1 }],
}

test('the subject names customer, organisation number and letter', () => {
  expect(subjectOf(LETTER)).toBe('Granskningsdokument för Åre kommun (212000-1892), brev 2')
})

test('the text names every document with its code, extent and digest, and the letter it completes', () => {
  expect(textOf(LETTER)).toBe(`Hej!

Här kommer granskningsdokumenten för Åre kommun,
organisationsnummer 212000-1892. Detta är brev 2 för kunden.

Brevet kompletterar brev 1. Dokumenten i detta brev ersätter dem
med samma namn i det tidigare brevet.

Dokumenten är undertecknade av både kunden och Exempelrådgivningen:

1. Tillämpningsanvisning RAPS
   Kod: ABCD
   Fil: raps.pdf
   Omfattning: 21 sidor, 1234 byte
   SHA-256: ${'a'.repeat(64)}

2. Skriftliga rutiner
   Kod: EFGH
   Fil: rutiner.pdf
   Omfattning: 1 sida, 1234 byte
   SHA-256: ${'b'.repeat(64)}

Kontrollsummorna (SHA-256) visar att filerna är de som skickades.
Bekräfta gärna mottagandet, eller begär komplettering, till siths@radgivning.example.

Med vänlig hälsning
Exempelrådgivningen
`)
})

test('a first letter completes none', () => {
  expect(textOf({ ...LETTER, number: 1, predecessor: null })).not.toContain('kompletterar')
})

test('a whole letter passes', () => {
  expect(() => checkLetter(LETTER)).not.toThrow()
})

test.each([
  ['without members', { members: [] }, 'inget dokument'],
  ['with a number below one', { number: 0, predecessor: null }, 'heltal från 1'],
  ['that completes a later one', { predecessor: 2 }, 'inte är tidigare'],
  ['with two attachments of one name', { members: [MEMBER, MEMBER] }, 'två bilagor heter'],
  ['with a member without a digest', { members: [{ ...MEMBER, sha256: '' }] }, 'saknar kontrollsumma'],
] satisfies [string, Partial<ReviewLetter>, string][])('a letter %s is incomplete', (_, change, words) => {
  expect(() => checkLetter({ ...LETTER, ...change })).toThrow(expect.objectContaining({ code: 'letter-incomplete', message: expect.stringContaining(words) }))
})

test.each([
  ['RAPS', 'Åre kommun', 'RAPS - Åre kommun - ABCD.pdf'],
  ['a/b\\c:d', 'X "Y" <Z>\r\n\u202e', 'a b c d - X Y Z - ABCD.pdf'],
  ['A\u030are', 'k', 'Åre - k - ABCD.pdf'],
])('the file name of %j for %j is safe on every file system', (title, customer, expected) => {
  expect(fileNameOf(title, customer, 'ABCD')).toBe(expected)
})
