import { createHmac } from 'node:crypto'
import type { Options } from '@node-rs/argon2'
import { Failure } from '../../templates/failure.js'
import { shippedCommonPasswords } from '../program-files.js'
import { composed, ownWords, readCommonPasswords, weaknessOf, type CommonPasswords } from './password-strength.js'

/** What hashing a password costs, as argon2 takes it. */
export type PasswordCost = Pick<Options, 'memoryCost' | 'timeCost' | 'parallelism'>

/** Argon2id with 19 MiB and two passes, as OWASP's Password Storage Cheat Sheet asks. */
export const FULL_COST: PasswordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The installation's own key in every hash, so that whoever has the database alone cannot guess; `id` stands before the hash. */
export interface Pepper {
  readonly id: string
  readonly secret: Uint8Array
}

/** How passwords are hashed. */
export interface Hashing {
  readonly cost: PasswordCost
  readonly pepper: Pepper
}

const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789'

const dummies = new Map<string, Promise<string>>()
let common: CommonPasswords | null = null

/** How an installation hashes, by its cost and its key of accounts. */
export async function hashingOf({ passwordCost, accountKey }: { readonly passwordCost: PasswordCost; readonly accountKey: () => Promise<Uint8Array> }): Promise<Hashing> {
  const secret = createHmac('sha256', await accountKey()).update('passwords').digest()
  return { cost: passwordCost, pepper: { id: createHmac('sha256', secret).update('id').digest('hex').slice(0, 8), secret } }
}

/** The hash to keep: the number of the key that went into it, and PHC form. */
export async function hashPassword(password: string, { cost, pepper }: Hashing): Promise<string> {
  const { hash } = await import('@node-rs/argon2')
  return `${pepper.id}${await hash(composed(password), { ...cost, secret: pepper.secret })}`
}

/** Whether a password is the one kept; without a hash it takes as long, and is not. @throws Failure `keys-missing`, as late, when another key went into the hash */
export async function passwordMatches(kept: string | null, password: string, hashing: Hashing): Promise<boolean> {
  const { verify } = await import('@node-rs/argon2')
  const isOfOther = kept !== null && !lacksPepper(kept) && !kept.startsWith(`${hashing.pepper.id}$`)
  const [id = '', ...hash] = (kept === null || isOfOther ? await dummyHash(hashing) : kept).split('$')
  const matches = await verify(`$${hash.join('$')}`, composed(password), id === '' ? null : { secret: hashing.pepper.secret })
  if (isOfOther) throw new Failure('keys-missing', 'Lösenordet är låst med en annan nyckel än keys/account.key. Återställ den filen från säkerhetskopian. Finns den inte kvar behöver alla nya engångslösenord: ”user password --rescue” för en administratör, som ger de andra sina.')
  return matches && kept !== null
}

/** Whether a hash was made before the installation's key went into hashes. */
export function lacksPepper(kept: string): boolean {
  return kept.startsWith('$')
}

function dummyHash(hashing: Hashing): Promise<string> {
  const key = JSON.stringify([hashing.cost, hashing.pepper.id])
  const made = dummies.get(key) ?? hashPassword('ingen har det här lösenordet', hashing)
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
