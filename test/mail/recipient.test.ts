import * as openpgp from 'openpgp'
import { describe, expect, test } from 'vitest'
import { inspectKey } from '../../src/mail/inspect-key.js'
import { describeKey } from '../../src/mail/key-description.js'
import { expiryFaults } from '../../src/mail/key-expiry.js'
import { readCertificate } from '../../src/mail/read-certificate.js'
import { endOfUse, faultsOfSealed, requireUsableRecipient, usableRecipient } from '../../src/mail/recipient.js'
import { DAY_MS, EPOCH, SUPPLIER, YESTERDAY, ownerKey } from './letter-fixture.js'
import { gpg, withGpg } from './real-gpg.js'

const userIDs = [{ name: 'Leverantör', email: SUPPLIER }]
const TONIGHT = new Date(EPOCH.getTime() + DAY_MS / 2)
const { sha1 } = openpgp.enums.hash

async function reasons(key: openpgp.Key, address = SUPPLIER, now = EPOCH): Promise<readonly string[]> {
  return (await usableRecipient(key.toPublic(), address, now)).map((fault) => fault.code)
}

async function rsaKey(rsaBits: number, config: openpgp.PartialConfig = {}): Promise<openpgp.Key> {
  const { publicKey } = await openpgp.generateKey({ type: 'rsa', rsaBits, userIDs, date: YESTERDAY, format: 'object', config: { minRSABits: 1024, ...config } })
  return publicKey
}

test('an Ed25519 key with the right address is usable, whatever the case of the address', async () => {
  const key = await ownerKey('Leverantör', SUPPLIER)
  expect(await reasons(key)).toEqual([])
  expect(await reasons(key, SUPPLIER.toUpperCase())).toEqual([])
})

test.each(['nistP256', 'nistP521', 'brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1'] as const)('a key on %s is usable', async (curve) => {
  expect(await reasons(await ownerKey('Leverantör', SUPPLIER, { curve }))).toEqual([])
})

test('an RSA key of 3072 bits is usable', async () => {
  expect(await reasons(await rsaKey(3072))).toEqual([])
})

test('an RSA key of 1024 bits is refused as too short, one of 2048 too unless two persons except it by name', async () => {
  expect(await reasons(await rsaKey(1024))).toEqual(['rsa-too-short'])
  const key = await rsaKey(2048)
  expect(await reasons(key)).toEqual(['rsa-2048'])
  expect(await usableRecipient(key.toPublic(), SUPPLIER, EPOCH, 'rsa-2048')).toEqual([])
})

test('point 8: a key bound by SHA-1 is refused as such', async () => {
  expect(await reasons(await rsaKey(3072, { preferredHashAlgorithm: sha1, nonDeterministicSignaturesViaNotation: false }))).toEqual(['sha1-bound'])
})

test('a key for another address is refused', async () => {
  expect(await reasons(await ownerKey('Leverantör', 'nagon@annan.example'))).toEqual(['address-not-in-key'])
})

test('an address whose user ID was revoked is not in the key any more', async () => {
  const key = await ownerKey('Leverantör', SUPPLIER, { userIDs: [{ email: 'kvar@leverantor.example' }, { email: SUPPLIER }] })
  const [kept, left] = key.users
  if (kept === undefined || left === undefined || key.keyPacket.version !== 4) throw new Error('two user IDs')
  const revoked = await left.revoke(secretPacket(key), undefined, new Date(YESTERDAY.getTime() + 1000))
  key.users = [kept, revoked]
  expect(await reasons(key)).toEqual(['user-id-revoked'])
})

test('point 8: an expired key is refused, and usable the day before', async () => {
  const key = await ownerKey('Leverantör', SUPPLIER, { keyExpirationTime: 86_400 / 2 })
  expect(await reasons(key)).toEqual(['expired'])
  expect(await reasons(key, SUPPLIER, new Date(YESTERDAY.getTime() + 1000))).toEqual([])
})

test('a key whose encryption subkey expired is refused by that name', async () => {
  const key = await ownerKey('Leverantör', SUPPLIER, { subkeys: [{ keyExpirationTime: 3600 }] })
  expect(await reasons(key)).toEqual(['subkey-expired'])
})

