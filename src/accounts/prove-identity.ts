import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { Account } from '../storage/accounts.js'
import { lacksSecondStep, sessionOf } from './browser-session.js'
import { signIn, signInWithCode, signOut, type Browser } from './sign-in.js'

const CONSOLE: Browser = { address: 'kommandoraden', name: 'kommandoraden', device: null }

/** The account whose owner shows password and, where it is on, a code; no session is left. @throws Failure `sign-in-refused`, `too-many-attempts` */
export async function proveIdentity(app: App, username: string, password: string, code: string | null): Promise<Account> {
  const first = await signIn(app, { username, password }, CONSOLE)
  const begun = await sessionOf(app, first.secret)
  if (begun === null) throw new Error('a session that was opened is gone')
  const signedIn = first.stage === 'second-step' && code !== null ? await signInWithCode(app, begun, code, CONSOLE) : first
  const opened = await sessionOf(app, signedIn.secret)
  if (opened === null) throw new Error('a session that was opened is gone')
  await signOut(app, opened)
  if (signedIn.stage === 'second-step') throw new Failure('sign-in-refused', 'Kontot har tvåstegsinloggning. Ange koden med --code.')
  if (signedIn.stage === 'new-password') throw new Failure('sign-in-refused', 'Lösenordet är ett engångslösenord. Logga in på sidorna och välj ett eget först.')
  if (lacksSecondStep(app.config, opened)) throw new Failure('sign-in-refused', 'Här krävs tvåstegsinloggning. Logga in på sidorna och slå på den först.')
  return opened.account
}
