import { z } from 'zod'
import { ROLE_HINTS, ROLE_LABELS, ROLES } from '../../../contracts/rights.js'
import { addAccount, givePassword, isUsername, lockAccount, namedAccount, removeAccount, rolesOf, setRoles, tieAccount } from '../../accounts/administer.js'
import { isOneTimeCurrent } from '../../accounts/person.js'
import { signOnOf } from '../../accounts/sign-on.js'
import type { Config } from '../../config.js'
import { accounts, type Account } from '../../storage/accounts.js'
import { formView, type FieldSpec } from '../form.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { seenField, unlessStale } from '../seen.js'
import { RESTORED_FORM, restoredForm } from './restored-accounts.js'

const roleField = (roles: readonly string[]): FieldSpec => ({ kind: 'ticks', name: 'roller', label: 'Roller', values: roles, options: ROLES.map((role) => ({ value: role, label: ROLE_LABELS[role], hint: ROLE_HINTS[role] })) })
const chosen = z.union([z.string(), z.array(z.string())]).optional()
const sedd = z.string().max(100).optional()
const HAND_OVER = 'Det visas bara nu och gäller i sju dagar. Lämna det på annat sätt än användarnamnet.'

/** *Användare*: every account, and a form for a new one. */
export const ACCOUNTS_PAGE: Page = {
  path: '/anvandare', right: 'manage',
  forms: [RESTORED_FORM, pageForm({ id: 'nytt', path: '/anvandare/nytt', right: 'manage', said: z.strictObject({ namn: z.string(), anvandarnamn: z.string().refine(isUsername, 'ange e-postadressen, utan mellanslag'), roller: chosen }), work: async (visit, { said }) => {
    const { account, oneTimePassword } = await addAccount(visit.app, { name: said.namn, username: said.anvandarnamn, roles: rolesOf([said.roller ?? []].flat()) }, visit.actor())
    return { to: '/anvandare', told: `Engångslösenordet för ${account.name} är ${oneTimePassword}. ${HAND_OVER}` }
  } })],
  show: async (visit) => ({ view: 'accounts', title: 'Användare', crumbs: [], content: {
    restored: await restoredForm(visit),
    accounts: (await accounts(visit.app.store.read)).filter(({ removedAt }) => removedAt === null).map((account) => accountRow(account, visit.app.now())),
    add: formView(visit, { id: 'nytt', action: '/anvandare/nytt', heading: '', fields: [
      { kind: 'text', name: 'namn', label: 'För- och efternamn', hint: 'Skrivs i historiken och kan inte bytas.' }, { kind: 'email', name: 'anvandarnamn', label: 'E-postadress', hint: 'Blir användarnamnet.' }, roleField([]),
    ], button: 'Lägg upp' }),
  } }),
}