test('a key whose encryption subkey was revoked is refused by that name', async () => {
  const key = await ownerKey('Leverantör', SUPPLIER)
  const [subkey] = key.subkeys
  if (subkey === undefined) throw new Error('a subkey')
  key.subkeys = [await subkey.revoke(secretPacket(key), undefined, new Date(YESTERDAY.getTime() + 1000))]
  expect(await reasons(key)).toEqual(['subkey-revoked-hard'])
})

test('a letter sealed to a subkey that has been revoked since is stopped, whatever other subkey is good', async () => {
  const key = await ownerKey('Leverantör', SUPPLIER, { subkeys: [{}, {}] })
  const ids = key.subkeys.map((subkey) => subkey.getKeyID().toHex())
  const [first, second] = key.subkeys
  if (first === undefined || second === undefined) throw new Error('two subkeys')
  key.subkeys = [await first.revoke(secretPacket(key), { flag: openpgp.enums.reasonForRevocation.keySuperseded }, new Date(YESTERDAY.getTime() + 1000)), second]
  const faults = await Promise.all(ids.map((id) => faultsOfSealed(key.toPublic(), [id, 'archive'], { address: SUPPLIER, now: EPOCH, exception: null })))
  expect([await reasons(key), faults.map((each) => each.map(({ code }) => code))]).toEqual([[], [['subkey-revoked-soft'], []]])
})

test.each([['keyCompromised', 'revoked-hard'], ['noReason', 'revoked-hard'], ['keyRetired', 'revoked-soft'], ['keySuperseded', 'revoked-soft']] as const)('a revoked key is refused (%s: %s)', async (flag, code) => {
  const key = await ownerKey('Leverantör', SUPPLIER)
  const { publicKey } = await openpgp.revokeKey({
    key, reasonForRevocation: { flag: openpgp.enums.reasonForRevocation[flag] }, date: new Date(YESTERDAY.getTime() + 1000), format: 'object',
  })
  expect(await reasons(publicKey)).toEqual([code])
})

test('a key that only signs is refused', async () => {
  expect(await reasons(await ownerKey('Leverantör', SUPPLIER, { subkeys: [] }))).toEqual(['sign-only'])
  expect(await reasons(await ownerKey('Leverantör', SUPPLIER, { subkeys: [{ sign: true }] }))).toEqual(['sign-only'])
})

test('a key without its owner’s signature is refused', async () => {
  const key = (await ownerKey('Leverantör', SUPPLIER)).toPublic()
  for (const user of key.users) user.selfCertifications = []
  expect(await reasons(key)).toContain('no-self-signature')
})

test('a key made tomorrow is refused today', async () => {
  expect(await reasons(await ownerKey('Leverantör', SUPPLIER, { date: new Date(EPOCH.getTime() + DAY_MS) }))).toContain('not-yet-valid')
})

test('a version 6 key is refused', async () => {
  const { publicKey } = await openpgp.generateKey({ type: 'curve25519', userIDs, date: YESTERDAY, format: 'object', config: { v6Keys: true } })
  expect(await reasons(publicKey)).toEqual(['wrong-version'])
  await expect(readCertificate(publicKey.write())).rejects.toMatchObject({ code: 'key-invalid' })
})

test('point 8: a refusal names the key and every reason', async () => {
  const key = (await ownerKey('Leverantör', 'nagon@annan.example', { subkeys: [] })).toPublic()
  await expect(requireUsableRecipient(key, SUPPLIER, EPOCH)).rejects.toMatchObject({
    code: 'recipient-unusable', message: expect.stringContaining(key.getFingerprint().toUpperCase()), faults: [{ code: 'address-not-in-key' }, { code: 'sign-only' }],
  })
})

describe.skipIf(gpg === null)('keys that GnuPG makes', () => {
  test('a DSA key is refused', () => withGpg(async (home) => {
    home.run(['--quick-generate-key', `Leverantör <${SUPPLIER}>`, 'dsa2048', 'sign', '1y'])
    expect(await reasons(await readCertificate(home.run(['--export', SUPPLIER])), SUPPLIER, TONIGHT)).toEqual(['dsa', 'sign-only'])
  }))

  test('its default key is usable', () => withGpg(async (home) => {
    home.run(['--quick-generate-key', `Leverantör <${SUPPLIER}>`, 'default', 'default', '1y'])
    expect(await reasons(await readCertificate(home.run(['--export', SUPPLIER])), SUPPLIER, TONIGHT)).toEqual([])
  }))
})

