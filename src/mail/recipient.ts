import * as openpgp from 'openpgp'
import type { KeyException } from '../../contracts/event.js'
import { sameAddress } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import { fingerprintOf } from './key-description.js'
import { addressOf, hasNewFormat, holds, mayEncrypt, primaryMayEncrypt, revocationOf, subkeyState, userState, type PartState } from './key-parts.js'
import { EXCEPTED_RSA_BITS, MIN_RSA_BITS, recipientFault, type KeyFault, type RecipientReason } from './key-verdict.js'
import { LENIENT_POLICY, recipientPolicy } from './openpgp-policy.js'
import { withoutWeaklyRevoked } from './owner-signature.js'

const { dsa, elgamal } = openpgp.enums.publicKey
/** Feature flags: AEAD after LibrePGP, and SEIPDv2 after RFC 9580. */
const NEWER_FEATURES = 0x02 | 0x08
const SECOND_MS = 1000

/** What a recipient's key is held against. */
export interface RecipientUse {
  /** Null to ask about any address at all. */
  readonly address: string | null
  readonly now: Date
  /** What two persons let pass although the rule says otherwise. */
  readonly exception: KeyException | null
}

/** Everything there is to say against encrypting a letter to `key`, what stops it and what does not; empty when there is nothing. Stricter than openpgp.js: what rests on SHA-1 alone is refused. */
export async function judgeRecipient(key: openpgp.PublicKey, use: RecipientUse): Promise<readonly KeyFault[]> {
  const path = `keys/recipients/${fingerprintOf(key)}.asc`
  const stopping = await reasonsAgainst(key, use)
  return [...stopping, ...(stopping.length > 0 ? [] : remarks(key))].map((reason) => recipientFault(reason, path, use.address))
}

/** Why `key` cannot receive a letter for `address` at `now`; empty when it can. */
export async function usableRecipient(key: openpgp.PublicKey, address: string, now: Date, exception: KeyException | null = null): Promise<readonly KeyFault[]> {
  return (await judgeRecipient(key, { address, now, exception })).filter(({ weight }) => weight === 'stops')
}

/**
 * Passes only a key that a letter for `address` may be encrypted to at `now`.
 * @throws Failure `recipient-unusable` with one fault a reason
 */
export async function requireUsableRecipient(key: openpgp.PublicKey, address: string, now: Date, exception: KeyException | null = null): Promise<void> {
  const faults = await usableRecipient(key, address, now, exception)
  if (faults.length === 0) return
  throw new Failure('recipient-unusable', `Mottagarens nyckel ${fingerprintOf(key)} kan inte användas: ${faults.map((fault) => fault.message).join(' ')} Inget har skickats.`, { faults })
}

/** What stops a letter that was encrypted to `key` some time ago, to the parts with these ids: the key as it is judged now, and those very parts, whatever other part would be good. */
export async function faultsOfSealed(key: openpgp.PublicKey, ids: readonly string[], use: RecipientUse): Promise<readonly KeyFault[]> {
  const reasons = await reasonsAgainst(key, use)
  const parts = key.subkeys.filter((subkey) => ids.includes(subkey.getKeyID().toHex()))
  const ofParts = reasons.length > 0 ? [] : await Promise.all(parts.map((subkey) => subkeyReasons(subkey, key, use)))
  return [...new Set([...reasons, ...ofParts.flat()])].map((reason) => recipientFault(reason, `keys/recipients/${fingerprintOf(key)}.asc`, use.address))
}

/** When a key stops, or has stopped, being usable for an address, by the very rules that it is refused by: whatever of all that a letter relies on ends first. 'never' when it is usable and nothing does, 'refused' when it is refused for another reason. */
export async function endOfUse(key: openpgp.PublicKey, use: RecipientUse): Promise<Date | 'never' | 'refused'> {
  const isUsable = async (now: Date): Promise<boolean> => (await reasonsAgainst(key, { ...use, now })).length === 0
  const isStill = await isUsable(use.now)
  const ends = endsIn(key).filter((end) => end > use.now === isStill)
  for (const end of isStill ? ends : ends.toReversed()) if (await isUsable(isStill ? end : new Date(end.getTime() - SECOND_MS)) !== isStill) return end
  return isStill ? 'never' : 'refused'
}

