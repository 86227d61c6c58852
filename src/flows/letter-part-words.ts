import type { LetterPart } from '../storage/letter-parts.js'
import type { RecipientKey } from './recipient-key.js'
import { moment } from './swedish-moment.js'

/** Where one mail of a letter that is several stands, in running Swedish: `del 2 av 3: skickad …`. */
export function partWords({ part, relayedAt, deliveredAt }: LetterPart, parts: readonly LetterPart[]): string {
  const state = deliveredAt !== null ? `levererad ${moment(deliveredAt)}` : relayedAt !== null ? `skickad ${moment(relayedAt)}` : 'återstår'
  return `del ${part} av ${parts.length}: ${state}`
}

/** How far a letter that is several mails has come; empty for a single one. */
export function partsWords(parts: readonly LetterPart[]): string {
  const [relayed, delivered] = [parts.filter(({ relayedAt }) => relayedAt !== null).length, parts.filter(({ deliveredAt }) => deliveredAt !== null).length]
  return parts.length === 0 ? '' : `${relayed} av ${parts.length} delar skickade${delivered === 0 ? '' : `, ${delivered} levererade`}`
}

/** What is to be said of the key that a letter was sealed to; empty while it still is the recipient's. */
export function recipientKeyWords(key: RecipientKey | null): string {
  if (key === null || key.standing === 'pinned') return ''
  const since = key.standing === 'replaced' ? `har sedan dess ersatts av ${key.replacedBy ?? ''}` : 'är inte längre fäst vid mottagaren'
  return `Brevet är krypterat till nyckeln ${key.fingerprint}, som ${since}. Det går bara att öppna med den gamla nyckeln.`
}
