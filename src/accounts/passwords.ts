import type { Options } from '@node-rs/argon2'

/** What hashing a password costs, as argon2 takes it. */
export type PasswordCost = Pick<Options, 'memoryCost' | 'timeCost' | 'parallelism'>

/** Argon2id with 19 MiB and two passes, as OWASP's Password Storage Cheat Sheet asks. */
export const FULL_COST: PasswordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

const SHORTEST = 12
const LONGEST = 128
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Beginnings that guessers try first, among those long enough to be chosen. */
const COMMON = ['123456789', '1234567890', 'abcdefgh', 'qwertyuiop', 'qwerty123', 'asdfghjkl', 'password', 'lösenord', 'losenord', 'administrat', 'välkommen', 'valkommen', 'sommar20', 'vinter20', 'höst20', 'vår20', 'iloveyou', 'letmein', 'changeme', 'hemligt', 'anslut', 'sithskort', 'siths']

const dummies = new Map<string, Promise<string>>()

/** The hash to keep, in PHC form. */
export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const { hash } = await import('@node-rs/argon2')
  return hash(composed(password), cost)
}

/** Whether a password is the one kept; without a hash it takes as long, and is not. */
export async function passwordMatches(kept: string | null, password: string, cost: PasswordCost): Promise<boolean> {
  const { verify } = await import('@node-rs/argon2')
  const matches = await verify(kept ?? (await dummyHash(cost)), composed(password))
  return matches && kept !== null
}

function dummyHash(cost: PasswordCost): Promise<string> {
  const key = JSON.stringify(cost)
  const made = dummies.get(key) ?? hashPassword('ingen har det här lösenordet', cost)
  dummies.set(key, made)
  return made
}

/** What is wrong with a password somebody chooses (NIST SP 800-63B: length and no common words, no rules of composition); null when it will do. */
export function passwordFault(password: string, owner: { readonly name: string; readonly username: string }): string | null {
  const said = composed(password)
  const length = Array.from(said).length
  if (length < SHORTEST) return `Lösenordet har ${length} tecken. Välj ett med minst ${SHORTEST}, till exempel fyra ord som inte hör ihop.`
  if (length > LONGEST) return `Lösenordet har ${length} tecken. Välj ett med högst ${LONGEST}.`
  const lower = said.toLocaleLowerCase('sv')
  const own = [...owner.name.split(/\s+/u), ...owner.username.split(/[@.\s_-]+/u)].map((word) => word.toLocaleLowerCase('sv')).filter((word) => word.length >= 4)
  if (own.some((word) => lower.includes(word))) return 'Lösenordet innehåller ditt namn eller användarnamn och är lätt att gissa. Välj ett annat.'
  if (new Set(lower).size < 5 || COMMON.some((word) => lower.startsWith(word))) return 'Lösenordet är ett av dem som prövas först av den som gissar. Välj ett annat, till exempel fyra ord som inte hör ihop.'
  return null
}

/** A password to give somebody, to be used once: 79 bits in four groups that can be read aloud. */
export function oneTimePassword(random: (bytes: number) => Uint8Array): string {
  const signs: string[] = []
  while (signs.length < 16) signs.push(...[...random(32)].filter((byte) => byte < 248).map((byte) => SIGNS[byte % SIGNS.length] ?? ''))
  return [0, 4, 8, 12].map((start) => signs.slice(start, start + 4).join('')).join('-')
}

function composed(password: string): string {
  return password.normalize('NFKC')
}
