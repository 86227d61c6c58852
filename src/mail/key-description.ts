import type * as openpgp from 'openpgp'
import type { OWN_KEYS } from '../../contracts/event.js'
import type { Fault } from '../../templates/failure.js'
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

/** Something wrong, or about to be wrong, with a key: `stops` when no letter can be sent until it is mended. */
export interface KeyFault extends Fault {
  readonly weight: 'stops' | 'warns'
}

const WARN_DAYS = 30
const DAY_MS = 86_400_000

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
  const info = key.getAlgorithmInfo()
  return {
    fingerprint: fingerprintOf(key),
    own,
    userIds: key.getUserIDs(),
    algorithm: info.curve ?? (info.bits === undefined ? info.algorithm : `${info.algorithm} ${info.bits}`),
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

/** That a key has expired (own keys then stop everything), or does so within 30 days; empty otherwise. */
export function expiryFaults(key: KeyDescription, path: string, now: Date): readonly KeyFault[] {
  if (key.expiresAt === null) return []
  const days = Math.floor((Date.parse(key.expiresAt) - now.getTime()) / DAY_MS)
  const day = key.expiresAt.slice(0, 10)
  const next = key.own === null
    ? 'Be mottagaren om en förlängd eller ny nyckel och läs in den med "anslut keys import FIL".'
    : 'Skapa nya egna nycklar och meddela mottagaren det nya fingeravtrycket.'
  if (days < 0) return [{ path, weight: key.own === null ? 'warns' : 'stops', message: `${titleOf(key)} gick ut ${day}. ${next}` }]
  if (days < WARN_DAYS) return [{ path, weight: 'warns', message: `${titleOf(key)} går ut ${day}, om ${days} dagar. ${next}` }]
  return []
}

function titleOf(key: KeyDescription): string {
  switch (key.own) {
    case 'sender': return 'Den egna avsändarnyckeln'
    case 'archive': return 'Den egna arkivnyckeln'
    case null: return `Nyckeln för ${key.userIds.join(', ')}`
    default: return key.own satisfies never
  }
}
