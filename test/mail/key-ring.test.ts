import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as openpgp from 'openpgp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeKey } from '../../src/mail/key-description.js'
import { expiryFaults } from '../../src/mail/key-expiry.js'
import { openKeyRing, type KeyRing } from '../../src/mail/key-ring.js'
import { armorIn, DAY_MS, encrypted, EPOCH, ownerKey, plainLetter, SUPPLIER, YESTERDAY } from './letter-fixture.js'
import { gpg, withGpg } from './real-gpg.js'

const OWNER = { name: 'Exempelrådgivningen', address: 'siths@radgivning.example', now: YESTERDAY }
const PHRASE = 'korrekt häst batteri'

let directory: string
let ring: KeyRing
const faultsAt = async (now: Date) => [...(await ring.ownFaults('sender', now)), ...(await ring.ownFaults('archive', now)), ...(await ring.damagedFiles())]
const ringWith = (passphrase: string | null) => openKeyRing(join(directory, 'keys'), async () => passphrase)

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'anslut-keys-'))
  ring = ringWith(PHRASE)
})

afterEach(async () => {
  await rm(directory, { recursive: true, force: true })
})

test('point 11: makes two own keys, version 4, Ed25519, encrypted on disk and readable by their owner only', async () => {
  const made = await ring.generateOwnKeys(OWNER)
  expect(made.map(({ own, algorithm, expiresAt }) => [own, algorithm, expiresAt?.slice(0, 10)])).toEqual([
    ['sender', 'ed25519Legacy', '2031-11-20'], ['archive', 'ed25519Legacy', '2031-11-20'],
  ])
  expect(new Set(made.map((key) => key.fingerprint)).size).toBe(2)
  expect((await stat(join(directory, 'keys'))).mode & 0o777).toBe(0o700)
  for (const own of ['sender', 'archive']) {
    const path = join(directory, 'keys', `${own}.asc`)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await openpgp.readPrivateKey({ armoredKey: await readFile(path, 'utf8') })).isDecrypted()).toBe(false)
  }
  expect((await ring.sender()).isDecrypted()).toBe(true)
  expect((await readdir(join(directory, 'keys'))).sort()).toEqual(['archive.asc', 'sender.asc'])
})

test('never overwrites own keys, but makes the one that is missing', async () => {
  const [sender] = await ring.generateOwnKeys(OWNER)
  await expect(ring.generateOwnKeys(OWNER)).rejects.toMatchObject({ code: 'keys-exist' })
  await rm(join(directory, 'keys', 'archive.asc'))
  expect((await ring.generateOwnKeys(OWNER))[0]).toEqual(sender)
  expect(await ring.archive()).toBeDefined()
})

test('two who make own keys at once end with one pair', async () => {
  const outcomes = await Promise.allSettled([ring.generateOwnKeys(OWNER), ringWith(PHRASE).generateOwnKeys(OWNER)])
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect((await readdir(join(directory, 'keys'))).sort()).toEqual(['archive.asc', 'sender.asc'])
})

test.each([null, '', '\n'])('makes no key without a passphrase (%j)', async (passphrase) => {
  await expect(ringWith(passphrase).generateOwnKeys(OWNER)).rejects.toMatchObject({ code: 'keys-locked' })
  await expect(readdir(join(directory, 'keys'))).rejects.toThrow('ENOENT')
})

test('a passphrase file may end in a line break', async () => {
  await ring.generateOwnKeys(OWNER)
  expect((await ringWith(`${PHRASE}\r\n`).sender()).isDecrypted()).toBe(true)
})

test('says that keys are missing, or locked', async () => {
  await expect(ring.sender()).rejects.toMatchObject({ code: 'keys-missing' })
  expect((await faultsAt(EPOCH)).map(({ path, weight }) => [path, weight])).toEqual([['keys/sender.asc', 'stops'], ['keys/archive.asc', 'stops']])
  await ring.generateOwnKeys(OWNER)
  expect(await faultsAt(EPOCH)).toEqual([])
  await expect(ringWith(null).sender()).rejects.toMatchObject({ code: 'keys-locked' })
  const wrong = await ringWith('fel fras').sender().catch((error: unknown) => error)
  expect(wrong).toMatchObject({ code: 'keys-locked' })
  expect(String(wrong)).not.toContain('fel fras')
})

test('an own key that lies unencrypted is refused', async () => {
  await ring.generateOwnKeys(OWNER)
  await writeFile(join(directory, 'keys', 'sender.asc'), (await ownerKey('X', OWNER.address)).armor())
  await expect(ring.sender()).rejects.toMatchObject({ code: 'key-invalid', message: expect.stringContaining('okrypterad') })
})

