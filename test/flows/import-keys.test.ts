import * as openpgp from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { importKeys, keepAutocryptHint } from '../../src/flows/import-keys.js'
import { checkKeys, keyDetails, keyList } from '../../src/flows/keys.js'
import { generateKeys } from '../../src/flows/own-keys.js'
import { pin } from '../../src/flows/pin-key.js'
import { keyHints } from '../../src/storage/key-hints.js'
import { pinInEffect } from '../../src/storage/pins.js'
import { ownerKey } from '../mail/letter-fixture.js'
import { CLERK, COLLEAGUE, failureOf, openHouse, pinSupplierKey, setParties, type House } from '../open-house.js'

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

describe('a revocation certificate by itself', () => {
  const certificateOf = async (key: openpgp.PrivateKey) => {
    const { publicKey } = await openpgp.revokeKey({ key, reasonForRevocation: { flag: openpgp.enums.reasonForRevocation.keyCompromised, string: 'datorn stulen' }, date: house.clock.now, format: 'object' })
    return publicKey.getRevocationCertificate()
  }

  it('revokes the key of the ring that it is signed by, once, and no other', async () => {
    const [revoked, other] = [await ownerKey('Tre', 'tre@kund.example'), await ownerKey('Fyra', 'fyra@kund.example')]
    const certificate = String(await certificateOf(revoked))
    expect((await failureOf(take(certificate))).message).toMatch(/^Filen är ett återkallelseintyg för nyckeln [0-9A-F]{40}, som inte finns i nyckelringen/u)
    await take(Buffer.concat([revoked.toPublic().write(), other.toPublic().write()]))
    const { keys: [key], refused } = await take(`Comment: This is a revocation certificate\n:${certificate}`)
    expect([key, refused]).toMatchObject([{ fingerprint: printOf(revoked), revoked: true, faults: [{ code: 'revoked-hard', weight: 'stops' }] }, []])
    expect((await keyDetails(house.app, printOf(other))).revoked).toBe(false)
    expect((await take(certificate)).keys).toMatchObject([{ revoked: true }])
  })

  it('is refused when another key made it, when it is of an own key, and when the signature revokes nothing', async () => {
    const [victim, forger] = [await ownerKey('Fem', 'fem@kund.example'), await ownerKey('Sex', 'sex@kund.example')]
    await take(victim.toPublic().armor())
    const { packets: [forged] } = await openpgp.readSignature({ armoredSignature: String(await certificateOf(forger)).replaceAll('PUBLIC KEY BLOCK', 'SIGNATURE') })
    if (forged === undefined) throw new Error('a certificate is a signature')
    const bytes = Buffer.from(forged.write())
    const [from, to] = [forger, victim].map((key) => Buffer.from(key.getFingerprint(), 'hex'))
    bytes.set(to ?? [], bytes.indexOf(from ?? Buffer.alloc(0)))
    const frame = Buffer.from([0xc2, ...(bytes.length < 192 ? [bytes.length] : [192 + ((bytes.length - 192) >> 8), (bytes.length - 192) & 0xff])])
    expect((await failureOf(take(Buffer.concat([frame, bytes])))).message).toContain('inte undertecknat av den')
    expect((await keyDetails(house.app, printOf(victim))).revoked).toBe(false)
    const own = await (await house.app.keyRing()).sender()
    expect((await failureOf(take(String(await certificateOf(own))))).message).toContain('keys revoke')
    const plain = await openpgp.sign({ message: await openpgp.createMessage({ text: 'hej' }), signingKeys: victim, detached: true, format: 'binary' })
    expect((await failureOf(take(plain))).message).toContain('ensam signatur')
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

  it('that is HTML alone brings the key in its text, tags and entities taken away', async () => {
    const [key] = others
    const html = key.armor().replaceAll('\r\n', '\n').replaceAll('+', '&#43;').replaceAll('=', '&#x3D;').replaceAll('/', '&sol;').replaceAll('\n', '<br>\n')
    const { keys } = await take(mail(['Content-Type: text/html; charset=utf-8'], [`<html><body><p>Här är den:</p><pre><span>${html}</span></pre><script>alert(1)</script></body></html>`]))
    expect(keys.map(({ fingerprint }) => fingerprint)).toEqual([printOf(key)])
  })

  it('whose parts are nested without end is refused in words', async () => {
    const nested = Array.from({ length: 40 }, (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}`).join('\r\n')
    expect(await failureOf(take(`${mail([], []).trimEnd()}\r\n${nested}`))).toMatchObject({ code: 'key-invalid', message: expect.stringContaining('går inte att läsa') })
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

describe('the keys that mails claim for an address', () => {
  it('are kept up to five, whoever writes; after two persons have pinned another key, up to five again', async () => {
    const address = 'flod@driftbolaget.example'
    const keys = await Promise.all(Array.from({ length: 8 }, async () => (await ownerKey('Flod', address)).toPublic()))
    const claim = async (key: openpgp.PublicKey): Promise<void> => {
      house.clock.now = new Date(house.clock.now.getTime() + 1000)
      await keepAutocryptHint(house.app, Buffer.from(mail([`Autocrypt: addr=${address}; keydata=${base64(key)}`], ['Hej']).replace(SUPPLIER, address)), address)
    }
    const [first, sixth] = [keys[0], keys[5]]
    if (first === undefined || sixth === undefined) throw new Error('eight keys were made')
    const claimed = async () => (await keyHints(house.app.store.read, address)).map(({ fingerprint }) => fingerprint)
    for (const key of [...keys.slice(0, 6), ...keys.slice(0, 2)]) await claim(key)
    expect((await claimed()).toSorted()).toEqual(keys.slice(0, 5).map(printOf).toSorted())
    expect((await keyList(house.app)).map(({ fingerprint }) => fingerprint)).not.toContain(printOf(sixth))
    house.clock.now = new Date(house.clock.now.getTime() + 1000)
    for (const person of [CLERK, COLLEAGUE]) await pin(house.app, { fingerprint: printOf(first), address, by: house.app.actor(person) })
    for (const key of keys.slice(6)) await claim(key)
    expect(await claimed()).toEqual(expect.arrayContaining(keys.slice(6).map(printOf)))
  })
})
