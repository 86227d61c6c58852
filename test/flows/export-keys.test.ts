import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as openpgp from 'openpgp'
import { beforeAll, expect, it } from 'vitest'
import { groupedFingerprint } from '../../templates/fingerprint-sheet.js'
import { exportKeys } from '../../src/flows/export-keys.js'
import { keyList } from '../../src/flows/keys.js'
import { failureOf, openHouse, openPostalHouse, type PostalHouse } from '../open-house.js'
import { hasPdftotext, pdfText } from '../read-papers.js'

let house: PostalHouse

beforeAll(async () => {
  house = await openPostalHouse()
})

it('writes the public keys alone, and a sheet that says the same fingerprints in groups of four', async () => {
  const written = await exportKeys(house.app, join(house.directory, 'ut'))
  const armored = readFileSync(written.keys, 'utf8')
  const keys = await openpgp.readKeys({ armoredKeys: armored })
  const own = (await keyList(house.app)).filter((key) => key.own !== null).map(({ fingerprint }) => fingerprint)
  expect(keys.map((key) => [key.isPrivate(), key.getFingerprint().toUpperCase()])).toEqual(own.map((fingerprint) => [false, fingerprint]))
  if (!hasPdftotext) return
  const words = pdfText(readFileSync(written.sheet)).replace(/\s+/gu, ' ')
  for (const fingerprint of own) expect(words).toContain(groupedFingerprint(fingerprint).replace(/\s+/gu, ' '))
})

it('parts a fingerprint as it is read aloud', () => {
  expect(groupedFingerprint('0123456789ABCDEF0123456789ABCDEF01234567')).toBe('0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567')
})

it('is refused before there are keys', async () => {
  const empty = await openHouse()
  expect((await failureOf(exportKeys(empty.app, join(empty.directory, 'ut')))).code).toBe('keys-missing')
})
