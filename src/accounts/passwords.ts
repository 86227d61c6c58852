import type { Options } from '@node-rs/argon2'
import { shippedCommonPasswords } from '../program-files.js'
import { composed, ownWords, readCommonPasswords, weaknessOf, type CommonPasswords } from './password-strength.js'

/** What hashing a password costs, as argon2 takes it. */
export type PasswordCost = Pick<Options, 'memoryCost' | 'timeCost' | 'parallelism'>

/** Argon2id with 19 MiB and two passes, as OWASP's Password Storage Cheat Sheet asks. */
export const FULL_COST: PasswordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789'

const dummies = new Map<string, Promise<string>>()
let common: CommonPasswords | null = null

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

/** What is wrong with a password somebody chooses; null when it will do. */
export function passwordFault(password: string, owner: { readonly name: string; readonly username: string }): string | null {
  return weaknessOf(password, ownWords([owner.name, owner.username]), (common ??= readCommonPasswords(shippedCommonPasswords())))
}

/** A password to give somebody, to be used once: 79 bits in four groups that can be read aloud. */
export function oneTimePassword(random: (bytes: number) => Uint8Array): string {
  const signs: string[] = []
  while (signs.length < 16) signs.push(...[...random(32)].filter((byte) => byte < 248).map((byte) => SIGNS[byte % SIGNS.length] ?? ''))
  return [0, 4, 8, 12].map((start) => signs.slice(start, start + 4).join('')).join('-')
}
