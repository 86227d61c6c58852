import * as openpgp from 'openpgp'
import { Failure, type Fault } from '../../templates/failure.js'
import { fingerprintOf } from './key-description.js'
import { LENIENT_POLICY, OPENPGP_POLICY } from './openpgp-policy.js'

/** Why no letter can be encrypted to a key; one reason for each thing its owner does differently. */
const RECIPIENT_REASONS = [
  'address-not-in-key', 'algorithm-unsupported', 'dsa', 'expired', 'no-self-signature', 'not-yet-valid', 'revoked', 'rsa-too-short', 'secret-key',
  'sha1-bound', 'sign-only', 'subkey-expired', 'subkey-revoked', 'wrong-version',
] as const
export type RecipientReason = (typeof RECIPIENT_REASONS)[number]

export interface RecipientFault extends Fault {
  readonly reason: RecipientReason
}

const MIN_RSA_BITS = 3072
const { dsa, elgamal, rsaEncrypt, rsaEncryptSign, ecdh } = openpgp.enums.publicKey
const ENCRYPTS: readonly number[] = [rsaEncrypt, rsaEncryptSign, elgamal, ecdh]
const ENCRYPTION_FLAGS = openpgp.enums.keyFlags.encryptCommunication | openpgp.enums.keyFlags.encryptStorage

/** Why `key` cannot receive a letter for `address` at `now`; empty when it can. Stricter than openpgp.js: what rests on SHA-1 alone is refused. */
export async function usableRecipient(key: openpgp.PublicKey, address: string, now: Date): Promise<readonly RecipientFault[]> {
  const reasons = await reasonsAgainst(key, address, now)
  const path = `keys/recipients/${fingerprintOf(key)}.asc`
  return reasons.map((reason) => ({ path, reason, message: wordsFor(reason, address) }))
}

/**
 * Passes only a key that a letter for `address` may be encrypted to at `now`.
 * @throws Failure `recipient-unusable` with one fault a reason
 */
export async function requireUsableRecipient(key: openpgp.PublicKey, address: string, now: Date): Promise<void> {
  const faults = await usableRecipient(key, address, now)
  if (faults.length === 0) return
  throw new Failure('recipient-unusable', `Mottagarens nyckel ${fingerprintOf(key)} kan inte användas: ${faults.map((fault) => fault.message).join(' ')} Inget har skickats.`, { faults })
}

async function reasonsAgainst(key: openpgp.PublicKey, address: string, now: Date): Promise<readonly RecipientReason[]> {
  if (key.isPrivate()) return ['secret-key']
  if ([key.keyPacket, ...key.subkeys.map((subkey) => subkey.keyPacket)].some((packet) => packet.version !== 4)) return ['wrong-version']
  if (await isRevoked(key, now)) return ['revoked']
  const whole = [...algorithmReasons(key.keyPacket), ...(await ownerReasons(key, address, now)), ...(await validityReasons(key, now))]
  // A subkey never outlives its key: naming it too would send the reader after a second fault that is none.
  const reasons = whole.includes('expired') ? [...new Set(whole)] : [...new Set([...whole, ...(await encryptionReasons(key, now))])]
  return reasons.length > 0 || (await hasEncryptionKey(key, now, OPENPGP_POLICY)) ? reasons : ['algorithm-unsupported']
}

/** A revocation counts even when its own signature uses an old hash: ignoring it would be the unsafe side. */
async function isRevoked(key: openpgp.PublicKey, now: Date): Promise<boolean> {
  return key.isRevoked(undefined, undefined, now, LENIENT_POLICY)
}

function algorithmReasons(packet: openpgp.Key['keyPacket'] | openpgp.Subkey['keyPacket']): RecipientReason[] {
  if (packet.algorithm === dsa || packet.algorithm === elgamal) return ['dsa']
  const { bits } = packet.getAlgorithmInfo()
  return bits !== undefined && bits < MIN_RSA_BITS ? ['rsa-too-short'] : []
}

async function ownerReasons(key: openpgp.PublicKey, address: string, now: Date): Promise<RecipientReason[]> {
  if (key.users.every((user) => user.selfCertifications.length === 0)) return ['no-self-signature']
  const named = key.users.filter((user) => sameAddress(addressOf(user.userID), address))
  if (named.length === 0) return ['address-not-in-key']
  if (await anyHolds(named, now, OPENPGP_POLICY)) return []
  // A short or old primary key is named by algorithmReasons; here only the hash of the binding is in question.
  if (await anyHolds(named, now, { ...LENIENT_POLICY, rejectHashAlgorithms: OPENPGP_POLICY.rejectHashAlgorithms })) return []
  if (await anyHolds(named, now, LENIENT_POLICY)) return ['sha1-bound']
  return named.every((user) => user.selfCertifications.length === 0) ? ['no-self-signature'] : await whyNotHeld(key, now)
}

/** The user ID does not hold: because the key's time is not now (named by validityReasons), or because it was revoked or is forged. */
async function whyNotHeld(key: openpgp.PublicKey, now: Date): Promise<RecipientReason[]> {
  return (await validityReasons(key, now)).length > 0 ? [] : ['address-not-in-key']
}

async function anyHolds(users: readonly openpgp.User[], now: Date, policy: openpgp.Config): Promise<boolean> {
  for (const user of users) if (await holds(user.verify(now, policy))) return true
  return false
}

