// Runs in the browser as well, as it is compiled: it needs nothing of the program or of Node.

const SHORTEST = 12
const LONGEST = 128

/** Beginnings that guessers try first, among those long enough to be chosen. */
const BEGINNINGS = ['123456789', '1234567890', 'abcdefgh', 'qwertyuiop', 'qwerty123', 'asdfghjkl', 'password', 'lösenord', 'losenord', 'administrat', 'välkommen', 'valkommen', 'sommar20', 'vinter20', 'höst20', 'vår20', 'iloveyou', 'letmein', 'changeme', 'hemligt', 'anslut', 'sithskort', 'siths']
/** Signs that stand for letters in words that are only seemingly changed. */
const DISGUISES: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', '$': 's', '!': 'i' }
/** A birthday, or a year with a few signs: so much beside common words does not help. */
const MOST_BESIDE = 8
const SHORTEST_WORD = 4
/** Four words that do not belong together make about fifty bits; three are fair. */
const FAIR_BITS = 38
const STRONG_BITS = 48

/** Passwords that guessers try first, whole, and the words they make more of. */
export interface CommonPasswords {
  readonly whole: ReadonlySet<string>
  readonly words: ReadonlySet<string>
}

/** Reads `common-passwords.txt`: a line on where it comes from; the commonest passwords of at least twelve signs that no rule finds; common words. An empty line stands between them. */
export function readCommonPasswords(text: string): CommonPasswords {
  const [, whole = '', words = ''] = text.split('\n\n')
  const setOf = (part: string): Set<string> => new Set(part.split(/\s+/u).filter((word) => word !== ''))
  return { whole: setOf(whole), words: setOf(words) }
}

/** How a password is compared: however its letters are composed. */
export function composed(password: string): string {
  return password.normalize('NFKC')
}

/** Words of a name or address that its owner's password must not hold. */
export function ownWords(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(/[@.,\s_-]+/u)).map((word) => word.toLocaleLowerCase('sv')).filter((word) => word.length >= SHORTEST_WORD)
}

/** What is wrong with a password somebody chooses (NIST SP 800-63B: length and none that is tried first, no rules of composition), in Swedish; null when it will do. */
export function weaknessOf(password: string, own: readonly string[], common: CommonPasswords): string | null {
  const said = composed(password)
  const length = Array.from(said).length
  if (length < SHORTEST) return `Lösenordet har ${length} tecken. Välj ett med minst ${SHORTEST}, till exempel fyra ord som inte hör ihop.`
  if (length > LONGEST) return `Lösenordet har ${length} tecken. Välj ett med högst ${LONGEST}.`
  const lower = said.toLocaleLowerCase('sv')
  if (own.some((word) => lower.includes(word))) return 'Lösenordet innehåller ditt namn eller användarnamn och är lätt att gissa. Välj ett annat.'
  return isTriedFirst(lower, common) ? 'Lösenordet är ett av dem som prövas först av den som gissar. Välj ett annat, till exempel fyra ord som inte hör ihop.' : null
}

function isTriedFirst(lower: string, { whole, words }: CommonPasswords): boolean {
  if (new Set(lower).size < 5 || BEGINNINGS.some((word) => lower.startsWith(word)) || whole.has(lower)) return true
  const core = lower.replace(/^\P{L}+/u, '').replace(/\P{L}+$/u, '')
  if (lower.length - core.length > MOST_BESIDE) return false
  const isWord = (part: string): boolean => words.has(part) || words.has(part.replaceAll(/[013457@$!]/g, (sign) => DISGUISES[sign] ?? sign))
  if (isWord(core)) return true
  for (let at = SHORTEST_WORD; at <= core.length - SHORTEST_WORD; at++) if (isWord(core.slice(0, at)) && isWord(core.slice(at))) return true
  return false
}

/** What a meter says of a password that somebody types: how far it has come, from 0 to 4, and the same in words. */
export interface Measured {
  readonly level: 0 | 1 | 2 | 3 | 4
  readonly words: string
}

/** Measures a password while it is typed; nothing that `weaknessOf` refuses gets further than 1. */
export function measured(password: string, own: readonly string[], common: CommonPasswords): Measured {
  const length = Array.from(composed(password)).length
  if (length === 0) return { level: 0, words: '' }
  if (length < SHORTEST) return { level: 1, words: `För kort: ${SHORTEST - length} tecken till` }
  const weakness = weaknessOf(password, own, common)
  if (weakness !== null) return { level: 1, words: weakness }
  const bits = bitsOf(password)
  if (bits < FAIR_BITS) return { level: 2, words: 'Svagt, men det godtas. Gör det längre.' }
  return bits < STRONG_BITS ? { level: 3, words: 'Godtagbart' } : { level: 4, words: 'Starkt' }
}

/** About how many bits of chance somebody put into a password, as far as its look tells: a sign that follows from the one before, or a letter within a word, says less than one that does not. */
function bitsOf(password: string): number {
  const signs = Array.from(composed(password))
  return signs.reduce((sum, sign, index) => sum + bitsBeside(sign, signs[index - 1] ?? ''), 0)
}

function bitsBeside(sign: string, before: string): number {
  if (before !== '' && Math.abs((sign.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0)) <= 1) return 0.5
  if (/\d/u.test(sign)) return 3.3
  if (/\p{L}/u.test(sign)) return /\p{Ll}/u.test(sign) && /\p{L}/u.test(before) ? 2.2 : 4.7
  return sign === ' ' ? 1 : 4
}
