import { z } from 'zod'
import { RIGHTS, ROLES, type Right } from '../../../contracts/rights.js'
import { accountSchema, givenPasswordSchema, madeTokenSchema, shownAccount, shownToken, tokenSchema } from '../../accounts/account-shapes.js'
import { addAccount, givePassword, lockAccount, removeAccount, setRoles, tieAccount, unlockAccounts } from '../../accounts/administer.js'
import { makeToken, revokeToken, withinReach } from '../../accounts/tokens.js'
import type { App } from '../../app.js'
import { accounts, type Account } from '../../storage/accounts.js'
import { apiTokensOf } from '../../storage/api-tokens.js'
import { reading, writing, type Route } from '../route.js'
import { ownAccount } from './own-account.js'
import { by, segment, typed } from './parts.js'

const id = z.strictObject({ id: segment })
const none = z.strictObject({})
const roles = z.array(z.enum(ROLES)).max(ROLES.length)
const rights = Object.keys(RIGHTS).filter((name): name is Right => Object.hasOwn(RIGHTS, name))

/** Accounts, for administrators; and one's own tokens. */
export const ACCOUNT_ROUTES: readonly Route[] = [
  reading({
    path: '/accounts', right: 'manage', summary: 'Every account in use', params: none, answer: z.array(accountSchema),
    run: async ({ app }) => (await accounts(app.store.read)).filter(({ removedAt }) => removedAt === null).map(shownAccount),
  }),
  writing({
    method: 'post', path: '/accounts', right: 'manage', summary: 'Makes an account with a one-time password, shown this once', params: none, body: z.strictObject({ by, username: z.string().max(120), name: z.string().max(120), roles }), answer: givenPasswordSchema, status: 201, secret: 'in the answer',
    run: async ({ app, body }) => shownGiven(await addAccount(app, { username: body.username, name: body.name, roles: body.roles }, app.actor(body.by))),
  }),
  writing({
    method: 'post', path: '/accounts/:id/roles', right: 'manage', summary: 'Gives an account these roles instead of those it had', params: id, body: z.strictObject({ by, roles }), answer: accountSchema, status: 201,
    run: async ({ app, params, body }) => shownAccount(await setRoles(app, params.id, body.roles, app.actor(body.by))),
  }),
  writing({
    method: 'post', path: '/accounts/:id/sign-on', right: 'manage', summary: 'Ties an account to whom a provider or a certificate says that somebody is, or to nobody; ends sessions and tokens', params: id, body: z.strictObject({ by, signOn: accountSchema.shape.signOn }), answer: accountSchema, status: 201,
    run: async ({ app, params, body }) => shownAccount(await tieAccount(app, params.id, body.signOn, app.actor(body.by))),
  }),
  writing({
    method: 'post', path: '/accounts/:id/lock', right: 'manage', summary: 'Shuts an account out at once', params: id, body: z.strictObject({ by }), answer: accountSchema, status: 201,
    run: async ({ app, params, body }) => shownAccount(await lockAccount(app, params.id, 'locked', app.actor(body.by))),
  }),
  writing({
    method: 'post', path: '/accounts/:id/unlocking', right: 'manage', summary: 'Lets an account in again', params: id, body: z.strictObject({ by }), answer: accountSchema, status: 201,
    run: async ({ app, params, body }) => shownAccount(await lockAccount(app, params.id, 'unlocked', app.actor(body.by))),
  }),
  writing({
    method: 'post', path: '/accounts/unlocking', right: 'manage', summary: 'Lets several accounts in again, with why: after a restoration, those whom it locked', params: none, body: z.strictObject({ by, accounts: z.array(segment).min(1).max(500), reason: typed }), answer: z.array(accountSchema), status: 201,
    run: async ({ app, body }) => (await unlockAccounts(app, body.accounts, body.reason, app.actor(body.by))).map(shownAccount),
  }),
  writing({
    method: 'post', path: '/accounts/:id/password', right: 'manage', summary: 'Gives a new one-time password, shown this once; ends sessions, tokens and the second step', params: id, body: z.strictObject({ by }), answer: givenPasswordSchema, status: 201, secret: 'in the answer',
    run: async ({ app, params, body }) => shownGiven(await givePassword(app, params.id, app.actor(body.by), null)),
  }),
  writing({
    method: 'post', path: '/accounts/:id/removal', right: 'manage', summary: 'Takes an account out of use for good', params: id, body: z.strictObject({ by }), answer: accountSchema, status: 201,
    run: async ({ app, params, body }) => shownAccount(await removeAccount(app, params.id, app.actor(body.by))),
  }),
  reading({ path: '/own-account', right: 'self', summary: 'Whose token or session that is', params: none, answer: accountSchema, run: ({ app }) => Promise.resolve(shownAccount(ownAccount(app))) }),
  reading({ path: '/own-account/tokens', right: 'self', summary: 'One\'s own tokens that reach no further than the one that asks, newest first', params: none, answer: z.array(tokenSchema), run: ({ app }) => ownTokens(app) }),
  writing({
    method: 'post', path: '/own-account/tokens', right: 'self', summary: 'Makes a token for oneself, that reaches no further than the one it is made with, and ends with it', params: none, body: z.strictObject({ label: z.string().max(100), scopes: z.array(z.enum(rights)).min(1), days: z.int().min(1).max(366) }), answer: madeTokenSchema, status: 201, secret: 'in the answer',
    run: async ({ app, body }) => {
      const { token, secret } = await makeToken(app, ownAccount(app), body, app.actor(''), app.person?.token ?? null)
      return { token: shownToken(token), secret }
    },
  }),
  writing({
    method: 'post', path: '/own-account/tokens/:id/revocation', right: 'self', summary: 'Ends one of one\'s own tokens at once, that reaches no further than the one that asks', params: id, body: none, answer: z.array(tokenSchema), status: 201,
    run: async ({ app, params }) => {
      await revokeToken(app, ownAccount(app), params.id, app.actor(''), app.person?.token ?? null)
      return ownTokens(app)
    },
  }),
]

async function ownTokens(app: App): Promise<z.output<typeof tokenSchema>[]> {
  return withinReach(await apiTokensOf(app.store.read, ownAccount(app).id), app.person?.token ?? null).map(shownToken)
}

function shownGiven({ account, oneTimePassword }: { readonly account: Account; readonly oneTimePassword: string }): z.output<typeof givenPasswordSchema> {
  return { account: shownAccount(account), oneTimePassword }
}
