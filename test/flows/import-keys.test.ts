import * as openpgp from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { importKeys } from '../../src/flows/import-keys.js'
import { checkKeys, keyDetails, keyList } from '../../src/flows/keys.js'
import { generateKeys } from '../../src/flows/own-keys.js'
import { pinInEffect } from '../../src/storage/pins.js'
import { ownerKey } from '../mail/letter-fixture.js'
import { CLERK, failureOf, openHouse, pinSupplierKey, setParties, type House } from '../open-house.js'

const SUPPLIER = 'granskning@driftbolaget.example'

let house: House
let pinned: openpgp.PrivateKey
let others: readonly [openpgp.PublicKey, openpgp.PublicKey, openpgp.PublicKey, openpgp.PublicKey]
const take = (bytes: string | Uint8Array) => importKeys(house.app, typeof bytes === 'string' ? Buffer.from(bytes) : bytes, house.app.actor(CLERK))
const printOf = (key: openpgp.Key) => key.getFingerprint().toUpperCase()
const base64 = (key: openpgp.Key) => Buffer.from(key.write()).toString('base64')

function mail(headers: readonly string[], body: readonly string[]): string {
  return [`From: Driftbolaget <${SUPPLIER}>`, 'To: siths@radgivning.example', 'Subject: nyckel', 'MIME-Version: 1.0', ...headers, '', ...body, ''].join('\r\n')
}

beforeAll(async () => {
  house = await openHouse()
  await setParties(house)
  await generateKeys(house.app)
  pinned = await ownerKey('Driftbolaget', SUPPLIER)
  await pinSupplierKey(house, pinned)
  const another = async () => (await ownerKey('Annan', SUPPLIER)).toPublic()
  others = [await another(), await another(), await another(), await another()]
})

describe('a file with keys', () => {
  it('may hold several, armored or binary, and one that cannot be kept does not take the others with it', async () => {
    const [one, two] = [await ownerKey('Ett', 'ett@kund.example'), await ownerKey('Två', 'tva@kund.example')]
    const { publicKey: six } = await openpgp.generateKey({ type: 'curve25519', userIDs: [{ email: 'sex@kund.example' }], format: 'object', config: { v6Keys: true } })
    const ring = Buffer.concat([one.toPublic(), six, two.toPublic()].map((key) => key.write()))
    const binary = await take(ring)
    expect([binary.keys.map(({ fingerprint }) => fingerprint), binary.refused]).toEqual([[printOf(one), printOf(two)], [expect.stringContaining('version 6')]])
    const armored = await take(`Våra nycklar:\n${one.toPublic().armor()}\nsamt\n${two.toPublic().armor()}\nHälsningar`)
    expect(armored.keys.map(({ fingerprint }) => fingerprint)).toEqual([printOf(one), printOf(two)])
    expect((await failureOf(take(six.write()))).message).toContain('version 6')
    expect((await failureOf(take(one.armor()))).message).toContain('hemlig nyckel')
  })

  it('is told in all its parts, with what is wrong and what to do', async () => {
    const signing = await ownerKey('Driftbolaget', SUPPLIER, { subkeys: [{ sign: true }] })
    const { keys: [key] } = await take(signing.toPublic().write())
    expect(key).toMatchObject({ encryptsTo: null, users: [{ address: SUPPLIER, state: 'usable' }], subkeys: [{ uses: ['sign'], state: 'usable' }], faults: [{ code: 'sign-only', weight: 'stops', message: expect.stringContaining('Be mottagaren') }] })
    const good = await keyDetails(house.app, printOf(pinned).toLowerCase().replaceAll(/(.{4})/gu, '$1 '))
    expect(good).toMatchObject({ encryptsTo: good.subkeys[0]?.fingerprint, subkeys: [{ uses: ['encrypt'], algorithm: 'curve25519Legacy' }], faults: [], pins: [{ address: SUPPLIER }] })
  })
})

describe('a mail', () => {
  it('brings keys attached, in its text and in an Autocrypt line, and none of them is trusted', async () => {
    const [attached, inline, autocrypt, gossip] = others
    house.clock.now = new Date(house.clock.now.getTime() + 60_000)
    const { keys } = await take(mail([`Autocrypt: addr=${SUPPLIER}; prefer-encrypt=mutual;`, ` keydata=${base64(autocrypt).replaceAll(/(.{70})/gu, '$1\r\n ')}`, `Autocrypt: addr=annan@driftbolaget.example; keydata=${base64(gossip)}`, 'Content-Type: multipart/mixed; boundary=b'], [
      '--b', 'Content-Type: text/plain', '', `Hej, här är den:\r\n${inline.armor().replaceAll('\n', '\r\n')}`,
      '--b', 'Content-Type: application/pgp-keys; name=OpenPGP.asc', 'Content-Transfer-Encoding: base64', '', Buffer.from(attached.armor()).toString('base64'), '--b--',
    ]))
    expect(keys.map(({ fingerprint }) => fingerprint)).toEqual([attached, inline, autocrypt].map(printOf))
    expect(keys.map(({ pins, hints }) => [pins, hints.map(({ source, address }) => [source, address])])).toEqual([[[], [['mail', SUPPLIER]]], [[], [['mail', SUPPLIER]]], [[], [['autocrypt', SUPPLIER]]]])
    expect((await pinInEffect(house.app.store.read, SUPPLIER))?.fingerprint).toBe(printOf(pinned))
    const warned = (await checkKeys(house.app)).filter(({ code }) => code === 'another-key-seen')
    expect(warned.map(({ weight, path }) => [weight, path])).toEqual(Array.from({ length: 3 }, () => ['warns', SUPPLIER]))
  })

  it('with an Autocrypt line of another address, or two of its own, or no key, brings none', async () => {
    const key = base64(others[0])
    const before = (await keyList(house.app)).length
    for (const headers of [[`Autocrypt: addr=annan@x.example; keydata=${key}`], [`Autocrypt: addr=${SUPPLIER}; keydata=${key}`, `Autocrypt: addr=${SUPPLIER}; keydata=${key}`], [`Autocrypt: addr=${SUPPLIER}; nytt=1; keydata=${key}`], []]) {
      expect((await failureOf(take(mail(headers, ['Hej'])))).code).toBe('key-invalid')
    }
    expect((await keyList(house.app)).length).toBe(before)
  })
})
