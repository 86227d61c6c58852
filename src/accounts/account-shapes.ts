import { z } from 'zod'
import { RIGHTS, ROLES, type Right } from '../../contracts/rights.js'
import type { ApiToken } from '../storage/api-tokens.js'
import type { BrowserSession } from '../storage/browser-sessions.js'
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

/** A browser that is signed in, without its secret. */
export const sessionSchema = z.strictObject({ id: z.string(), proof: z.enum(['password', 'sign-on']), browser: z.string(), createdAt: z.string(), seenAt: z.string() })

/** A second step to confirm with a code: what the app reads (an `otpauth:` address), the same secret to type, and what to send back. */
export const secondStepOfferSchema = z.strictObject({ offer: z.string(), secret: z.string(), address: z.string() })

/** What may be shown of a session that is open. */
export function shownSession({ id, proof, browser, createdAt, seenAt }: BrowserSession): z.output<typeof sessionSchema> {
  return { id, proof, browser, createdAt, seenAt }
}

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
