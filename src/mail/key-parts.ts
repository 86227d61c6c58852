import * as openpgp from 'openpgp'
import { shownLine } from '../../templates/plain-text.js'
import { EXCEPTED_RSA_BITS } from './key-verdict.js'
import { LENIENT_POLICY, OPENPGP_POLICY } from './openpgp-policy.js'
import { isWeaklyRevoked } from './owner-signature.js'

/** How far a part of a key holds at an instant. */
export const PART_STATES = ['usable', 'expired', 'not-yet-valid', 'revoked-hard', 'revoked-soft', 'sha1-bound', 'too-short', 'unsigned'] as const
export type PartState = (typeof PART_STATES)[number]

/** What a subkey is for. */
export const SUBKEY_USES = ['encrypt', 'sign', 'authenticate'] as const

/** One subkey as it is shown; `fingerprint` is 40 upper-case hex digits, `expiresAt` null when it never expires. */
export interface SubkeyPart {
  readonly fingerprint: string
  readonly algorithm: string
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly uses: readonly (typeof SUBKEY_USES)[number][]
  readonly state: PartState
}

/** One user ID as it is shown; `address` is empty when it names none. */
export interface UserPart {
  readonly text: string
  readonly address: string
  readonly state: PartState
}

const { keySuperseded, keyRetired, userIDInvalid } = openpgp.enums.reasonForRevocation
const SOFT: ReadonlySet<number | null> = new Set([keySuperseded, keyRetired, userIDInvalid])
const { rsaEncrypt, rsaEncryptSign, elgamal, ecdh, x25519, x448, ed25519, ed448 } = openpgp.enums.publicKey
const ENCRYPTS: ReadonlySet<number> = new Set([rsaEncrypt, rsaEncryptSign, elgamal, ecdh, x25519, x448])
const NEW_FORMATS: ReadonlySet<number> = new Set([x25519, x448, ed25519, ed448])
const { encryptCommunication, encryptStorage, signData, authentication } = openpgp.enums.keyFlags

/** Whether a packet's algorithm can encrypt. */
export function encrypts({ algorithm }: { readonly algorithm: number }): boolean {
  return ENCRYPTS.has(algorithm)
}

/** Whether some part is of an algorithm that came with RFC 9580. */
export function hasNewFormat(key: openpgp.Key): boolean {
  return [key.keyPacket, ...key.subkeys.map((subkey) => subkey.keyPacket)].some(({ algorithm }) => NEW_FORMATS.has(algorithm))
}

/** An algorithm as a person compares it: the curve, or RSA with its bits. */
export function algorithmOf(part: Pick<openpgp.Key, 'getAlgorithmInfo'>): string {
  const { curve, bits, algorithm } = part.getAlgorithmInfo()
  return curve ?? (bits === undefined ? algorithm : `${algorithm} ${bits}`)
}

/** A revocation counts even when its own signature uses an old hash: ignoring it would be the unsafe side. Whether it is a soft one (superseded, retired) or hard; null when there is none. */
export async function revocationOf(key: openpgp.Key, now: Date): Promise<'hard' | 'soft' | null> {
  return (await key.isRevoked(undefined, undefined, now, LENIENT_POLICY)) || isWeaklyRevoked(key.revocationSignatures, key) ? hardness(key.revocationSignatures) : null
}

function hardness(signatures: readonly openpgp.SignaturePacket[]): 'hard' | 'soft' {
  return signatures.every(({ reasonForRevocationFlag }) => SOFT.has(reasonForRevocationFlag)) ? 'soft' : 'hard'
}

/** How far a user ID holds. */
export async function userState(user: openpgp.User, now: Date): Promise<PartState> {
  if (user.selfCertifications.length === 0) return 'unsigned'
  const isWeak = isWeaklyRevoked(user.revocationSignatures, user.mainKey, user)
  for (const certification of user.selfCertifications) {
    if (isWeak || (await user.isRevoked(certification, undefined, now, LENIENT_POLICY))) return hardness(user.revocationSignatures) === 'hard' ? 'revoked-hard' : 'revoked-soft'
  }
  if (await holds(user.verify(now, OPENPGP_POLICY))) return 'usable'
  // A short or old primary key is named by itself; here only the hash of the binding is in question.
  if (await holds(user.verify(now, { ...LENIENT_POLICY, rejectHashAlgorithms: OPENPGP_POLICY.rejectHashAlgorithms }))) return 'usable'
  if ((await holds(user.verify(now, LENIENT_POLICY))) || restsOnWeakHash(user.selfCertifications)) return 'sha1-bound'
  return user.selfCertifications.some(({ created }) => created !== null && created > now) ? 'not-yet-valid' : user.selfCertifications.some((one) => one.isExpired(now)) ? 'expired' : 'unsigned'
}