/** Every instant at which something of a key may end, as its owner's signatures say; soonest first. */
function endsIn(key: openpgp.PublicKey): Date[] {
  const signed = [
    ...[...directSignatures(key), ...key.users.flatMap(({ selfCertifications }) => selfCertifications)].map((signature) => ({ signature, made: key.getCreationTime() })),
    ...key.subkeys.flatMap((subkey) => subkey.bindingSignatures.map((signature) => ({ signature, made: subkey.getCreationTime() }))),
  ]
  const ends = signed.flatMap(({ signature, made }) => [signature.getExpirationTime(), signature.keyNeverExpires === false ? new Date(made.getTime() + (signature.keyExpirationTime ?? 0) * SECOND_MS) : Infinity])
  return [...new Set(ends.filter((end) => end instanceof Date).map((end) => end.getTime()))].sort((one, other) => one - other).map((end) => new Date(end))
}

/** The fingerprint of the part of a key that letters are encrypted to; null when there is none. */
export async function encryptionPart(key: openpgp.PublicKey, { now, exception }: RecipientUse): Promise<string | null> {
  try {
    return (await withoutWeaklyRevoked(key).getEncryptionKey(undefined, now, undefined, recipientPolicy(exception))).getFingerprint().toUpperCase()
  } catch {
    return null
  }
}

async function reasonsAgainst(key: openpgp.PublicKey, use: RecipientUse): Promise<readonly RecipientReason[]> {
  if (key.isPrivate()) return ['secret-key']
  if ([key.keyPacket, ...key.subkeys.map((subkey) => subkey.keyPacket)].some((packet) => packet.version !== 4)) return ['wrong-version']
  const revocation = await revocationOf(key, use.now)
  if (revocation !== null) return [`revoked-${revocation}`]
  if (await namesRevoker(key, use.now)) return ['designated-revoker']
  const whole = [...algorithmReasons(key.keyPacket, use), ...(await ownerReasons(key, use)), ...(await validityReasons(key, use.now))]
  // A subkey never outlives its key: naming it too would send the reader after a second fault that is none.
  const reasons = whole.includes('expired') ? [...new Set(whole)] : [...new Set([...whole, ...(await encryptionReasons(key, use))])]
  return reasons.length > 0 || (await encryptionPart(key, use)) !== null ? reasons : ['algorithm-unsupported']
}

/** openpgp.js takes no signature that lets another key revoke this one, since it cannot check such a revocation, and says so once the signature has proved to be the owner's. */
async function namesRevoker(key: openpgp.PublicKey, now: Date): Promise<boolean> {
  const { keyPacket } = key
  const claims = [
    ...directSignatures(key).map((signature) => ({ signature, type: openpgp.enums.signature.key, data: { key: keyPacket } })),
    ...key.users.flatMap(({ selfCertifications, userID }) => selfCertifications.map((signature) => ({ signature, type: openpgp.enums.signature.certGeneric, data: { key: keyPacket, userID } }))),
  ]
  for (const { signature, type, data } of claims) {
    if (signature.revocationKeyClass === null) continue
    const refusal = await signature.verify(keyPacket, type, data, now, false, LENIENT_POLICY).then(() => '', (error: unknown) => String(error))
    if (refusal.includes('authorized key')) return true
  }
  return false
}

function directSignatures(key: openpgp.PublicKey): readonly openpgp.SignaturePacket[] {
  return [...key.toPacketList()].flatMap((packet) => (packet instanceof openpgp.SignaturePacket && packet.signatureType === openpgp.enums.signature.key ? [packet] : []))
}

