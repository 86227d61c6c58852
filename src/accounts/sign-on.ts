import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { accountBySubject, accountByUsername, changeAccount, type Account } from '../storage/accounts.js'
import { accountActor } from './account-event.js'
import { isUsable } from './person.js'
import { prepareNotice, recordTold } from './tell-holder.js'

/** Elsewhere that somebody signs in, and who that place says they are: the provider's `sub`, or the certificate as the proxy names it. */
export interface SignOn {
  readonly way: 'oidc' | 'certificate'
  readonly id: string
}

/** Who a provider or a certificate has proved that somebody is. */
export interface Proved {
  /** As accounts keep it. */
  readonly subject: string
  /** The same, as an administrator types it. */
  readonly id: string
  /** An e-mail address that the provider vouches for; null without one. */
  readonly email: string | null
}

/** How accounts keep whom a provider names: another issuer's `sub` is another person. */
export function providerSubject(issuer: string, sub: string): string {
  return `oidc ${new URL(issuer).href} ${sub}`
}

/** How accounts keep whom a certificate names. */
export function certificateSubject(id: string): string {
  return `certificate ${id}`
}

/** What an account is tied to, as it was typed; null for nothing. */
export function signOnOf({ subject }: Pick<Account, 'subject'>): SignOn | null {
  const [, certificate] = /^certificate (.*)$/su.exec(subject ?? '') ?? []
  if (certificate !== undefined) return { way: 'certificate', id: certificate }
  const [, sub] = /^oidc \S+ (.*)$/su.exec(subject ?? '') ?? []
  return sub === undefined ? null : { way: 'oidc', id: sub }
}

/** The account of whoever has been proved. One that an administrator has made for that e-mail address, and that is tied to nothing, is tied at the first sign-on; no account is ever made. @throws Failure `sign-in-refused`, the same whether the account is missing or the address is not vouched for */
export async function accountOf(app: App, { subject, id, email }: Proved): Promise<Account> {
  const known = await accountBySubject(app.store.read, subject)
  if (known !== null) return known
  // Usernames are compared folded; letters that only look alike must not lead into somebody else's account.
  const username = email !== null && /^[\x21-\x7e]+$/.test(email) ? email : null
  const isFree = (named: Account | null): named is Account => named !== null && named.subject === null && isUsable(named)
  const found = username === null ? null : await accountByUsername(app.store.read, username)
  const notice = isFree(found) ? await prepareNotice(app, { username: found.username, change: 'sign-on' }) : null
  return app.store.write(async (tx) => {
    const tied = await accountBySubject(tx, subject)
    if (tied !== null) return tied
    const named = username === null ? null : await accountByUsername(tx, username)
    if (!isFree(named)) throw new Failure('sign-in-refused', `Inget konto är knutet till den du är inloggad som. Be en administratör att knyta ditt konto till identiteten ”${id}”.`)
    await changeAccount(tx, named.id, { subject })
    await recordTold(tx, accountActor(named), app.now().toISOString(), { account: named.id, change: 'sign-on', note: 'inloggningstjänst, vid första inloggningen, genom bekräftad e-postadress' }, notice)
    return named
  })
}
