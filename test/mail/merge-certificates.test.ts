import { readFileSync } from 'node:fs'
import * as openpgp from 'openpgp'
import { expect, test } from 'vitest'
import { mergeCertificates, withoutForgeries } from '../../src/mail/merge-certificates.js'
import { readCertificate, readCertificates } from '../../src/mail/read-certificate.js'
import { judgeRecipient } from '../../src/mail/recipient.js'
import { revokedBy } from '../../src/mail/revocation-certificate.js'
import { SUPPLIER } from './letter-fixture.js'

const NOW = new Date('2026-11-22T09:00:00Z')
const TAGS = new Map<number, (packet: openpgp.AnyPacket) => boolean>([[2, (one) => one instanceof openpgp.SignaturePacket], [14, (one) => one instanceof openpgp.PublicSubkeyPacket], [6, (one) => one instanceof openpgp.PublicKeyPacket], [13, (one) => one instanceof openpgp.UserIDPacket]])

const sample = (name: string): Promise<openpgp.PublicKey> => readCertificate(readFileSync(`fixtures/keys/${name}.asc`))
const judged = async (key: openpgp.PublicKey): Promise<readonly string[]> => (await judgeRecipient(key, { address: SUPPLIER, now: NOW, exception: null })).map(({ code }) => code)
const bodyOf = (packet: openpgp.AnyPacket): Buffer => Buffer.from(packet.write())
const framed = (tag: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([0xc0 | tag, 0xff]), Buffer.from([body.length >>> 24, body.length >>> 16, body.length >>> 8, body.length]), body])

function rawOf(packet: openpgp.AnyPacket): Buffer {
  const [tag] = [...TAGS].find(([, is]) => is(packet)) ?? []
  if (tag === undefined) throw new Error('a packet of another kind')
  return framed(tag, bodyOf(packet))
}

/** A copy of a key in which every signature is followed by what `forge` makes of it. */
function copyWith(key: openpgp.PublicKey, forge: (signature: Buffer, hashedBytes: number) => readonly Buffer[]): Promise<openpgp.PublicKey> {
  const raws = [...key.toPacketList()].flatMap((packet) => [rawOf(packet), ...(packet instanceof openpgp.SignaturePacket ? forge(bodyOf(packet), packet.signatureData?.byteLength ?? 0).map((body) => framed(2, body)) : [])])
  return readCertificate(Buffer.concat(raws))
}

function flipped(signature: Buffer, by: number): Buffer {
  const forged = Buffer.from(signature)
  forged.writeUInt8((forged.at(-1) ?? 0) ^ by, forged.length - 1)
  return forged
}

/** Holds as before: what is not signed in it says something else. */
function remarked(signature: Buffer, hashedBytes: number, remark: number): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(signature.readUInt16BE(hashedBytes) + 3)
  return Buffer.concat([signature.subarray(0, hashedBytes), length, Buffer.from([2, 100, remark]), signature.subarray(hashedBytes + 2)])
}

/** The key as it was before its owner revoked it. */
function unrevoked(key: openpgp.PublicKey, type: openpgp.enums.signature): openpgp.PublicKey {
  const packets = new openpgp.PacketList<openpgp.AnyPacket>()
  for (const packet of key.toPacketList()) if (!(packet instanceof openpgp.SignaturePacket) || packet.signatureType !== type) packets.push(packet)
  return new openpgp.PublicKey(packets)
}

const revocationOnly = async (name: string): Promise<openpgp.SignaturePacket> => {
  const [found] = (await sample(name)).revocationSignatures
  if (found === undefined) throw new Error('the sample is revoked')
  return found
}

test('a copy that anybody may have sent adds nothing that its owner has not signed, and nothing twice', async () => {
  const known = await sample('ed25519')
  const many = Array.from({ length: 20 }, (_, index) => index + 1)
  const forged = await copyWith(known, (signature, hashedBytes) => many.flatMap((each) => [flipped(signature, each), remarked(signature, hashedBytes, each)]))
  expect([...forged.toPacketList()].length).toBeGreaterThan(80)
  expect((await mergeCertificates(known, forged)).armor()).toBe(known.armor())
})

test('a revocation and a user ID that the owner has signed are added, also beside forgeries', async () => {
  const revoked = await sample('ed25519-revoked-with-sha1')
  const before = unrevoked(revoked, openpgp.enums.signature.keyRevocation)
  expect(await judged(before)).toEqual([])
  expect(await judged(await mergeCertificates(before, await copyWith(revoked, (signature) => [flipped(signature, 1)])))).toEqual(['revoked-hard'])
})

test('a revocation over SHA-1, which GnuPG takes too, is taken when it stands alone; a forged one never', async () => {
  const revocation = await revocationOnly('ed25519-revoked-with-sha1')
  const { revocations: [alone] } = await readCertificates(rawOf(revocation))
  if (alone === undefined) throw new Error('a revocation that stands alone is read')
  expect(await judged(await revokedBy(await sample('ed25519-revoked-with-sha1'), alone))).toEqual(['revoked-hard'])
  await expect(revokedBy(await sample('ed25519-revocation-forged'), await revocationOnly('ed25519-revocation-forged'))).rejects.toMatchObject({ code: 'key-invalid' })
})

test('a revocation that stands elsewhere in a copy is found, and is kept under the part that it is of', async () => {
  const revoked = await sample('ed25519-subkey-revoked-elsewhere')
  const before = unrevoked(revoked, openpgp.enums.signature.subkeyRevocation)
  expect(await judged(before)).toEqual([])
  const kept = await readCertificate(Buffer.from((await mergeCertificates(before, revoked)).armor()))
  expect([await judged(kept), kept.subkeys.map(({ revocationSignatures }) => revocationSignatures.length)]).toEqual([['subkey-revoked-hard'], [1]])
})

test('a key that is kept carries no forged revocation, and of forged claims one for each part, so that judging it takes no hours', async () => {
  const many = Array.from({ length: 30 }, (_, index) => index + 1)
  const kept = await withoutForgeries(await copyWith(await sample('ed25519-revocation-forged'), (signature) => many.map((each) => flipped(signature, each))))
  expect(kept.revocationSignatures).toEqual([])
  expect(kept.users.map(({ selfCertifications }) => selfCertifications.length)).toEqual([1])
  expect(kept.subkeys.map(({ bindingSignatures }) => bindingSignatures.length)).toEqual([1])
  expect(await judged(kept)).toEqual([])
  for (const name of ['subkey-unbound', 'sha1-bound', 'unsigned', 'designated-revoker', 'subkey-sha1-bound']) expect(await judged(await withoutForgeries(await sample(name)))).toEqual(await judged(await sample(name)))
})
