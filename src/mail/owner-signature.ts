import { createHash, createPublicKey, verify } from 'node:crypto'
import * as openpgp from 'openpgp'
import { LENIENT_POLICY } from './openpgp-policy.js'

/** What a signature in a certificate is about: a user ID, a subkey, or the key itself. */
export type Signed = openpgp.AnyPacket

const { hash, publicKey } = openpgp.enums
const { keyRevocation, subkeyRevocation, certRevocation } = openpgp.enums.signature
/** Hashes that openpgp.js takes under no policy together with Ed25519, by their names in Node. */
const WEAK_HASHES = new Map<openpgp.enums.hash | null, string>([[hash.md5, 'md5'], [hash.sha1, 'sha1'], [hash.ripemd, 'ripemd160'], [hash.sha224, 'sha224']])
/** What openpgp.js says of a signature that is truly the owner's, but not to be counted. */
const PROVED_FIRST = /critical|authorized key/u
const NUMBER_BYTES = 32

/** Whether the key's owner has made this signature, whatever it is worth now: whatever its hash, and whether it has ended or not. */
export async function isMadeByOwner(one: openpgp.SignaturePacket, key: openpgp.PublicKey, about: Signed): Promise<boolean> {
  const { keyPacket } = key
  if (one.signatureType === null) return false
  try {
    await one.verify(keyPacket, one.signatureType, { key: keyPacket, bind: about, ...(about instanceof openpgp.UserIDPacket ? { userID: about } : { userAttribute: about }) }, one.created ?? undefined, false, LENIENT_POLICY)
    return true
  } catch (error) {
    return PROVED_FIRST.test(String(error)) || isMadeWeakly(one, key, about)
  }
}

/**
 * Whether one of these revocations is an EdDSA signature of the key's owner over an old hash. openpgp.js says of every such signature that it does not hold ([RFC 9580, 5.2.3.3](https://www.rfc-editor.org/rfc/rfc9580#section-5.2.3.3) forbids making them),
 * and so would take a key for good that GnuPG and Sequoia know to be revoked.
 */
export function isWeaklyRevoked(revocations: readonly openpgp.SignaturePacket[], key: openpgp.Key, part: openpgp.Subkey | openpgp.User | null = null): boolean {
  if (!revocations.some(({ hashAlgorithm }) => WEAK_HASHES.has(hashAlgorithm))) return false
  const known = key.toPublic()
  const about = partOf(known, part)
  return about !== null && revocations.some((one) => one.signatureType === revocationTypeOf(about) && isMadeWeakly(one, known, about))
}

function partOf(known: openpgp.PublicKey, part: openpgp.Subkey | openpgp.User | null): Signed | null {
  if (part === null) return known.keyPacket
  if ('userID' in part) return part.userID ?? part.userAttribute
  return known.subkeys.find((each) => each.getFingerprint() === part.getFingerprint())?.keyPacket ?? null
}

/** The key without what its owner has revoked unseen by openpgp.js, which would encrypt to it. */
export function withoutWeaklyRevoked(key: openpgp.PublicKey): openpgp.PublicKey {
  const packets = new openpgp.PacketList<openpgp.AnyPacket>()
  const revoked = new Set(key.subkeys.filter((subkey) => isWeaklyRevoked(subkey.revocationSignatures, key, subkey)).map((subkey) => subkey.getFingerprint()))
  if (revoked.size === 0) return key
  let isRevoked = false
  for (const packet of key.toPacketList()) {
    if (!(packet instanceof openpgp.SignaturePacket)) isRevoked = packet instanceof openpgp.PublicSubkeyPacket && revoked.has(packet.getFingerprint())
    if (!isRevoked) packets.push(packet)
  }
  return new openpgp.PublicKey(packets)
}

function revocationTypeOf(about: Signed): openpgp.enums.signature {
  if (about instanceof openpgp.PublicSubkeyPacket) return subkeyRevocation
  return about instanceof openpgp.PublicKeyPacket ? keyRevocation : certRevocation
}

function isMadeWeakly(one: openpgp.SignaturePacket, { keyPacket }: openpgp.PublicKey, about: Signed): boolean {
  const [algorithm, made] = [WEAK_HASHES.get(one.hashAlgorithm), ed25519In(one)]
  if (algorithm === undefined || made === null || one.signatureData === null || one.publicKeyAlgorithm !== keyPacket.algorithm) return false
  // What a signature of version 4 is made over (RFC 9580, 5.2.4).
  const trailer = framed(0xff, one.signatureData, 4).subarray(0, 5)
  const digest = createHash(algorithm).update(framed(0x99, written(keyPacket), 2)).update(framedPart(about)).update(one.signatureData).update(Buffer.from([4])).update(trailer).digest()
  // The packet of a public key ends with its point.
  const x = Buffer.from(written(keyPacket).slice(-NUMBER_BYTES)).toString('base64url')
  return verify(null, digest, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), made)
}

function framedPart(about: Signed): Uint8Array {
  // In openpgp.js a subkey is a key too.
  if (about instanceof openpgp.PublicSubkeyPacket) return framed(0x99, written(about), 2)
  if (about instanceof openpgp.PublicKeyPacket) return new Uint8Array()
  return framed(about instanceof openpgp.UserIDPacket ? 0xb4 : 0xd1, written(about), 4)
}

/** The 64 bytes of an Ed25519 signature, which its packet ends with; null for a signature of another kind. Of the earlier format the two numbers have lost their leading zeros. */
function ed25519In(one: openpgp.SignaturePacket): Uint8Array | null {
  const bytes = written(one)
  const unhashed = one.signatureData?.byteLength ?? 0
  const numbers = bytes.subarray(unhashed + 2 + uint16(bytes, unhashed) + 2)
  if (one.publicKeyAlgorithm === publicKey.ed25519) return numbers.byteLength === 2 * NUMBER_BYTES ? numbers : null
  if (one.publicKeyAlgorithm !== publicKey.eddsaLegacy) return null
  const first = numberAt(numbers, 0)
  const second = numberAt(numbers, 2 + first.byteLength)
  if (Math.max(first.byteLength, second.byteLength) > NUMBER_BYTES) return null
  return Buffer.concat([first, second].flatMap((number) => [Buffer.alloc(NUMBER_BYTES - number.byteLength), number]))
}

/** A number as OpenPGP writes it: its length in bits, and its bytes. */
function numberAt(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.subarray(at + 2, at + 2 + Math.ceil(uint16(bytes, at) / 8))
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}

/** The bytes after a tag and their length in `lengthBytes` bytes. */
function framed(tag: number, bytes: Uint8Array, lengthBytes: 2 | 4): Buffer {
  const head = Buffer.alloc(1 + lengthBytes, tag)
  head.writeUIntBE(bytes.byteLength, 1, lengthBytes)
  return Buffer.concat([head, bytes])
}

/** Packets of certificates are whole in memory. */
function written(packet: openpgp.AnyPacket): Uint8Array {
  const bytes = packet.write()
  if (!(bytes instanceof Uint8Array)) throw new TypeError('a packet of a certificate is no stream')
  return bytes
}
