import { offerSecondStep, sameOffer, type ConfirmedOffer } from '../accounts/own-account.js'
import type { App } from '../app.js'
import type { Account } from '../storage/accounts.js'
import type { Typed } from './form-body.js'
import { formView, type FieldSpec } from './form.js'

/** What a person types to show that a session is their own. */
export const OWN_PASSWORD = { kind: 'password', name: 'losenord', label: 'Ditt lösenord', autocomplete: 'current-password' } as const satisfies FieldSpec

const ID = 'tvasteg'

/** The picture of a second step with the form that confirms it, for the part `totp`; after a refusal the same picture again. */
export async function secondStepForm(app: App, account: Account, shown: Parameters<typeof formView>[0], action: string): Promise<object> {
  const before = shown.tried?.form === ID ? (shown.tried.typed['erbjudande']?.[0] ?? '') : ''
  const { offer, size, path, secret } = (await sameOffer(app, account, before)) ?? (await offerSecondStep(app, account))
  const form = formView(shown, {
    id: ID, action, heading: '', signedBy: 'nobody', button: 'Slå på tvåstegsinloggning',
    fields: [{ kind: 'hidden', name: 'erbjudande', value: offer }, { kind: 'text', name: 'kod', label: 'Koden som appen visar', inputmode: 'numeric', autocomplete: 'one-time-code' }, ...(account.passwordHash === null ? [] : [OWN_PASSWORD])],
  })
  return { size, path, secret: secret.replaceAll(/(.{4})(?=.)/g, '$1 '), form }
}

/** What that form says. */
export function confirmedOffer(typed: Typed): ConfirmedOffer {
  return { offer: typed['erbjudande']?.[0] ?? '', code: typed['kod']?.[0] ?? '', password: typed['losenord']?.[0] ?? '' }
}