test('point 10: a key ends when the part of it that is used does, though another part never does', async () => {
  const key = await ownerKey('Leverantör', SUPPLIER, { subkeys: [{ sign: false, keyExpirationTime: 10 * 86_400 }, { sign: true }] })
  const described = await describeKey(key, null)
  expect([described.expiresAt, (await describeKey(key, 'sender')).expiresAt]).toEqual([new Date(key.getCreationTime().getTime() + 10 * DAY_MS).toISOString(), null])
})

test('point 10: warns 30 and 14 days before a key expires, and stops when an own key has', async () => {
  await ring.generateOwnKeys(OWNER)
  const supplier = await describeKey((await ownerKey('Leverantör', SUPPLIER, { keyExpirationTime: 20 * 86_400 })).toPublic(), null)
  const at = (days: number) => expiryFaults(supplier, 'nyckel', new Date(EPOCH.getTime() + days * DAY_MS)).map(({ code, weight }) => [code, weight])
  expect(expiryFaults(supplier, 'nyckel', EPOCH)).toEqual([{ path: 'nyckel', code: 'expires-within-30', weight: 'warns', message: expect.stringContaining('om 19 dagar') }])
  // The key ends in 20 days; keys are looked at once a day, so that the day with 30 days and a few hours left is the last that is early enough.
  expect([at(-12), at(-10.125), at(4), at(5.875), at(6), at(20.1)]).toEqual([[], [['expires-within-30', 'warns']], [['expires-within-30', 'warns']], [['expires-within-14', 'warns']], [['expires-within-14', 'warns']], [['expired', 'stops']]])
  // The words count as the reader of the two dates does, who is in Sweden.
  const ends = (expiresAt: string, now: string) => expiryFaults({ ...supplier, expiresAt }, 'nyckel', new Date(now)).map(({ code, message }) => `${code} ${/går ut ([^.]*)/u.exec(message)?.[1] ?? ''}`)
  expect([['2027-03-01T22:30:00Z', '2027-01-29T23:00:00Z'], ['2027-03-01T22:30:00Z', '2027-02-14T23:00:00Z'], ['2027-06-01T22:30:00Z', '2027-06-01T09:00:00Z'], ['2027-06-01T12:00:00Z', '2027-06-01T09:00:00Z']].map(([end = '', now = '']) => ends(end, now).join())).toEqual([
    'expires-within-30 2027-03-01, om 30 dagar', 'expires-within-14 2027-03-01, om 14 dagar', 'expires-within-14 2027-06-02, i morgon', 'expires-within-14 2027-06-01, i dag',
  ])
  expect([ends('2027-03-01T08:00:00Z', '2027-01-29T09:00:00Z'), ends('2027-03-01T08:00:00Z', '2027-01-29T07:00:00Z')]).toEqual([['expires-within-30 2027-03-01, om 31 dagar'], []])
  const years = new Date(EPOCH.getTime() + 6 * 365 * DAY_MS)
  expect((await faultsAt(years)).map((fault) => fault.weight)).toEqual(['stops', 'stops'])
})

test('names a recipient file that is damaged, and goes on to the others', async () => {
  await ring.generateOwnKeys(OWNER)
  const damaged = await ring.importPublic((await ownerKey('Leverantör', SUPPLIER)).toPublic().write())
  const path = join('keys', 'recipients', `${damaged.fingerprint}.asc`)
  await writeFile(join(directory, path), '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\ntrasig\n')
  expect(await faultsAt(EPOCH)).toEqual([{ path, code: 'unusable', weight: 'warns', message: expect.stringContaining(`${join(directory, path)} är skadad`) }])
})

test('warns when others can read an own key', async () => {
  await ring.generateOwnKeys(OWNER)
  await chmod(join(directory, 'keys', 'archive.asc'), 0o640)
  expect(await faultsAt(EPOCH)).toEqual([{ path: 'keys/archive.asc', code: 'readable-by-others', weight: 'warns', message: expect.stringContaining('chmod 600') }])
})

