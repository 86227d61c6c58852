import { z } from 'zod'
import { Failure } from '../../../templates/failure.js'
import { accountSchema, secondStepOfferSchema, sessionSchema, shownAccount, shownSession } from '../../accounts/account-shapes.js'
import { choosePasswordByToken, endOneSession, endOtherSessions, offerSecondStep, refuseThief, switchOffSecondStepByToken, switchOnSecondStepByToken } from '../../accounts/own-account.js'
import type { App } from '../../app.js'
import { accountById, type Account } from '../../storage/accounts.js'
import { sessionsOf } from '../../storage/browser-sessions.js'
import { reading, writing, type Route } from '../route.js'
import { segment } from './parts.js'

const none = z.strictObject({})
const secret = z.string().max(1000)
/** What a token alone does not give: the owner's password, and a code where the second step is on. */
const proof = z.strictObject({ password: secret, code: secret.optional() })
const secrets = ['password', 'code', 'newPassword', 'offer']

/** How somebody signs in. Whoever has stolen a token has neither password nor code, without which nothing here is changed. */
export const OWN_ACCOUNT_ROUTES: readonly Route[] = [
  writing({
    method: 'post', path: '/own-account/password', right: 'self', summary: 'Chooses another password, against the one until now and a code where the second step is on; ends every session and token, this one too', params: none, body: proof.extend({ newPassword: secret }), answer: accountSchema, status: 201, secrets,
    run: async ({ app, body: { newPassword, password, code = null } }) => shownAccount(await choosePasswordByToken(app, ownAccount(app), newPassword, { password, code })),
  }),
  writing({
    method: 'post', path: '/own-account/second-step/offers', right: 'self', summary: 'Offers a second step, which is on once a code of it is confirmed', params: none, body: none, answer: secondStepOfferSchema, status: 201, secret: 'in the answer',
    run: async ({ app }) => {
      const { offer, secret: typed, address } = await offerSecondStep(app, ownAccount(app))
      return { offer, secret: typed, address }
    },
  }),
  writing({
    method: 'post', path: '/own-account/second-step', right: 'self', summary: 'Switches the second step on with the password and the first code of what was offered; gives recovery codes, shown this once, and ends every session', params: none, body: z.strictObject({ offer: secret, code: secret, password: secret }), answer: z.strictObject({ recoveryCodes: z.array(z.string()) }), status: 201, secret: 'in the answer', secrets,
    run: async ({ app, body }) => ({ recoveryCodes: await switchOnSecondStepByToken(app, ownAccount(app), body) }),
  }),
  writing({
    method: 'post', path: '/own-account/second-step/removal', right: 'self', summary: 'Switches the second step off, against the password and a code of it', params: none, body: proof, answer: accountSchema, status: 201, secrets,
    run: async ({ app, body: { password, code = null } }) => {
      const { id } = ownAccount(app)
      await switchOffSecondStepByToken(app, ownAccount(app), { password, code })
      return shownAccount(await accountNow(app, id))
    },
  }),
  reading({ path: '/own-account/sessions', right: 'self', summary: 'Where one is signed in, the latest used first', params: none, answer: z.array(sessionSchema), run: ({ app }) => openSessions(app) }),
  writing({
    method: 'post', path: '/own-account/sessions/:id/end', right: 'self', summary: 'Ends one of one\'s own sessions, against the password', params: z.strictObject({ id: segment }), body: proof, answer: z.array(sessionSchema), status: 201, secrets,
    run: async ({ app, params, body: { password, code = null } }) => {
      await refuseThief(app, ownAccount(app), { password, code })
      await endOneSession(app, ownAccount(app), params.id)
      return openSessions(app)
    },
  }),
  writing({
    method: 'post', path: '/own-account/sessions/end', right: 'self', summary: 'Ends all one\'s own sessions, against the password', params: none, body: proof, answer: z.array(sessionSchema), status: 201, secrets,
    run: async ({ app, body: { password, code = null } }) => {
      await refuseThief(app, ownAccount(app), { password, code })
      await endOtherSessions(app, ownAccount(app), null)
      return openSessions(app)
    },
  }),
]

async function openSessions(app: App): Promise<z.output<typeof sessionSchema>[]> {
  return (await sessionsOf(app.store.read, ownAccount(app).id)).filter(({ stage }) => stage === 'open').map(shownSession)
}

async function accountNow(app: App, id: string): Promise<Account> {
  const account = await accountById(app.store.read, id)
  if (account === null) throw new Error(`account ${id} is gone`)
  return account
}

/** Whose token or session it is. @throws Failure `account-unknown` until accounts are in force */
export function ownAccount({ person }: App): Account {
  if (person === null) throw new Failure('account-unknown', 'Ingen är inloggad med ett konto: konton gäller inte än.')
  return person.account
}
