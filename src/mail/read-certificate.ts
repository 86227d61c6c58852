import * as openpgp from 'openpgp'
import { Failure } from '../../templates/failure.js'
import { OPENPGP_POLICY } from './openpgp-policy.js'
import { isKeyRevocation } from './revocation-certificate.js'
import { revocationsInPlace } from './revocations-in-place.js'
import { armoredBlocks, signaturesAlone, splitCertificates, type RawCertificate } from './split-certificates.js'

const MAX_BYTES = 1_000_000

/** What a file with keys came to: those that can be kept, and one refusal for each that cannot. */
export interface ReadCertificates {
  readonly keys: readonly openpgp.PublicKey[]
  readonly refused: readonly Failure[]
  /** Revocations of whole keys that stand without the key they are of; nothing says yet that they hold. */
  readonly revocations: readonly openpgp.SignaturePacket[]
}

/**
 * Reads every public OpenPGP key in a file, armored or binary, with text around it or without.
 * @throws Failure `key-invalid` when it holds no key at all
 */
export async function readCertificates(bytes: Uint8Array, from: 'anybody' | 'own-ring' = 'anybody'): Promise<ReadCertificates> {
  if (bytes.length === 0) throw new Failure('key-invalid', 'Filen är tom. Be om den publika nyckeln igen.')
  if (bytes.length > MAX_BYTES) throw new Failure('key-invalid', `Filen är ${bytes.length} byte, mer än en publik nyckel någonsin är. Kontrollera att det är rätt fil.`)
  const keys: openpgp.PublicKey[] = []
  const refused: Failure[] = []
  const revocations: openpgp.SignaturePacket[] = []
  for (const raw of rawCertificates(bytes)) {
    const read = raw instanceof Uint8Array ? await readRevocation(raw) : await readRaw(raw, from)
    if (read instanceof Failure) refused.push(read)
    else if (read instanceof openpgp.SignaturePacket) revocations.push(read)
    else keys.push(read)
  }
  return { keys, refused, revocations }
}

/**
 * Reads exactly one public OpenPGP key, armored or binary; in one `from` the ring each revocation stands where it belongs.
 * @throws Failure `key-invalid` when it is no key, several, a secret one, or of another version than 4
 */
export async function readCertificate(bytes: Uint8Array, from: 'anybody' | 'own-ring' = 'anybody'): Promise<openpgp.PublicKey> {
  const { keys, refused, revocations } = await readCertificates(bytes, from)
  if (keys.length + refused.length === 0 && revocations.length > 0) throw new Failure('key-invalid', 'Filen innehåller ingen nyckel, bara ett återkallelseintyg. Be om den publika nyckeln som .asc-fil.')
  if (keys.length + refused.length > 1) throw new Failure('key-invalid', `Filen innehåller ${keys.length + refused.length} nycklar. Be om en fil med bara den nyckel som ska användas.`)
  const [key] = keys
  if (key === undefined) throw refused[0] ?? unreadable(null)
  return key
}

/** @throws Failure `key-invalid` when the key or a subkey is not of version 4, which is all that GnuPG and Thunderbird read */
export function refuseOtherVersions(key: openpgp.Key): void {
  for (const packet of [key.keyPacket, ...key.subkeys.map((subkey) => subkey.keyPacket)]) {
    if (packet.version !== 4) throw otherVersion(packet.version, key.getFingerprint().toUpperCase())
  }
}

/** Certificates, and signatures that stand alone. */
function rawCertificates(bytes: Uint8Array): (RawCertificate | Uint8Array)[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const rings = text.includes('-----BEGIN PGP') ? armoredBlocks(text) : [bytes]
  const raws = rings.map((ring) => splitCertificates(ring) ?? signaturesAlone(ring))
  if (raws.length === 0) throw new Failure('key-invalid', 'Filen innehåller ingen hel OpenPGP-nyckel. Be om den publika nyckeln som .asc-fil.')
  return raws.flatMap((raw): readonly (RawCertificate | Uint8Array)[] => raw ?? unreadableThrown())
}

async function readRevocation(bytes: Uint8Array): Promise<openpgp.SignaturePacket | Failure> {
  try {
    const [signature] = (await openpgp.readSignature({ binarySignature: bytes, config: OPENPGP_POLICY })).packets
    if (signature !== undefined && isKeyRevocation(signature)) return signature
  } catch (cause) {
    return unreadable(cause)
  }
  return new Failure('key-invalid', 'Filen innehåller en ensam signatur, varken en nyckel eller ett återkallelseintyg för en hel nyckel. Be om den publika nyckeln som .asc-fil.')
}

async function readRaw({ bytes, version, isSecret }: RawCertificate, from: 'anybody' | 'own-ring'): Promise<openpgp.PublicKey | Failure> {
  if (isSecret) return new Failure('key-invalid', 'Filen innehåller en hemlig nyckel. Ta inte emot den: be ägaren om den publika nyckeln, och att räkna den hemliga som röjd.')
  if (version !== 4) return otherVersion(version, '')
  try {
    const key = await openpgp.readKey({ binaryKey: from === 'own-ring' ? bytes : revocationsInPlace(bytes), config: OPENPGP_POLICY })
    refuseOtherVersions(key)
    return key
  } catch (cause) {
    return cause instanceof Failure ? cause : unreadable(cause)
  }
}

function otherVersion(version: number, fingerprint: string): Failure {
  return new Failure('key-invalid', `Nyckeln ${fingerprint} är av OpenPGP-version ${version}; bara version 4 kan läsas av alla. Be om en nyckel av version 4.`.replace('  ', ' '))
}

function unreadable(cause: unknown): Failure {
  return new Failure('key-invalid', 'Filen kan inte läsas som en OpenPGP-nyckel. Be om den publika nyckeln igen, som .asc-fil.', { cause })
}

function unreadableThrown(): never {
  throw unreadable(null)
}
