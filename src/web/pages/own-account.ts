import { z } from 'zod'
import { mayDo, ROLE_LABELS, RIGHT_LABELS, RIGHTS, type Right } from '../../../contracts/rights.js'
import type { Person } from '../../accounts/person.js'
import { endOneSession, endOtherSessions, refuseStranger, switchOffSecondStep, switchOnSecondStep } from '../../accounts/own-account.js'
import { makeToken, revokeToken, scopesOf } from '../../accounts/tokens.js'
import { Failure } from '../../../templates/failure.js'
import { recoveryCodesLeft } from '../../storage/accounts.js'
import { apiTokensOf } from '../../storage/api-tokens.js'
import { sessionsOf, signInsOf } from '../../storage/browser-sessions.js'
import { foldedForm } from '../fold.js'
import { formView } from '../form.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { browserName } from '../browser-name.js'
import { moment } from '../moment.js'
import { OWN_PASSWORD, secondStepForm } from '../second-step-form.js'

const OUTCOMES = { 'opened': 'Inloggad', 'wrong-password': 'Fel lösenord', 'wrong-code': 'Fel kod', 'used-code': 'Kod som redan var använd', 'blocked': 'Väntetid efter för många försök', 'locked': 'Rätt person, men kontot är låst eller lösenordet för gammalt' } as const
const RIGHTS_IN_ORDER = Object.keys(RIGHTS).filter((name): name is Right => Object.hasOwn(RIGHTS, name))

/** *Mitt konto*: second step, sessions, tokens and the latest sign-ins of whoever has signed in. */
export const OWN_ACCOUNT_PAGE: Page = {
  path: '/konto', right: 'self',
  forms: [
    pageForm({ id: 'tvasteg', path: '/konto/tvasteg', right: 'self', said: z.strictObject({ erbjudande: z.string(), kod: z.string(), losenord: z.string().optional() }), work: async (visit, { said }) => {
      const { account, session } = personOf(visit)
      const codes = await switchOnSecondStep(visit.app, account, { offer: said.erbjudande, code: said.kod, password: said.losenord ?? '' }, session)
      return { to: '/konto', told: `Tvåstegsinloggning är på, och du är utloggad överallt utom här. Skriv upp reservkoderna nu, de visas inte igen: ${codes.join(', ')}` }
    } }),
    pageForm({ id: 'tvasteg-av', path: '/konto/tvasteg-av', right: 'self', said: z.strictObject({ losenord: z.string() }), work: async (visit, { said }) => {
      await switchOffSecondStep(visit.app, personOf(visit).account, said.losenord)
      return { to: '/konto', told: 'Tvåstegsinloggning är av.' }
    } }),
    pageForm({ id: 'nyckel', path: '/konto/nycklar', right: 'self', said: z.strictObject({ benamning: z.string(), dagar: z.coerce.number(), ratt: z.union([z.string(), z.array(z.string())]).optional() }), work: async (visit, { said }) => {
      const scopes = scopesOf(said.ratt === undefined ? [] : [said.ratt].flat())
      const { secret } = await makeToken(visit.app, personOf(visit).account, { label: said.benamning, scopes, days: said.dagar }, visit.actor())
      return { to: '/konto', told: `Nyckeln visas bara nu: ${secret}` }
    } }),
    pageForm({ id: 'aterkalla', path: '/konto/nycklar-aterkalla', right: 'self', said: z.strictObject({ nyckel: z.string() }), work: async (visit, { said }) => {
      await revokeToken(visit.app, personOf(visit).account, said.nyckel, visit.actor())
      return { to: '/konto', told: 'Nyckeln är återkallad.' }
    } }),
    pageForm({ id: 'avsluta', path: '/konto/sessioner', right: 'self', said: z.strictObject({ session: z.string(), losenord: z.string().optional() }), work: async (visit, { said }) => {
      await refuseStranger(visit.app, personOf(visit).account, said.losenord ?? '')
      await endOneSession(visit.app, personOf(visit).account, said.session)
      return { to: '/konto', told: 'Inloggningen är avslutad.' }
    } }),
    pageForm({ id: 'avsluta-andra', path: '/konto/sessioner-andra', right: 'self', said: z.strictObject({ losenord: z.string().optional() }), work: async (visit, { said }) => {
      const { account, session } = personOf(visit)
      await refuseStranger(visit.app, account, said.losenord ?? '')
      await endOtherSessions(visit.app, account, session)
      return { to: '/konto', told: 'Alla andra inloggningar är avslutade.' }
    } }),
  ],
  show: async (visit) => {
    const { person } = visit.app
    return { view: 'own-account', title: 'Mitt konto', crumbs: [], content: person === null ? { account: null } : await content(visit, person) }
  },
}

