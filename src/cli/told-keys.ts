import { groupedFingerprint } from '../../templates/fingerprint-sheet.js'
import { algorithmWords, keyLines, OWN_KEY_WORDS } from '../flows/key-words.js'
import type { RingKey } from '../flows/keys.js'
import type { KeyDescription } from '../mail/key-description.js'

/** A key in a few lines. */
export function toldKey(key: KeyDescription): string {
  return `${groupedFingerprint(key.fingerprint)}\n  ${key.own === null ? 'mottagare' : OWN_KEY_WORDS[key.own]}: ${key.userIds.join(', ')}\n  ${algorithmWords(key.algorithm)}, skapad ${key.createdAt.slice(0, 10)}, gäller ${key.expiresAt === null ? 'tills vidare' : `till ${key.expiresAt.slice(0, 10)}`}\n`
}

/** A key of the ring with all there is to say of it. */
export function toldRingKey(key: RingKey): string {
  return `${groupedFingerprint(key.fingerprint)}\n${keyLines(key).map((line) => `  ${line}\n`).join('')}`
}