/** One account: its roles, lock and password. */
export const ACCOUNT_PAGE: Page = {
  path: '/anvandare/:konto', right: 'manage',
  forms: [
    pageForm({ id: 'roller', path: '/anvandare/:konto/roller', right: 'manage', said: z.strictObject({ roller: chosen, sedd }), work: async (visit, { said }) => {
      const app = await unlessStale(visit.app, said.sedd, { what: 'Rollerna', stateIn: async (now) => (await namedAccount(now, visit.params['konto'] ?? '')).roles })
      const { name, id } = await setRoles(app, visit.params['konto'] ?? '', rolesOf([said.roller ?? []].flat()), visit.actor())
      return { to: `/anvandare/${id}`, told: `${name} har fått nya roller och får logga in på nytt.` }
    } }),
    pageForm({ id: 'inloggning', path: '/anvandare/:konto/inloggning', right: 'manage', said: z.strictObject({ satt: z.enum(['losenord', 'oidc', 'certificate']), identitet: z.string().optional(), sedd }), work: async (visit, { said }) => {
      const app = await unlessStale(visit.app, said.sedd, { what: 'Inloggningen', stateIn: async (now) => [signOnOf(await namedAccount(now, visit.params['konto'] ?? ''))] })
      const { name, id } = await tieAccount(app, visit.params['konto'] ?? '', said.satt === 'losenord' ? null : { way: said.satt, id: said.identitet ?? '' }, visit.actor())
      return { to: `/anvandare/${id}`, told: said.satt === 'losenord' ? `${name} loggar in med lösenord.` : `${name} är knuten till ${said.identitet ?? ''} och får logga in på nytt.` }
    } }),
    pageForm({ id: 'losenord', path: '/anvandare/:konto/losenord', right: 'manage', said: z.strictObject({}), work: async (visit) => {
      const { account, oneTimePassword } = await givePassword(visit.app, visit.params['konto'] ?? '', visit.actor(), null)
      return { to: `/anvandare/${account.id}`, told: `Engångslösenordet för ${account.name} är ${oneTimePassword}. ${HAND_OVER}` }
    } }),
    pageForm({ id: 'las', path: '/anvandare/:konto/las', right: 'manage', said: z.strictObject({ lage: z.enum(['locked', 'unlocked']) }), work: async (visit, { said }) => {
      const { name, id } = await lockAccount(visit.app, visit.params['konto'] ?? '', said.lage, visit.actor())
      return { to: `/anvandare/${id}`, told: said.lage === 'locked' ? `${name} är utestängd.` : `${name} får logga in igen.` }
    } }),
    pageForm({ id: 'ta-bort', path: '/anvandare/:konto/ta-bort', right: 'manage', said: z.strictObject({}), work: async (visit) => {
      const { name } = await removeAccount(visit.app, visit.params['konto'] ?? '', visit.actor())
      return { to: '/anvandare', told: `Kontot för ${name} är taget ur bruk. Namnet står kvar i historiken.` }
    } }),
  ],
  show: async (visit) => {
    const account = await namedAccount(visit.app, visit.params['konto'] ?? '')
    const to = (what: string): string => `/anvandare/${account.id}/${what}`
    const locked = account.lockedAt !== null
    return { view: 'account', title: account.name, crumbs: [{ label: 'Användare', href: '/anvandare' }], content: {
      ...accountRow(account, visit.app.now()),
      forms: [
        formView(visit, { id: 'roller', action: to('roller'), heading: '', fields: [seenField(account.roles), roleField(account.roles)], button: 'Spara rollerna' }),
        ...signOnForm(visit, account),
        formView(visit, { id: 'losenord', action: to('losenord'), heading: 'Nytt engångslösenord', intro: 'När någon har tappat lösenord eller telefon. Tvåstegsinloggningen slås av, och alla inloggningar och nycklar avslutas.', fields: [], button: 'Ge ett nytt engångslösenord' }),
        formView(visit, { id: 'las', action: to('las'), heading: locked ? 'Släpp in' : 'Stäng ute', intro: locked ? 'Personen får logga in igen.' : 'Gäller genast. Alla inloggningar och nycklar avslutas.', fields: [{ kind: 'hidden', name: 'lage', value: locked ? 'unlocked' : 'locked' }], button: locked ? 'Släpp in' : 'Stäng ute', ...(locked ? {} : { tone: 'danger' as const }) }),
        formView(visit, { id: 'ta-bort', action: to('ta-bort'), heading: 'Ta bort', intro: 'För gott, när någon har slutat. Namnet står kvar i historiken.', fields: [], button: 'Ta bort kontot', tone: 'danger' }),
      ],
    } }
  },
}

function signOnForm(visit: Visit, account: Account): ReturnType<typeof formView>[] {
  const tied = signOnOf(account)
  const ways = waysOf(visit.app.config)
  if (ways.length === 0 && tied === null) return []
  const options = [{ value: 'losenord', label: 'Bara med lösenord' }, ...ways]
  return [formView(visit, { id: 'inloggning', action: `/anvandare/${account.id}/inloggning`, heading: 'Inloggning utan lösenord', intro: 'Alla inloggningar och nycklar avslutas när du ändrar. Den som försöker logga in utan att vara knuten till ett konto får se sin identitet, och kan lämna den till dig.', fields: [
    seenField([tied]),
    { kind: 'radio', name: 'satt', label: 'Personen loggar in', value: tied?.way ?? 'losenord', options },
    { kind: 'text', name: 'identitet', label: 'Identitet', hint: 'Det som inloggningstjänsten kallar sub, eller certifikatet så som proxyn skickar det.', value: tied?.id ?? '', optional: 'optional' },
  ], button: 'Spara inloggningen' })]
}

function waysOf({ oidc, certificateHeader }: Config): { readonly value: string; readonly label: string }[] {
  return [...(oidc === null ? [] : [{ value: 'oidc', label: `Med ${new URL(oidc.issuer).host}` }]), ...(certificateHeader === null ? [] : [{ value: 'certificate', label: 'Med certifikat' }])]
}

function accountRow(account: Account, now: Date) {
  const { id, name, username, roles, lockedAt, oneTimeUntil, totpSealed, passwordHash } = account
  const password = passwordHash === null ? 'inget lösenord' : oneTimeUntil === null ? 'eget lösenord' : isOneTimeCurrent(oneTimeUntil, now) ? `engångslösenord till ${oneTimeUntil.slice(0, 10)}` : 'engångslösenord som har slutat gälla'
  return {
    href: `/anvandare/${id}`, name, username, roles: roles.map((role) => ROLE_LABELS[role]).join(', ') || 'inga',
    state: [...(lockedAt === null ? [] : ['utestängd']), password, totpSealed === null ? 'utan tvåstegsinloggning' : 'tvåstegsinloggning', ...(signOnOf(account) === null ? [] : ['kan logga in utan lösenord'])].join(', '), locked: lockedAt !== null,
  }
}