function algorithmReasons(packet: openpgp.Key['keyPacket'] | openpgp.Subkey['keyPacket'], { exception }: RecipientUse): RecipientReason[] {
  if (packet.algorithm === dsa || packet.algorithm === elgamal) return ['dsa']
  const { bits } = packet.getAlgorithmInfo()
  if (bits === undefined || bits >= MIN_RSA_BITS) return []
  if (bits < EXCEPTED_RSA_BITS) return ['rsa-too-short']
  return exception === 'rsa-2048' ? [] : ['rsa-2048']
}

const WHY_NOT_OWNER: Readonly<Record<PartState, readonly RecipientReason[]>> = {
  usable: [], 'too-short': ['rsa-too-short'], 'sha1-bound': ['sha1-bound'], 'revoked-hard': ['user-id-revoked'], 'revoked-soft': ['user-id-revoked'], unsigned: ['no-self-signature'], expired: ['expired'], 'not-yet-valid': ['not-yet-valid'],
}

async function ownerReasons(key: openpgp.PublicKey, { address, now }: RecipientUse): Promise<readonly RecipientReason[]> {
  if (key.users.every((user) => user.selfCertifications.length === 0)) return ['no-self-signature']
  const named = key.users.filter((user) => user.userID !== null && (address === null || sameAddress(addressOf(user.userID), address)))
  if (named.length === 0) return ['address-not-in-key']
  const states = await Promise.all(named.map((user) => userState(user, now)))
  return states.includes('usable') ? [] : WHY_NOT_OWNER[states[0] ?? 'unsigned']
}

async function validityReasons(key: openpgp.PublicKey, now: Date): Promise<RecipientReason[]> {
  if (key.getCreationTime() > now) return ['not-yet-valid']
  const end = await key.getExpirationTime(undefined, LENIENT_POLICY)
  // What binds another user ID may have ended: the key then rests on those whose binding has not.
  return end instanceof Date && end <= now && !(await holds(key.verifyPrimaryKey(now, undefined, LENIENT_POLICY))) ? ['expired'] : []
}

async function encryptionReasons(key: openpgp.PublicKey, use: RecipientUse): Promise<RecipientReason[]> {
  if ((await encryptionPart(key, use)) !== null) return []
  const candidates = key.subkeys.filter(mayEncrypt)
  if (candidates.length === 0) return primaryMayEncrypt(key) ? [] : ['sign-only']
  const reasons = await Promise.all(candidates.map((subkey) => subkeyReasons(subkey, key, use)))
  return [...new Set(reasons.flat())]
}

const WHY_NOT_SUBKEY: Readonly<Record<PartState, readonly RecipientReason[]>> = {
  usable: [], 'too-short': ['rsa-too-short'], 'sha1-bound': ['sha1-bound'], 'revoked-hard': ['subkey-revoked-hard'], 'revoked-soft': ['subkey-revoked-soft'], unsigned: ['no-self-signature'], expired: ['subkey-expired'], 'not-yet-valid': ['not-yet-valid'],
}

async function subkeyReasons(subkey: openpgp.Subkey, key: openpgp.PublicKey, use: RecipientUse): Promise<readonly RecipientReason[]> {
  const state = await subkeyState(subkey, key, use.now)
  if (state === 'revoked-hard' || state === 'revoked-soft') return WHY_NOT_SUBKEY[state]
  const short = algorithmReasons(subkey.keyPacket, use)
  return short.length > 0 ? short : WHY_NOT_SUBKEY[state]
}

/** What is worth knowing of a key that can be used. */
function remarks(key: openpgp.PublicKey): RecipientReason[] {
  const features = key.users.flatMap((user) => user.selfCertifications.map((certification) => certification.features?.[0] ?? 0))
  return [...(hasNewFormat(key) ? ['new-format' as const] : []), ...(features.some((flags) => (flags & NEWER_FEATURES) !== 0) ? ['advertises-newer' as const] : [])]
}
