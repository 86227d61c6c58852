import type { Fault } from '../../templates/failure.js'

/** Everything there may be to say against a key; one code for each thing its owner does differently. */
export const KEY_FAULT_CODES = [
  'address-not-in-key', 'advertises-newer', 'algorithm-unsupported', 'another-key-seen', 'designated-revoker', 'dsa', 'expired', 'expires-within-14', 'expires-within-30', 'new-format', 'no-self-signature', 'not-yet-valid', 'one-maker', 'readable-by-others',
  'revoked-hard', 'revoked-soft', 'rotated', 'rsa-2048', 'rsa-too-short', 'secret-key', 'sha1-bound', 'sign-only', 'subkey-expired', 'subkey-revoked-hard', 'subkey-revoked-soft', 'unpinned', 'unusable', 'user-id-revoked', 'wrong-version',
] as const
export type KeyFaultCode = (typeof KEY_FAULT_CODES)[number]

/** How much a fault weighs: `stops` letters until it is mended, `warns` that it soon will, or is only worth knowing. */
export const KEY_FAULT_WEIGHTS = ['stops', 'warns', 'notes'] as const

/** Something wrong, or about to be wrong, with a key. */
export interface KeyFault extends Fault {
  readonly code: KeyFaultCode
  readonly weight: (typeof KEY_FAULT_WEIGHTS)[number]
}

/** Codes that a recipient's key is judged by alone; the others need more than a key to be said. */
export type RecipientReason = Exclude<KeyFaultCode, 'another-key-seen' | 'expires-within-14' | 'expires-within-30' | 'one-maker' | 'readable-by-others' | 'rotated' | 'unpinned' | 'unusable'>

/** Fewest bits of an RSA key; 2048 only as a named exception. */
export const MIN_RSA_BITS = 3072
export const EXCEPTED_RSA_BITS = 2048

const NEWER = 'Be mottagaren om en ny nyckel.'

/** Those that do not stop a letter. */
const LIGHT: Partial<Record<RecipientReason, KeyFault['weight']>> = { 'new-format': 'warns', 'advertises-newer': 'notes' }

/** A reason as a fault of a recipient's key, in Swedish with the next step; `address` null when the key is not held against one. */
export function recipientFault(reason: RecipientReason, path: string, address: string | null): KeyFault {
  return { path, code: reason, weight: LIGHT[reason] ?? 'stops', message: wordsFor(reason, address) }
}

function wordsFor(reason: RecipientReason, address: string | null): string {
  switch (reason) {
    case 'address-not-in-key': return `Nyckeln är inte utställd för ${address ?? 'någon adress'}. Be mottagaren om en nyckel med den adressen, eller rätta adressen.`
    case 'user-id-revoked': return `Ägaren har återkallat att nyckeln gäller ${address ?? 'sin adress'}. Be mottagaren om en nyckel för adressen, eller rätta adressen.`
    case 'advertises-newer': return 'Nyckeln säger att ägarens program också läser ett nyare format (SEIPDv2 eller AEAD). Brev skrivs ändå i det äldre, som alla program läser.'
    case 'algorithm-unsupported': return 'Nyckeln har ingen del som brev kan krypteras till: algoritmen stöds inte, eller så säger nyckeln inte vad dess delar är till för. Be mottagaren om en ny nyckel, med RSA 3072 eller Curve25519.'
    case 'designated-revoker': return 'Nyckeln får återkallas med en annan nyckel, så programmet kan inte veta om den gäller. Be mottagaren om en nyckel utan utsedd återkallare.'
    case 'dsa': return `Nyckeln använder DSA eller ElGamal, som inte längre är säkra. ${NEWER}`
    case 'expired': return 'Nyckeln har gått ut. Be mottagaren om en förlängd eller ny nyckel.'
    case 'new-format': return 'Nyckeln har ett nytt format (RFC 9580) som GnuPG och Thunderbird inte läser. Fråga mottagaren om deras program öppnar ett provbrev.'
    case 'no-self-signature': return 'Nyckeln saknar ägarens egen signatur. Be mottagaren exportera den igen.'
    case 'not-yet-valid': return 'Nyckeln börjar gälla först senare. Kontrollera datorns klocka, eller be mottagaren om en annan nyckel.'
    case 'revoked-hard': return `Nyckeln är återkallad av sin ägare därför att den kan vara röjd, eller utan att ägaren säger varför. Skicka inget till den. ${NEWER}`
    case 'revoked-soft': return `Nyckeln är återkallad av sin ägare: den är ersatt eller ur bruk. ${NEWER}`
    case 'rsa-2048': return `Nyckeln är en RSA-nyckel med färre än ${MIN_RSA_BITS} bitar. Be mottagaren om en längre; går det inte, fäst den med ”keys pin --exception rsa-2048”, båda personerna.`
    case 'rsa-too-short': return `Nyckeln är en RSA-nyckel med färre än ${EXCEPTED_RSA_BITS} bitar. ${NEWER}`
    case 'secret-key': return 'Det är en hemlig nyckel. Be mottagaren om den publika.'
    case 'sha1-bound': return 'Nyckeln binds till sin ägare bara med SHA-1, som går att förfalska. Be mottagaren förnya nyckelns egensignatur med SHA-256 eller SHA-512.'
    case 'sign-only': return 'Nyckeln kan bara signera; det finns ingen del att kryptera till. Be mottagaren om en nyckel för kryptering.'
    case 'subkey-expired': return 'Den del av nyckeln som brev krypteras till har gått ut. Be mottagaren om en förlängd eller ny nyckel.'
    case 'subkey-revoked-hard': return `Den del av nyckeln som brev krypteras till är återkallad därför att den kan vara röjd, eller utan att ägaren säger varför. ${NEWER}`
    case 'subkey-revoked-soft': return `Den del av nyckeln som brev krypteras till är återkallad: den är ersatt eller ur bruk. ${NEWER}`
    case 'wrong-version': return 'Nyckeln är inte av OpenPGP-version 4, som är den enda som alla program läser. Be mottagaren om en nyckel av version 4.'
    default: return reason satisfies never
  }
}
