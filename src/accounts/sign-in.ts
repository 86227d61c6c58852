import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { accountById, accountByUsername, accountsSince, changeAccount, takeRecoveryCode, takeTotpStep, type Account } from '../storage/accounts.js'
import { clearBlocks, endSession, noteSignIn, type BrowserSession } from '../storage/browser-sessions.js'
import type { Transaction } from '../storage/store.js'
import { unsealed } from './account-key.js'
import { attemptKey, countAttempt, deviceMark } from './attempts.js'
import { openSession, type OpenSession } from './browser-session.js'
import { hashingOf, hashPassword, lacksPepper, passwordMatches } from './passwords.js'
import { isOneTimeCurrent, isUsable } from './person.js'
import { recoveryCodeHashOf } from './recovery-codes.js'
import { totpStepOf } from './second-step.js'
import { tellOfUsedCode } from './tell-of-used-code.js'

/** The browser somebody signs in with. */
export interface Browser {
  /** Where it calls from, as far as is known. */
  readonly address: string
  readonly name: string
  /** The mark of an earlier sign-in; null without one. */
  readonly device: string | null
}

/** What a step of signing in leads to: a secret for the cookie, and what is still missing. */
export interface SignedIn {
  readonly secret: string
  readonly stage: BrowserSession['stage']
  /** A mark for the browser to keep; null until it is open. */
  readonly device: string | null
}

/** Takes name and password, in place of the session the browser had. The refusal is the same, and as late, whether the name or the password is wrong or the hash is of another key, which only operation is told. @throws Failure `sign-in-refused`, `too-many-attempts` */
export async function signIn(app: App, { username, password }: { readonly username: string; readonly password: string }, browser: Browser, replaces: BrowserSession | null = null): Promise<SignedIn> {
  const account = await accountByUsername(app.store.read, username)
  const key = await attemptKey(app, account, username, browser.device)
  await countAttempt(app, key, account, browser.address)
  const now = app.now()
  const hashing = await hashingOf(app)
  const matches = await passwordMatches(account?.passwordHash ?? null, password, hashing).catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error
    app.report(error)
    return false
  })
  const isCurrent = account !== null && isUsable(account) && (account.oneTimeUntil === null || isOneTimeCurrent(account.oneTimeUntil, now))
  if (!matches || !isCurrent) {
    await app.store.write((tx) => noteSignIn(tx, { at: now.toISOString(), account: account?.id ?? null, outcome: matches ? 'locked' : 'wrong-password', address: browser.address }))
    throw new Failure('sign-in-refused', 'Användarnamnet eller lösenordet stämmer inte, eller så gäller de inte längre. Försök igen, eller be en administratör om ett nytt engångslösenord.')
  }
  const stage = account.totpSealed !== null ? 'second-step' : account.oneTimeUntil !== null ? 'new-password' : 'open'
  return opened(app, await withPepper(app, account, password), { stage, proof: 'password', browser, replaces, key })
}

/** The account with the installation's key in the hash of its password, which only who has just typed it can put there. */
async function withPepper(app: App, account: Account, password: string): Promise<Account> {
  if (account.passwordHash === null || !lacksPepper(account.passwordHash)) return account
  const passwordHash = await hashPassword(password, await hashingOf(app))
  return app.store.write(async (tx) => {
    const now = await accountById(tx, account.id)
    if (now?.passwordHash !== account.passwordHash) return account
    await changeAccount(tx, account.id, { passwordHash })
    return { ...account, passwordHash }
  })
}

/** Takes the code of the authenticator app, or a recovery code; each is good once. @throws Failure `sign-in-refused`, `too-many-attempts` */
export async function signInWithCode(app: App, { session, account }: OpenSession, typed: string, browser: Browser): Promise<SignedIn> {
  if (session.stage !== 'second-step') throw new Failure('sign-in-refused', 'Inloggningen har gått ut. Börja om med användarnamn och lösenord.')
  const key = await attemptKey(app, account, account.username, browser.device)
  await countAttempt(app, key, account, browser.address)
  const taken = await takeCode(app, account, typed)
  if (taken === 'used') await tellOfUsedCode(app, account, browser.address)
  if (taken !== 'taken') {
    if (taken === 'wrong') await app.store.write((tx) => noteSignIn(tx, { at: app.now().toISOString(), account: account.id, outcome: 'wrong-code', address: browser.address }))
    throw new Failure('sign-in-refused', 'Koden stämmer inte, eller är redan använd. Vänta på nästa kod i appen, eller skriv en av dina reservkoder.')
  }
  return opened(app, account, { stage: account.oneTimeUntil === null ? 'open' : 'new-password', proof: 'password', browser, replaces: session, key })
}