async function content(visit: Visit, { account, session, roles }: Person): Promise<object> {
  const { app } = visit
  const own = RIGHTS_IN_ORDER.filter((right) => mayDo(roles, right))
  const [sessions, tokens, signIns] = [await sessionsOf(app.store.read, account.id), await apiTokensOf(app.store.read, account.id), await signInsOf(app.store.read, account.id, 10)]
  const now = app.now().toISOString()
  const proof = account.passwordHash === null ? [] : [OWN_PASSWORD]
  return {
    account: { name: account.name, username: account.username, roles: account.roles.map((role) => ROLE_LABELS[role]).join(', ') || 'inga' },
    secondStep: account.totpSealed === null ? null : { left: await recoveryCodesLeft(app.store.read, account.id), off: formView(visit, { id: 'tvasteg-av', action: '/konto/tvasteg-av', heading: '', fields: [OWN_PASSWORD], button: 'Stäng av tvåstegsinloggning', tone: 'danger' }) },
    setUp: account.totpSealed === null ? await secondStepForm(app, account, visit, '/konto/tvasteg') : null,
    sessions: sessions.filter(({ stage }) => stage === 'open').map(({ id, browser, createdAt, seenAt }) => ({
      browser: browserName(browser), since: moment(createdAt), seen: moment(seenAt), own: id === session,
      end: foldedForm(visit, { id: `avsluta--${id}`, action: '/konto/sessioner', heading: 'Avsluta den', fields: [{ kind: 'hidden', name: 'session', value: id }, ...proof], button: 'Avsluta inloggningen', about: browserName(browser) }),
    })),
    endOthers: sessions.length < 2 ? null : foldedForm(visit, { id: 'avsluta-andra', action: '/konto/sessioner-andra', heading: 'Avsluta alla andra', fields: proof, button: 'Avsluta alla andra inloggningar' }),
    tokens: tokens.filter(({ revokedAt, expiresAt }) => revokedAt === null && expiresAt > now).map(({ id, label, scopes, expiresAt, usedOn }) => ({
      label, scopes: own.every((right) => scopes.includes(right)) ? 'allt som dina roller ger' : scopes.map((right) => RIGHT_LABELS[right]).join(', '), until: expiresAt.slice(0, 10), used: usedOn ?? 'aldrig',
      end: formView(visit, { id: `aterkalla--${id}`, action: '/konto/nycklar-aterkalla', heading: '', fields: [{ kind: 'hidden', name: 'nyckel', value: id }], button: 'Återkalla', about: label, tone: 'quiet' }),
    })),
    newToken: formView(visit, { id: 'nyckel', action: '/konto/nycklar', heading: 'Ny nyckel', intro: 'För program, och för kommandoraden (ANSLUT_TOKEN). Den som har nyckeln är du, så långt den räcker.', fields: [
      { kind: 'text', name: 'benamning', label: 'Vad den ska användas till' }, { kind: 'number', name: 'dagar', label: 'Gäller i dagar', value: '30', inputmode: 'numeric' },
      { kind: 'ticks', name: 'ratt', label: 'Vad den räcker till', hint: 'Inget kryss betyder allt som dina roller ger.', options: own.map((right) => ({ value: right, label: RIGHT_LABELS[right] })) },
    ], button: 'Gör en nyckel' }),
    signIns: signIns.map(({ at, outcome, address }) => ({ at: moment(at), outcome: OUTCOMES[outcome], address })),
  }
}

function personOf({ app }: Visit): Person {
  if (app.person === null) throw new Failure('account-unknown', 'Konton gäller inte än. Logga in med engångslösenordet först.')
  return app.person
}
