import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as openpgp from 'openpgp'
import { beforeAll, expect, it } from 'vitest'
import { groupedFingerprint } from '../../templates/fingerprint-sheet.js'
import { exportKeys } from '../../src/flows/export-keys.js'
import { algorithmWords } from '../../src/flows/key-words.js'
import { keyList } from '../../src/flows/keys.js'
import { failureOf, openHouse, openPostalHouse, type PostalHouse } from '../open-house.js'
import { hasPdftotext, pdfText } from '../read-papers.js'

let house: PostalHouse

beforeAll(async () => {
  house = await openPostalHouse()
})

it('hands out the sender’s public key alone, and a sheet with its fingerprint in groups of four; the archive’s only by its name', async () => {
  for (const own of ['sender', 'archive'] as const) {
    const written = await exportKeys(house.app, own, join(house.directory, own))
    const keys = await openpgp.readKeys({ armoredKeys: readFileSync(written.keys, 'utf8') })
    const [named, other] = (await keyList(house.app)).filter((key) => key.own !== null).sort((key) => (key.own === own ? -1 : 1)).map(({ fingerprint }) => fingerprint)
    expect([keys.map((key) => [key.isPrivate(), key.getFingerprint().toUpperCase()]), written.fingerprints]).toEqual([[[false, named]], [named]])
    if (!hasPdftotext) continue
    const words = pdfText(readFileSync(written.sheet)).replace(/\s+/gu, ' ')
    const grouped = (fingerprint = ''): string => groupedFingerprint(fingerprint).replace(/\s+/gu, ' ')
    expect([words.includes(grouped(named)), words.includes(grouped(other))]).toEqual([true, false])
    expect(words).toMatch(/E-postadress: [^ ]+@[^ ]+ Algoritm: Ed25519 \(äldre format\)/u)
  }
})

it('names algorithms as people read them', () => {
  expect(['ed25519Legacy', 'rsaEncryptSign 3072', 'nistP256', 'okänd'].map(algorithmWords)).toEqual(['Ed25519 (äldre format)', 'RSA, 3072 bitar', 'NIST P-256', 'okänd'])
})

it('parts a fingerprint as it is read aloud', () => {
  expect(groupedFingerprint('0123456789ABCDEF0123456789ABCDEF01234567')).toBe('0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567')
})

it('is refused before there are keys', async () => {
  const empty = await openHouse()
  expect((await failureOf(exportKeys(empty.app, 'sender', join(empty.directory, 'ut')))).code).toBe('keys-missing')
})
