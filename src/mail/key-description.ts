import type * as openpgp from 'openpgp'
import type { OWN_KEYS } from '../../contracts/event.js'
import { shownLine } from '../../templates/plain-text.js'
import { algorithmOf } from './key-parts.js'
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
    expiresAt: (await expiryOf(key))?.toISOString() ?? null,
  }
}

/** When the key, or the subkey letters are encrypted to, stops being valid, whichever is sooner; null when neither does or nothing about it is valid. */
async function expiryOf(key: openpgp.Key): Promise<Date | null> {
  const times: Date[] = []
  const whole = await key.getExpirationTime(undefined, OPENPGP_POLICY)
  if (whole instanceof Date) times.push(whole)
  const subkeys = await Promise.all(key.subkeys.map((subkey) => subkey.getExpirationTime(undefined, OPENPGP_POLICY)))
  const last = subkeys.filter((time) => time instanceof Date).sort((a, b) => b.getTime() - a.getTime())[0]
  if (last !== undefined && !subkeys.includes(Infinity)) times.push(last)
  return times.sort((a, b) => a.getTime() - b.getTime())[0] ?? null
}