async function validityReasons(key: openpgp.PublicKey, now: Date): Promise<RecipientReason[]> {
  if (key.getCreationTime() > now) return ['not-yet-valid']
  const end = await key.getExpirationTime(undefined, LENIENT_POLICY)
  return end instanceof Date && end <= now ? ['expired'] : []
}

async function encryptionReasons(key: openpgp.PublicKey, now: Date): Promise<RecipientReason[]> {
  if (await hasEncryptionKey(key, now, OPENPGP_POLICY)) return []
  const candidates = key.subkeys.filter((subkey) => ENCRYPTS.includes(subkey.keyPacket.algorithm) && mayEncrypt(subkey))
  if (candidates.length === 0) return primaryMayEncrypt(key) ? [] : ['sign-only']
  const reasons = await Promise.all(candidates.map((subkey) => subkeyReasons(subkey, key, now)))
  return [...new Set(reasons.flat())]
}

async function subkeyReasons(subkey: openpgp.Subkey, key: openpgp.PublicKey, now: Date): Promise<RecipientReason[]> {
  if (await revokedSubkey(subkey, key, now)) return ['subkey-revoked']
  const short = algorithmReasons(subkey.keyPacket)
  if (short.length > 0) return short
  const end = await subkey.getExpirationTime(now, LENIENT_POLICY)
  if (end instanceof Date && end <= now) return ['subkey-expired']
  if (subkey.getCreationTime() > now) return ['not-yet-valid']
  if (await holds(subkey.verify(now, OPENPGP_POLICY))) return []
  return (await holds(subkey.verify(now, LENIENT_POLICY))) ? ['sha1-bound'] : ['no-self-signature']
}

async function revokedSubkey(subkey: openpgp.Subkey, key: openpgp.PublicKey, now: Date): Promise<boolean> {
  for (const binding of subkey.bindingSignatures) if (await subkey.isRevoked(binding, key.keyPacket, now, LENIENT_POLICY)) return true
  return false
}

function mayEncrypt(subkey: openpgp.Subkey): boolean {
  return subkey.bindingSignatures.some((binding) => binding.keyFlags === null || ((binding.keyFlags[0] ?? 0) & ENCRYPTION_FLAGS) !== 0)
}

function primaryMayEncrypt(key: openpgp.PublicKey): boolean {
  if (!ENCRYPTS.includes(key.keyPacket.algorithm)) return false
  return key.users.some((user) => user.selfCertifications.some((binding) => ((binding.keyFlags?.[0] ?? 0) & ENCRYPTION_FLAGS) !== 0))
}

async function hasEncryptionKey(key: openpgp.PublicKey, now: Date, policy: openpgp.Config): Promise<boolean> {
  return holds(key.getEncryptionKey(undefined, now, undefined, policy))
}

/** openpgp.js says that something does not hold by throwing. */
async function holds(claim: Promise<unknown>): Promise<boolean> {
  try {
    await claim
    return true
  } catch {
    return false
  }
}

/** The address in a user ID, also when the user ID is nothing but one; empty when there is none. */
export function addressOf(userID: openpgp.UserIDPacket | null): string {
  if (userID === null) return ''
  return userID.email === '' ? userID.userID.trim() : userID.email
}

/** Addresses compare without regard to case, as every mail program in use does. */
export function sameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function wordsFor(reason: RecipientReason, address: string): string {
  switch (reason) {
    case 'address-not-in-key': return `Nyckeln är inte utställd för ${address}. Be mottagaren om en nyckel med den adressen, eller rätta adressen.`
    case 'algorithm-unsupported': return 'Nyckelns algoritm stöds inte. Be mottagaren om en nyckel med RSA 3072 eller Curve25519.'
    case 'dsa': return 'Nyckeln använder DSA eller ElGamal, som inte längre är säkra. Be mottagaren om en ny nyckel.'
    case 'expired': return 'Nyckeln har gått ut. Be mottagaren om en förlängd eller ny nyckel.'
    case 'no-self-signature': return 'Nyckeln saknar ägarens egen signatur. Be mottagaren exportera den igen.'
    case 'not-yet-valid': return 'Nyckeln börjar gälla först senare. Kontrollera datorns klocka, eller be mottagaren om en annan nyckel.'
    case 'revoked': return 'Nyckeln är återkallad av sin ägare. Be mottagaren om en ny nyckel.'
    case 'rsa-too-short': return `Nyckeln är en RSA-nyckel med färre än ${MIN_RSA_BITS} bitar. Be mottagaren om en längre nyckel.`
    case 'secret-key': return 'Det är en hemlig nyckel. Be mottagaren om den publika.'
    case 'sha1-bound': return 'Nyckeln binds till sin ägare bara med SHA-1, som går att förfalska. Be mottagaren förnya nyckelns egensignatur med SHA-256 eller SHA-512.'
    case 'sign-only': return 'Nyckeln kan bara signera, inte ta emot krypterad post. Be mottagaren lägga till en krypteringsnyckel.'
    case 'subkey-expired': return 'Nyckelns krypteringsdel har gått ut. Be mottagaren om en förlängd nyckel.'
    case 'subkey-revoked': return 'Nyckelns krypteringsdel är återkallad. Be mottagaren om en ny nyckel.'
    case 'wrong-version': return 'Nyckeln är av en annan OpenPGP-version än 4. Be mottagaren om en nyckel av version 4.'
    default: return reason satisfies never
  }
}
