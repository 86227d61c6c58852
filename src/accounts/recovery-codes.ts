import { createHash } from 'node:crypto'
import type { App } from '../app.js'
import { recoveryCodeHashes } from '../storage/accounts.js'
import type { Db } from '../storage/store.js'
import { hashingOf, hashPassword, passwordMatches } from './passwords.js'

const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789'
const LENGTH = 12

/** Recovery codes to show once, and what is kept of them. */
export interface RecoveryCodes {
  readonly codes: readonly string[]
  readonly hashes: readonly string[]
}

/** Eight codes to keep on paper, each good for one sign-in without the app; kept like passwords, each with a salt of its own. */
export async function newRecoveryCodes(app: App): Promise<RecoveryCodes> {
  const codes = Array.from({ length: 8 }, () => {
    const signs = [...app.random(48)].filter((byte) => byte < 248).slice(0, LENGTH).map((byte) => SIGNS[byte % SIGNS.length] ?? '')
    return [0, 4, 8].map((start) => signs.slice(start, start + 4).join('')).join('-')
  })
  const hashing = await hashingOf(app)
  return { codes, hashes: await Promise.all(codes.map((code) => hashPassword(bare(code), hashing))) }
}

/** Which of an account's recovery codes that is, however it is typed, by its hash; used ones too, null for none. @throws Failure `keys-missing` */
export async function recoveryCodeHashOf(app: App, db: Db, account: string, typed: string): Promise<string | null> {
  const code = bare(typed)
  if (code.length !== LENGTH) return null
  const [sha256, hashing] = [createHash('sha256').update(code).digest('hex'), await hashingOf(app)]
  for (const hash of await recoveryCodeHashes(db, account)) if (hash.includes('$') ? await passwordMatches(hash, code, hashing) : hash === sha256) return hash
  return null
}

function bare(typed: string): string {
  return typed.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
