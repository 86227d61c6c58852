import { z } from 'zod'
import { RIGHTS, ROLES, type Right } from '../../contracts/rights.js'
import type { ApiToken } from '../storage/api-tokens.js'
import type { Account } from '../storage/accounts.js'
import { signOnOf } from './sign-on.js'

/** An account as API and command line show it: never a hash. */
export const accountSchema = z.strictObject({
  id: z.string(), username: z.string(), name: z.string(), roles: z.array(z.enum(ROLES)), secondStep: z.boolean(), password: z.enum(['own', 'one-time', 'none']), createdAt: z.string(), locked: z.boolean(),
  /** Who a provider or a certificate says that the owner is; null for password alone. */
  signOn: z.strictObject({ way: z.enum(['oidc', 'certificate']), id: z.string() }).nullable(),
})

/** The same, with the password to hand over, which is shown this once. */
export const givenPasswordSchema = z.strictObject({ account: accountSchema, oneTimePassword: z.string() })

const rights = Object.keys(RIGHTS).filter((name): name is Right => Object.hasOwn(RIGHTS, name))

/** A token, without its secret. */
export const tokenSchema = z.strictObject({
  id: z.string(), account: z.string(), label: z.string(), scopes: z.array(z.enum(rights)), createdAt: z.string(), expiresAt: z.string(), revokedAt: z.string().nullable(), usedOn: z.string().nullable(),
})

/** A token with its secret, which is shown this once. */
export const madeTokenSchema = z.strictObject({ token: tokenSchema, secret: z.string() })

/** What may be shown of an account. */
export function shownAccount(account: Account): z.output<typeof accountSchema> {
  const { id, username, name, roles, totpSealed, passwordHash, oneTimeUntil, createdAt, lockedAt } = account
  const password = passwordHash === null ? 'none' : oneTimeUntil === null ? 'own' : 'one-time'
  return { id, username, name, roles: [...roles], secondStep: totpSealed !== null, password, createdAt, locked: lockedAt !== null, signOn: signOnOf(account) }
}

/** What may be shown of a token. */
export function shownToken(token: ApiToken): z.output<typeof tokenSchema> {
  const { id, account, label, scopes, createdAt, expiresAt, revokedAt, usedOn } = token
  return { id, account, label, scopes: [...scopes], createdAt, expiresAt, revokedAt, usedOn }
}