/** Takes the app's code of now, or one of the recovery codes; each is good once. @throws Failure `keys-missing` */
export async function takeCode(app: App, account: Account, typed: string): Promise<'taken' | 'used' | 'wrong'> {
  const secret = account.totpSealed === null ? null : unsealed(await app.accountKey(), account.id, account.totpSealed)
  if (secret === null) throw new Failure('keys-missing', 'Nyckeln som tvåstegsinloggningen är låst med saknas eller är en annan. Återställ keys/account.key från säkerhetskopian.')
  const step = totpStepOf(secret, typed, app.now())
  const hash = step === null ? await recoveryCodeHashOf(app, app.store.read, account.id, typed) : null
  if (step === null && hash === null) return 'wrong'
  const isTaken = await app.store.write((tx) => (step === null ? takeRecoveryCode(tx, account.id, hash ?? '', app.now().toISOString()) : takeTotpStep(tx, account.id, step)))
  return isTaken ? 'taken' : 'used'
}

interface Opening {
  readonly stage: BrowserSession['stage']
  readonly proof: BrowserSession['proof']
  readonly browser: Browser
  readonly replaces: BrowserSession | null
  /** Whose failures are forgotten when the sign-in is complete. */
  readonly key: string
}

async function opened(app: App, account: Account, { stage, proof, browser, replaces, key }: Opening): Promise<SignedIn> {
  const now = app.now()
  const secret = await app.store.write(async (tx: Transaction) => {
    if (!provesAsBefore(account, await accountById(tx, account.id))) throw new Failure('sign-in-refused', 'Kontot ändrades medan du loggade in. Logga in igen.')
    // The password alone clears nothing while a code is still to come, or codes could be guessed between sign-ins.
    if (stage !== 'second-step') {
      await clearBlocks(tx, key)
      await noteSignIn(tx, { at: now.toISOString(), account: account.id, outcome: 'opened', address: browser.address })
    }
    return openSession(tx, account, { stage, proof, browser: browser.name, now, replaces })
  })
  return { secret, stage, device: stage === 'second-step' ? null : await deviceMark(app, account) }
}

/** Whether an account asks for the same proof as when it was read: what was proved meanwhile opens nothing once the lock, the password or the second step is another. */
function provesAsBefore(account: Account, now: Account | null): boolean {
  return now !== null && isUsable(now) && now.passwordHash === account.passwordHash && now.totpSealed === account.totpSealed
}

/** Opens a session for whoever a provider or a certificate has proved, in place of the one the browser had; no code is asked for, since more than a password has been shown. @throws Failure `sign-in-refused` when the account may not be used */
export async function signInProved(app: App, account: Account, browser: Browser, replaces: BrowserSession | null): Promise<SignedIn> {
  if ((await accountsSince(app.store.read)) === null) throw new Failure('sign-in-refused', 'Konton gäller inte än. Den första administratören behöver logga in med sitt engångslösenord och välja ett eget.')
  if (!isUsable(account)) {
    await app.store.write((tx) => noteSignIn(tx, { at: app.now().toISOString(), account: account.id, outcome: 'locked', address: browser.address }))
    throw new Failure('sign-in-refused', 'Kontot är låst. Be en administratör att låsa upp det.')
  }
  return opened(app, account, { stage: 'open', proof: 'sign-on', browser, replaces, key: account.id })
}

/** Ends a session. */
export async function signOut(app: App, { session }: OpenSession): Promise<void> {
  await app.store.write((tx) => endSession(tx, session.account, session.id))
}
