import type * as openpgp from 'openpgp'
import type { KeyDescription } from './key-description.js'
import { subkeysOf, usersOf, type SubkeyPart, type UserPart } from './key-parts.js'
import type { KeyFault } from './key-verdict.js'
import { encryptionPart, endOfUse, judgeRecipient, type RecipientUse } from './recipient.js'

/** Everything there is to show of a key at an instant. */
export interface InspectedKey extends KeyDescription {
  /** Null when it never expires; below 0 when it has. */
  readonly daysLeft: number | null
  readonly users: readonly UserPart[]
  readonly subkeys: readonly SubkeyPart[]
  /** The fingerprint of the part that letters are encrypted to; null when there is none. */
  readonly encryptsTo: string | null
  readonly faults: readonly KeyFault[]
}

const DAY_MS = 86_400_000

/** A key in all its parts; a recipient's is judged for `use`, and ends when that does; own keys are judged by what they seal. */
export async function inspectKey(key: openpgp.PublicKey, description: KeyDescription, use: RecipientUse): Promise<InspectedKey> {
  const { now, address } = use
  const end = description.own === null && address !== null ? await endOfUse(key, use) : 'refused'
  const described = end === 'refused' ? description : { ...description, expiresAt: end === 'never' ? null : end.toISOString() }
  return {
    ...described, daysLeft: daysLeft(described, now), users: await usersOf(key, now), subkeys: await subkeysOf(key, now), encryptsTo: await encryptionPart(key, use),
    faults: description.own === null ? await judgeRecipient(key, use) : [],
  }
}

/** Whole days until a key stops being valid; null when it never does. */
export function daysLeft({ expiresAt }: Pick<KeyDescription, 'expiresAt'>, now: Date): number | null {
  return expiresAt === null ? null : Math.floor((Date.parse(expiresAt) - now.getTime()) / DAY_MS)
}