test.skipIf(gpg === null)('GnuPG alone opens a kept letter with the archive key’s file and its passphrase', () => withGpg(async (home) => {
  await ring.generateOwnKeys(OWNER)
  const supplier = await ownerKey('Leverantör', SUPPLIER)
  const letter = plainLetter({ sender: await ring.sender(), archive: await ring.archive(), supplier })
  const raw = await encrypted(letter)
  const phrase = ['--passphrase', PHRASE]
  home.run([...phrase, '--import'], await readFile(join(directory, 'keys', 'archive.asc')))
  home.run(['--import'], Buffer.from((await ring.ownPublic('sender')).armor()))
  const { status } = home.judge([...phrase, '--decrypt'], armorIn(raw))
  expect(status).toContain('DECRYPTION_OKAY')
  expect(status).toContain('VALIDSIG')
}))

test('takes a public key armored or binary and gives it back by its fingerprint alone', async () => {
  const key = (await ownerKey('Leverantör', SUPPLIER)).toPublic()
  const imported = await ring.importPublic(Buffer.from(`Hej, här är vår nyckel:\r\n\r\n${key.armor()}\r\n`))
  expect(await ring.importPublic(key.write())).toEqual(imported)
  expect(imported).toMatchObject({ own: null, userIds: [`Leverantör <${SUPPLIER}>`], fingerprint: key.getFingerprint().toUpperCase() })
  const spaced = imported.fingerprint.replace(/(.{4})/gu, '$1 ').toLowerCase()
  expect((await ring.recipient(spaced)).getFingerprint()).toBe(key.getFingerprint())
  expect((await ring.list()).map((each) => each.fingerprint)).toEqual([imported.fingerprint])
})

test('a revocation read in later stays, also when the old file is read in again', async () => {
  const secret = await ownerKey('Leverantör', SUPPLIER)
  const { publicKey } = await openpgp.revokeKey({ key: secret, date: EPOCH, format: 'object' })
  const { fingerprint } = await ring.importPublic(secret.toPublic().write())
  await ring.importPublic(publicKey.write())
  await ring.importPublic(secret.toPublic().write())
  expect(await (await ring.recipient(fingerprint)).isRevoked(undefined, undefined, new Date(EPOCH.getTime() + 1000))).toBe(true)
})

test('refuses what is no single public key', async () => {
  const one = await ownerKey('Ett', SUPPLIER)
  const two = await ownerKey('Två', SUPPLIER)
  const refused: Uint8Array[] = [
    Buffer.alloc(0), Buffer.from('hej'), Buffer.from(one.armor()), one.write(), Buffer.concat([one.toPublic().write(), two.toPublic().write()]), Buffer.alloc(1_000_001),
    Buffer.from(one.toPublic().armor().slice(0, 200)),
  ]
  for (const bytes of refused) await expect(ring.importPublic(bytes)).rejects.toMatchObject({ code: 'key-invalid' })
  expect(await ring.list()).toEqual([])
})

test('an unknown fingerprint, or something that is none, finds nothing', async () => {
  for (const typed of ['0'.repeat(40), '../sender', 'hej']) await expect(ring.recipient(typed)).rejects.toMatchObject({ code: 'keys-missing' })
})

test('a directory that cannot be written leaves no half file behind', async () => {
  await ring.importPublic((await ownerKey('Ett', SUPPLIER)).toPublic().write())
  const recipients = join(directory, 'keys', 'recipients')
  const before = await readdir(recipients)
  await rename(recipients, `${recipients}-away`)
  await writeFile(recipients, '')
  await expect(ring.importPublic((await ownerKey('Två', SUPPLIER)).toPublic().write())).rejects.toThrow(recipients)
  expect(await readdir(`${recipients}-away`)).toEqual(before)
  expect([await ring.list(), (await ring.damagedFiles()).map(({ path }) => path)]).toEqual([[], ['keys/recipients']])
})

test.each(['brainpoolP256r1', 'nistP256'] as const)('point 3: a sender key whose signatures some programs cannot check (%s) is not taken into use', async (curve) => {
  const key = await openpgp.encryptKey({ privateKey: await ownerKey('Egen', OWNER.address, { curve }), passphrase: PHRASE, config: { s2kType: openpgp.enums.s2k.iterated } })
  await expect(ring.importOwn('sender', Buffer.from(key.armor()), { ...OWNER, now: EPOCH })).rejects.toMatchObject({ code: 'keys-unusable', message: expect.stringContaining('Ed25519') })
})

