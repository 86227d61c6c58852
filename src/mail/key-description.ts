import type * as openpgp from 'openpgp'
import type { OWN_KEYS } from '../../contracts/event.js'
import { shownLine } from '../../templates/plain-text.js'
import { algorithmOf, mayEncrypt, maySign, primaryMayEncrypt, primaryMaySign } from './key-parts.js'
import { OPENPGP_POLICY } from './openpgp-policy.js'

/** One of the provider's own keys. */
export type OwnKey = (typeof OWN_KEYS)[number]

/** What the key ring shows of one key; `fingerprint` is 40 upper-case hex digits, `expiresAt` null when it never expires. */
export interface KeyDescription {
  readonly fingerprint: string
  /** Which own key it is; null for somebody else's. */
  readonly own: OwnKey | null
  readonly userIds: readonly string[]
  readonly algorithm: string
  readonly createdAt: string
  readonly expiresAt: string | null
}

/** 40 upper-case hex digits. */
export function fingerprintOf(key: openpgp.Key): string {
  return key.getFingerprint().toUpperCase()
}

/** A fingerprint as typed from paper (spaces, lower case) in the one form used everywhere; null when it is none. */
export function normalizeFingerprint(typed: string): string | null {
  const plain = typed.replace(/[\s:-]/gu, '').toUpperCase()
  return /^[0-9A-F]{40}$/u.test(plain) ? plain : null
}

/** What there is to show of a key; nothing is judged. */
export async function describeKey(key: openpgp.Key, own: OwnKey | null): Promise<KeyDescription> {
  return {
    fingerprint: fingerprintOf(key),
    own,
    userIds: key.getUserIDs().map(shownLine),
    algorithm: algorithmOf(key),
    createdAt: key.getCreationTime().toISOString(),
    expiresAt: (await expiryOf(key, own))?.toISOString() ?? null,
  }
}

/** When the key stops being valid, or the part of it that is used: what letters are encrypted to, or the sender's signatures are made with; whichever is sooner. Null when neither does or nothing about it is valid. */
async function expiryOf(key: openpgp.Key, own: OwnKey | null): Promise<Date | null> {
  const parts = await Promise.all(partsUsed(key, own).map((subkey) => subkey.getExpirationTime(undefined, OPENPGP_POLICY)))
  // One that never ends, or ends later, is used when another has ended.
  const last = parts.includes(Infinity) ? [] : dates(parts).slice(-1)
  return dates([await key.getExpirationTime(undefined, OPENPGP_POLICY), ...last])[0] ?? null
}

/** The subkeys of which one is used; none when the primary key can stand in for them. */
function partsUsed(key: openpgp.Key, own: OwnKey | null): openpgp.Subkey[] {
  const isUsed = own === 'sender' ? maySign : mayEncrypt
  const isStoodInFor = own === 'sender' ? primaryMaySign(key) : primaryMayEncrypt(key)
  return isStoodInFor ? [] : key.subkeys.filter((subkey) => isUsed(subkey) && subkey.revocationSignatures.length === 0)
}

/** Those that are dates, soonest first. */
function dates(times: readonly (Date | number | null)[]): Date[] {
  return times.filter((time) => time instanceof Date).sort((a, b) => a.getTime() - b.getTime())
}