/** How far a subkey holds. */
export async function subkeyState(subkey: openpgp.Subkey, key: openpgp.Key, now: Date): Promise<PartState> {
  const isWeak = isWeaklyRevoked(subkey.revocationSignatures, key, subkey)
  for (const binding of subkey.bindingSignatures) {
    if (isWeak || (await subkey.isRevoked(binding, key.keyPacket, now, LENIENT_POLICY))) return hardness(subkey.revocationSignatures) === 'hard' ? 'revoked-hard' : 'revoked-soft'
  }
  const end = await subkey.getExpirationTime(now, LENIENT_POLICY)
  if (end instanceof Date && end <= now) return 'expired'
  if (subkey.getCreationTime() > now) return 'not-yet-valid'
  if (await holds(subkey.verify(now, OPENPGP_POLICY))) return (subkey.getAlgorithmInfo().bits ?? EXCEPTED_RSA_BITS) < EXCEPTED_RSA_BITS ? 'too-short' : 'usable'
  return (await holds(subkey.verify(now, LENIENT_POLICY))) || restsOnWeakHash(subkey.bindingSignatures) ? 'sha1-bound' : 'unsigned'
}

/** openpgp.js takes no SHA-1 under EdDSA whatever the policy, so what was signed so is known by its name alone. */
function restsOnWeakHash(signatures: readonly openpgp.SignaturePacket[]): boolean {
  return signatures.length > 0 && signatures.every(({ hashAlgorithm }) => hashAlgorithm !== null && OPENPGP_POLICY.rejectHashAlgorithms.has(hashAlgorithm))
}

/** Every user ID with how far it holds. */
export async function usersOf(key: openpgp.Key, now: Date): Promise<UserPart[]> {
  return Promise.all(key.users.filter(({ userID }) => userID !== null).map(async (user) => ({ text: shownLine(user.userID?.userID ?? ''), address: addressOf(user.userID), state: await userState(user, now) })))
}

/** Every subkey with what it is for and how far it holds. */
export async function subkeysOf(key: openpgp.Key, now: Date): Promise<SubkeyPart[]> {
  return Promise.all(key.subkeys.map(async (subkey): Promise<SubkeyPart> => {
    const end = await subkey.getExpirationTime(now, LENIENT_POLICY)
    return {
      fingerprint: subkey.getFingerprint().toUpperCase(), algorithm: algorithmOf(subkey), createdAt: subkey.getCreationTime().toISOString(),
      expiresAt: end instanceof Date ? end.toISOString() : null, uses: usesOf(subkey), state: await subkeyState(subkey, key, now),
    }
  }))
}

function usesOf(subkey: openpgp.Subkey): SubkeyPart['uses'] {
  const flags = subkey.bindingSignatures.reduce((all, { keyFlags }) => all | (keyFlags?.[0] ?? 0), 0)
  return [...(mayEncrypt(subkey) ? ['encrypt' as const] : []), ...((flags & signData) === 0 ? [] : ['sign' as const]), ...((flags & authentication) === 0 ? [] : ['authenticate' as const])]
}

/** Whether a subkey is meant for encryption, whatever its state; one that its owner has not signed for is taken to be. */
export function mayEncrypt(subkey: openpgp.Subkey): boolean {
  return encrypts(subkey.keyPacket) && (subkey.bindingSignatures.length === 0 || subkey.bindingSignatures.some(({ keyFlags }) => keyFlags === null || ((keyFlags[0] ?? 0) & (encryptCommunication | encryptStorage)) !== 0))
}

/** Whether the primary key itself is meant for encryption. */
export function primaryMayEncrypt(key: openpgp.Key): boolean {
  return encrypts(key.keyPacket) && key.users.some((user) => user.selfCertifications.some(({ keyFlags }) => ((keyFlags?.[0] ?? 0) & (encryptCommunication | encryptStorage)) !== 0))
}

/** Whether a subkey is meant for signing, whatever its state. */
export function maySign(subkey: openpgp.Subkey): boolean {
  return subkey.bindingSignatures.some(({ keyFlags }) => ((keyFlags?.[0] ?? 0) & signData) !== 0)
}

/** Whether the primary key itself is meant for signing. */
export function primaryMaySign(key: openpgp.Key): boolean {
  return key.users.some((user) => user.selfCertifications.some(({ keyFlags }) => keyFlags === null || ((keyFlags[0] ?? 0) & signData) !== 0))
}

/** openpgp.js says that something does not hold by throwing. */
export async function holds(claim: Promise<unknown>): Promise<boolean> {
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
  return userID.email === '' ? (userID.userID.includes('@') ? userID.userID.trim() : '') : userID.email
}
