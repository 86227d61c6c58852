import type { RingKey } from './keys.js'
import { swedishDay } from './new-event.js'
import type { PartState } from '../mail/key-parts.js'
import type { KeyHint } from '../storage/key-hints.js'
import type { KeyPin } from '../storage/pins.js'

/** What an own key is called in running text. */
export const OWN_KEY_WORDS = { sender: 'egen avsändarnyckel', archive: 'egen arkivnyckel' } as const
const STATES: Readonly<Record<PartState, string>> = {
  usable: '', expired: ' (har gått ut)', 'not-yet-valid': ' (gäller inte än)', 'revoked-hard': ' (återkallad, kan vara röjd)', 'revoked-soft': ' (återkallad)', 'sha1-bound': ' (bara bunden med SHA-1)', 'too-short': ' (för kort)', unsigned: ' (saknar ägarens signatur)',
}
const USES: Readonly<Record<RingKey['subkeys'][number]['uses'][number], string>> = { encrypt: 'kryptering', sign: 'signering', authenticate: 'inloggning' }
const SOURCES: Readonly<Record<KeyHint['source'], string>> = { autocrypt: 'en Autocrypt-rad', mail: 'ett brev' }

const CURVES: Readonly<Record<string, string>> = {
  ed25519Legacy: 'Ed25519 (äldre format)', curve25519Legacy: 'Curve25519 (äldre format)', ed25519: 'Ed25519', x25519: 'X25519', ed448: 'Ed448', x448: 'X448', nistP256: 'NIST P-256', nistP384: 'NIST P-384', nistP521: 'NIST P-521',
  brainpoolP256r1: 'Brainpool P-256', brainpoolP384r1: 'Brainpool P-384', brainpoolP512r1: 'Brainpool P-512',
}

/** An algorithm as it is read: what openpgp.js calls it is for programmers, and so is what has no words. */
export function algorithmWords(algorithm: string): string {
  const bits = /^rsa\w* (\d+)$/u.exec(algorithm)?.[1]
  return bits === undefined ? (CURVES[algorithm] ?? algorithm) : `RSA, ${bits} bitar`
}

/** All there is to say of a key of the ring, a line each; the first says whose it is. */
export function keyLines(key: RingKey): string[] {
  return [
    `${key.own === null ? 'mottagare' : OWN_KEY_WORDS[key.own]}${key.inUse ? '' : ', ersatt; behålls för de brev som är förseglade med den'}${key.revoked ? ', ÅTERKALLAD' : ''}`,
    ...key.users.map(({ text, state }) => `${text}${STATES[state]}`),
    `${algorithmWords(key.algorithm)}, skapad ${key.createdAt.slice(0, 10)}, ${toldValidity(key)}`,
    ...key.subkeys.map((part) => toldSubkey(part, key.encryptsTo)),
    ...(key.encryptsTo === key.fingerprint ? ['brev krypteras till nyckelns huvuddel'] : []),
    ...key.pins.map(toldPin),
    ...key.hints.map((hint) => `ledtråd, inget skäl att lita på den: kom med ${SOURCES[hint.source]} från ${hint.address} ${hint.seenAt.slice(0, 10)}`),
    ...key.faults.map(({ message, weight }) => `${weight === 'stops' ? 'FEL' : weight === 'warns' ? 'VARNING' : 'OBS'}: ${message}`),
  ]
}

function toldValidity({ expiresAt, daysLeft }: RingKey): string {
  if (expiresAt === null || daysLeft === null) return 'gäller tills vidare'
  const left = daysLeft === 0 ? 'mindre än en dag' : daysLeft === 1 ? '1 dag' : `${daysLeft} dagar`
  return daysLeft < 0 ? `gick ut ${swedishDay(expiresAt)}` : `gäller till ${swedishDay(expiresAt)} (${left})`
}

function toldSubkey(part: RingKey['subkeys'][number], encryptsTo: string | null): string {
  const use = part.uses.length === 0 ? 'okänd användning' : part.uses.map((one) => USES[one]).join(' och ')
  const until = part.expiresAt === null ? '' : `, till ${part.expiresAt.slice(0, 10)}`
  return `del för ${use}: ${algorithmWords(part.algorithm)}, skapad ${part.createdAt.slice(0, 10)}${until}${STATES[part.state]}${part.fingerprint === encryptsTo ? '; brev krypteras till den' : ''}`
}

function toldPin({ address, firstBy, secondBy, secondAt, ended, exception, firstAt }: KeyPin): string {
  const by = secondBy === null || secondAt === null ? `${firstBy} ${firstAt.slice(0, 10)}; väntar på en andra person` : `${firstBy} och ${secondBy} ${secondAt.slice(0, 10)}`
  if (ended !== null) return `var fäst vid ${address} till ${ended.at.slice(0, 10)}: ${ended.reason} (${ended.by})`
  return `fäst vid ${address} av ${by}${exception === null ? '' : `, med undantaget ${exception}`}`
}