function secretPacket(key: openpgp.PrivateKey): openpgp.SecretKeyPacket {
  const packet = key.keyPacket
  if (!(packet instanceof openpgp.SecretKeyPacket)) throw new Error('a secret key')
  return packet
}

/** A key with these user IDs, the first one primary, and the days after its making that the owner's word for each holds; null for ever. */
async function boundFor(days: readonly (number | null)[], keyDays: number | null = null): Promise<openpgp.PublicKey> {
  const emails = [SUPPLIER, 'kvar@leverantor.example'].slice(0, days.length)
  const key = await ownerKey('Leverantör', SUPPLIER, { userIDs: emails.map((email) => ({ email })), ...(keyDays === null ? {} : { keyExpirationTime: keyDays * 86_400 }) })
  for (const [index, user] of key.users.entries()) {
    const [certification] = user.selfCertifications
    const lasts = days[index] ?? null
    if (certification === undefined || user.userID === null) throw new Error('a user ID is certified')
    if (lasts === null) continue
    certification.signatureNeverExpires = false
    certification.signatureExpirationTime = lasts * 86_400
    // By its published type it signs the bytes of messages alone.
    const sign: unknown = Reflect.get(certification, 'sign')
    if (typeof sign !== 'function') throw new Error('a signature can be made')
    const signing: unknown = Reflect.apply(sign, certification, [secretPacket(key), { userID: user.userID, key: key.keyPacket }, YESTERDAY, false, { ...openpgp.config, nonDeterministicSignaturesViaNotation: false }])
    await Promise.resolve(signing)
  }
  return openpgp.readKey({ binaryKey: key.toPublic().write() })
}

const after = (days: number, ms = 0) => new Date(YESTERDAY.getTime() + days * DAY_MS + ms)
const endFor = async (key: openpgp.PublicKey, address: string, now = EPOCH) => {
  const end = await endOfUse(key, { address, now, exception: null })
  return end instanceof Date ? end.toISOString() : end
}

test('point 10: a key ends for an address when the owner’s word for that very address does, though its first user ID never does', async () => {
  const key = await boundFor([null, 20])
  const other = 'kvar@leverantor.example'
  expect([await endFor(key, other), await endFor(key, SUPPLIER), await endFor(key, other, after(40))]).toEqual([after(20).toISOString(), 'never', after(20).toISOString()])
  expect([await reasons(key, other, after(20, -1000)), await reasons(key, other, after(20)), await reasons(key, SUPPLIER, after(400))]).toEqual([[], ['expired'], []])
  const shown = await inspectKey(key, await describeKey(key, null), { address: other, now: EPOCH, exception: null })
  expect([shown.daysLeft, expiryFaults(shown, 'nyckel', EPOCH).map(({ code }) => code), expiryFaults(shown, 'nyckel', after(6)).map(({ code }) => code)]).toEqual([19, ['expires-within-30'], ['expires-within-14']])
})

test('point 10: a key whose first user ID ends is not shown to end for an address whose binding never does', async () => {
  const key = await boundFor([20, null])
  const shown = await inspectKey(key, await describeKey(key, null), { address: 'kvar@leverantor.example', now: EPOCH, exception: null })
  expect([shown.expiresAt, shown.daysLeft]).toEqual([null, null])
})

test('point 10: a key whose first user ID has ended goes on for an address whose binding has not, until the key itself ends', async () => {
  const key = await boundFor([20, null], 100)
  expect([await endFor(key, SUPPLIER), await endFor(key, 'kvar@leverantor.example'), await endFor(key, 'kvar@leverantor.example', after(30))]).toEqual([after(20), after(100), after(100)].map((end) => end.toISOString()))
  expect([await reasons(key, 'kvar@leverantor.example', after(30)), await reasons(key, SUPPLIER, after(30)), await reasons(key, 'kvar@leverantor.example', after(100))]).toEqual([[], ['expired'], ['expired']])
})