test.skipIf(gpg === null)('a secret key that GnuPG exports is taken into use when the passphrase opens it, and refused by name otherwise', () => withGpg(async (home) => {
  const phrase = (words: string) => ['--passphrase', words, '--quick-generate-key']
  home.run([...phrase(PHRASE), `Exempelrådgivningen <${OWNER.address}>`, 'future-default', 'default', '1y'])
  home.run([...phrase('en annan'), 'Fel fras <fras@radgivning.example>', 'future-default', 'default', '1y'])
  home.run([...phrase(PHRASE), 'Fel adress <annan@radgivning.example>', 'future-default', 'default', '1y'])
  const exported = (address: string, words: string) => home.run(['--passphrase', words, '--armor', '--export-secret-keys', address])
  const tonight = { ...OWNER, now: new Date(EPOCH.getTime() + DAY_MS / 2) }
  await ring.generateOwnKeys(OWNER)
  const before = (await ring.ownPublic('sender')).getFingerprint().toUpperCase()
  await expect(ring.importOwn('sender', exported('fras@radgivning.example', 'en annan'), tonight)).rejects.toMatchObject({ code: 'keys-locked' })
  await expect(ring.importOwn('sender', exported('annan@radgivning.example', PHRASE), tonight)).rejects.toMatchObject({ code: 'keys-unusable', message: expect.stringContaining(OWNER.address) })
  await expect(ring.importOwn('sender', Buffer.from((await ownerKey('Klar', OWNER.address)).armor()), tonight)).rejects.toMatchObject({ code: 'key-invalid', message: expect.stringContaining('inte krypterad') })
  await expect(ring.importOwn('sender', (await ring.ownPublic('archive')).write(), tonight)).rejects.toMatchObject({ code: 'key-invalid' })
  const { made, replaced } = await ring.importOwn('sender', exported(OWNER.address, PHRASE), tonight)
  expect([replaced, (await ring.sender()).getFingerprint().toUpperCase(), (await ring.retired()).map(({ fingerprint }) => fingerprint)]).toEqual([before, made.fingerprint, [before]])
  expect(await ring.ownFaults('sender', tonight.now)).toEqual([])
  expect((await ring.sealingKeys()).sender.isDecrypted()).toBe(true)
}))

test.skipIf(gpg === null)('point 3: GnuPG imports every own key that is handed out, with and without revoked ones, also where its length needs no padding', () => withGpg(async (home) => {
  const imported = async (armored: string): Promise<{ readonly isPadded: boolean }> => {
    home.run(['--import'], Buffer.from(armored))
    const keys = await openpgp.readKeys({ armoredKeys: armored })
    for (const key of keys) expect(home.run(['--with-colons', '--list-keys', key.getFingerprint()]).toString()).toMatch(key.revocationSignatures.length > 0 ? /^pub:r:/mu : /^pub:[^r]:/mu)
    expect(armored).toMatch(/\n=[A-Za-z0-9+/]{4}\n-----END PGP PUBLIC KEY BLOCK-----/u)
    return { isPadded: Buffer.concat(keys.map((key) => key.write())).byteLength % 3 !== 0 }
  }
  const importedUnpadded = async (): Promise<void> => {
    let name = OWNER.name
    while ((await imported(await ring.armoredPublic('sender'))).isPadded) await ring.rotate('sender', { ...OWNER, name: (name += 'a') })
  }
  await ring.generateOwnKeys(OWNER)
  await imported(await ring.armoredPublic('archive'))
  await importedUnpadded()
  await imported((await ring.revokeOwn('sender', { fingerprint: null, cause: 'superseded', reason: 'bytt', now: EPOCH })).armored)
  await ring.rotate('sender', OWNER)
  await importedUnpadded()
}))

test('a revocation that is taken in again and again stands once, and one that comes beside another copy is not written over', async () => {
  const sample = (name: string): Buffer => readFileSync(`fixtures/keys/${name}.asc`)
  for (let time = 0; time < 3; time += 1) await ring.importPublic(sample('two-subkeys-one-revoked'))
  const { fingerprint } = await ring.importPublic(sample('two-subkeys-one-revoked'))
  expect((await ring.recipient(fingerprint)).subkeys.map(({ revocationSignatures }) => revocationSignatures.length).toSorted()).toEqual([0, 1])
  const owner = await ownerKey('Leverantör', SUPPLIER)
  const whole = await ring.importPublic(owner.toPublic().write())
  const { publicKey } = await openpgp.revokeKey({ key: owner, format: 'object' })
  const extended = await openpgp.reformatKey({ privateKey: owner, userIDs: [{ name: 'Leverantör', email: SUPPLIER }, { name: 'Granskning', email: 'ny@leverantor.example' }], format: 'object' })
  await Promise.all([ring.importPublic(publicKey.write()), ring.importPublic(extended.publicKey.write())])
  const kept = await ring.recipient(whole.fingerprint)
  expect([kept.revocationSignatures.length, kept.users.length]).toEqual([1, 2])
})
