import { Secret, TOTP } from 'otpauth'
import { addAccount, firstAdministrator } from '../../src/accounts/administer.js'
import { makeToken, scopesOf } from '../../src/accounts/tokens.js'
import type { Role } from '../../contracts/rights.js'
import { SYSTEM } from '../../src/flows/new-event.js'
import type { Account } from '../../src/storage/accounts.js'
import type { TestService } from './served-app.js'

/** What a page answered. */
export interface Shown {
  readonly status: number
  readonly html: string
  /** Where it leads on; empty when it does not. */
  readonly to: string
}

/** A file in a form. */
export interface SentFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A browser without scripts: it keeps cookies and sends the forms it was shown. */
export interface Browser {
  readonly open: (path: string) => Promise<Shown>
  /** Sends the fields with the form token of the last page shown. */
  readonly send: (path: string, fields: Readonly<Record<string, string>>) => Promise<Shown>
  /** The same, in the form that carries files; an empty one unless one is given. */
  readonly sendFiles: (path: string, fields: Readonly<Record<string, string>>, file?: SentFile) => Promise<Shown>
  readonly cookies: Map<string, string>
}

/** A browser on a service that has never been there. */
export function openBrowser({ served }: Pick<TestService, 'served'>): Browser {
  const cookies = new Map<string, string>()
  let csrf = ''
  const ask = async (path: string, init: RequestInit): Promise<Shown> => {
    const answer = await fetch(new URL(path, served.url), { ...init, redirect: 'manual', headers: { Accept: 'text/html', Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '' || /expires=thu, 01 jan 1970/i.test(cookie)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const html = await answer.text()
    csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? csrf
    return { status: answer.status, html, to: answer.headers.get('location') ?? '' }
  }
  const withCsrf = (fields: Readonly<Record<string, string>>) => ({ ...(csrf === '' ? {} : { csrf }), ...fields })
  const multipart = (fields: Readonly<Record<string, string>>, { name: fileName, bytes }: SentFile = { name: 'tom.txt', bytes: new Uint8Array() }): FormData => {
    const body = new FormData()
    for (const [name, value] of Object.entries(withCsrf(fields))) body.append(name, value)
    body.append('file', new Blob([new Uint8Array(bytes)]), fileName)
    return body
  }
  return {
    cookies, open: (path) => ask(path, {}), send: (path, fields) => ask(path, { method: 'POST', body: new URLSearchParams(withCsrf(fields)) }),
    sendFiles: (path, fields, file) => ask(path, { method: 'POST', body: multipart(fields, file) }),
  }
}

export const ADMINISTRATOR = { namn: 'Eva Ek', anvandarnamn: 'eva.ek@region.example', losenord: 'korrekt häst batteri häftklammer' } as const

/** Signs in with name and password. */
export async function signIn(browser: Browser, anvandarnamn: string, losenord: string): Promise<Shown> {
  return browser.send('/konto/inloggning', { anvandarnamn, losenord })
}

/** Puts accounts in force as the first administrator does it; gives the administrator's browser. */
export async function putInForce(service: TestService): Promise<Browser> {
  const browser = openBrowser(service)
  const first = await firstAdministrator(service.app, SYSTEM)
  await signIn(browser, 'administratör', first?.oneTimePassword ?? '')
  await browser.open('/konto/losenord')
  await browser.send('/konto/losenord', { ...ADMINISTRATOR, igen: ADMINISTRATOR.losenord })
  return browser
}

/** An account with an own password and an open browser. */
export async function colleague(service: TestService, name: string, roles: readonly Role[]): Promise<{ readonly account: Account; readonly browser: Browser; readonly password: string; readonly token: string }> {
  const { account, oneTimePassword } = await addAccount(service.app, { username: `${name.toLowerCase().replaceAll(' ', '.')}@region.example`, name, roles }, SYSTEM)
  const browser = openBrowser(service)
  const password = `fyra ord som ${account.id}`
  await signIn(browser, account.username, oneTimePassword)
  await browser.open('/konto/losenord')
  await browser.send('/konto/losenord', { losenord: password, igen: password })
  const { secret } = await makeToken(service.app, account, { label: 'prov', scopes: scopesOf([]), days: 1 }, SYSTEM)
  return { account, browser, password, token: secret }
}

/** The code that an authenticator app shows at that instant. */
export function totpCode(secret: string, at: Date): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at.getTime() })
}
