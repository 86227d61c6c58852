import { randomBytes } from 'node:crypto'
import type { App } from '../app.js'
import type { Config } from '../config.js'
import { accountById, type Account } from '../storage/accounts.js'
import { endSession, forgetSignIns, insertSession, sessionBySecret, touchSession, type BrowserSession } from '../storage/browser-sessions.js'
import type { Db, Transaction } from '../storage/store.js'
import { isAhead, latestTrue } from './clock-set-back.js'
import { noteUse } from './note-use.js'
import { demandsSecondStep, isUsable, secretSha256, type Person } from './person.js'

/** Unused that long, a session is over. */
const IDLE_MS = 30 * 60 * 1000
/** However much it is used, a session is over after a working day. */
export const LONGEST_MS = 12 * 60 * 60 * 1000
const TOUCH_MS = 60 * 1000
/** What sign-ins came to is kept so long, to be able to follow up an intrusion. */
const SIGN_INS_KEPT_MS = 90 * 24 * 60 * 60 * 1000
const BLOCKS_KEPT_MS = 24 * 60 * 60 * 1000

/** A session and whose it is. */
export interface OpenSession {
  readonly session: BrowserSession
  readonly account: Account
}

/** Opens a session in place of the one before, where there was one; gives the secret for the cookie. */
export async function openSession(tx: Transaction, account: Account, { stage, proof, browser, now, replaces }: { readonly stage: BrowserSession['stage']; readonly proof: BrowserSession['proof']; readonly browser: string; readonly now: Date; readonly replaces: BrowserSession | null }): Promise<string> {
  if (replaces !== null) await endSession(tx, replaces.account, replaces.id)
  const secret = randomBytes(32).toString('base64url')
  const at = now.toISOString()
  await insertSession(tx, { id: randomBytes(8).toString('hex'), account: account.id, stage, proof, browser: browser.slice(0, 200), createdAt: at, seenAt: at }, secretSha256(secret))
  return secret
}

/** The session with that secret, and its account; null when it is over, lies ahead of the clock, or the account may not be used. */
export async function sessionBy(db: Db, secret: string, now: Date): Promise<OpenSession | null> {
  const session = await sessionBySecret(db, secretSha256(secret))
  if (session === null || Date.parse(session.createdAt) + LONGEST_MS <= now.getTime() || Date.parse(session.seenAt) + IDLE_MS <= now.getTime() || isAhead(session.createdAt, now) || isAhead(session.seenAt, now)) return null
  const account = await accountById(db, session.account)
  return account === null || !isUsable(account) ? null : { session, account }
}

/** The same, and notes that the session is used. */
export async function sessionOf(app: App, secret: string): Promise<OpenSession | null> {
  const now = app.now()
  const opened = await sessionBy(app.store.read, secret, now)
  if (opened !== null && Date.parse(opened.session.seenAt) + TOUCH_MS <= now.getTime()) noteUse(app, opened.session.id, () => app.store.write((tx) => touchSession(tx, opened.session.id, now.toISOString())))
  return opened
}

/** Whether a session that a password opened lacks the second step that the house demands. Providers and certificates have their own. */
export function lacksSecondStep(config: Config, { session, account }: OpenSession): boolean {
  return session.stage === 'open' && session.proof === 'password' && demandsSecondStep(config, account)
}

/** Who has signed in with that session; null while a step of the sign-in is missing. */
export function personOf(config: Config, { session, account }: OpenSession): Person | null {
  return session.stage === 'open' && !lacksSecondStep(config, { session, account }) ? { account, roles: new Set(account.roles), token: null, session: session.id } : null
}

/** Forgets sessions that are over or lie ahead of the clock, and sign-ins after ninety days. */
export async function forgetOldSignIns(app: App): Promise<void> {
  const before = (ms: number): string => new Date(app.now().getTime() - ms).toISOString()
  await app.store.write((tx) => forgetSignIns(tx, { created: before(LONGEST_MS), seen: before(IDLE_MS), signIn: before(SIGN_INS_KEPT_MS), block: before(BLOCKS_KEPT_MS) }, latestTrue(app.now())))
}
