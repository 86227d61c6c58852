import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { houseEvent } from '../flows/new-event.js'
import { personName } from '../flows/persons.js'
import { accountById, accountByUsername, changeAccount, nameIsTaken, putAccountsInForce, replaceRecoveryCodes, takeTotpStep, type Account } from '../storage/accounts.js'
import { revokeApiTokens } from '../storage/api-tokens.js'
import { clearBlocks, endSession, endSessions } from '../storage/browser-sessions.js'
import { appendEvents } from '../storage/events.js'
import type { Transaction } from '../storage/store.js'
import { accountActor } from './account-event.js'
import { sealed, unsealed } from './account-key.js'
import { FIRST_USERNAME, usernameOf } from './administer.js'
import { countAttempt } from './attempts.js'
import { openSession, type OpenSession } from './browser-session.js'
import { hashingOf, hashPassword, passwordFault, passwordMatches } from './passwords.js'
import { newRecoveryCodes } from './recovery-codes.js'
import { newTotpSecret, totpPicture, totpStepOf } from './second-step.js'
import { takeCode } from './sign-in.js'
import { prepareNotice, recordTold } from './tell-holder.js'
import { tellOfUsedCode } from './tell-of-used-code.js'

/** What somebody says who chooses a password; the very first administrator also who they are. */
export interface ChosenPassword {
  readonly password: string
  readonly repeated: string
  /** The password until now; null where a one-time password has just been shown to be right. */
  readonly current: string | null
  readonly name: string | null
  readonly username: string | null
}

/** Takes an own password, ends all other sessions and all tokens, since it may be chosen because somebody knew the old one, and gives a new session; the first administrator's puts accounts in force. @throws Failure `call-invalid` with the fields that are wrong, `sign-in-refused`, `too-many-attempts` */
export async function choosePassword(app: App, { session, account }: OpenSession, chosen: ChosenPassword): Promise<string> {
  if (session.stage === 'second-step') throw new Failure('sign-in-refused', 'Skriv koden från appen först.')
  if (session.stage === 'open' && !(await provesPassword(app, account, chosen.current ?? ''))) throw new Failure('sign-in-refused', 'Ditt nuvarande lösenord stämmer inte. Försök igen.')
  return newPassword(app, account, chosen, (tx, now) => openSession(tx, now, { stage: 'open', proof: session.proof, browser: session.browser, now: app.now(), replaces: null }))
}

/** The same for the holder of a token, who opens no session by it; the token ends with all others. @throws Failure `call-invalid`, `sign-in-refused`, `too-many-attempts` */
export async function choosePasswordByToken(app: App, account: Account, password: string, proof: TokenProof): Promise<Account> {
  await refuseThief(app, account, proof)
  return newPassword(app, account, { password, repeated: password, current: null, name: null, username: null }, (_tx, now) => Promise.resolve(now))
}

async function newPassword<T>(app: App, account: Account, chosen: ChosenPassword, then: (tx: Transaction, now: Account) => Promise<T>): Promise<T> {
  const owner = await ownerOf(app, account, chosen)
  const fault = chosen.password === chosen.repeated ? passwordFault(chosen.password, owner) : 'Du skrev inte samma lösenord två gånger. Skriv det igen.'
  const hashing = await hashingOf(app)
  const same = fault === null && (await passwordMatches(account.passwordHash, chosen.password, hashing))
  if (fault !== null || same) throw new Failure('call-invalid', fault ?? 'Det är samma lösenord som du har. Välj ett annat.', { faults: [{ path: 'losenord', message: fault ?? 'Välj ett annat lösenord än det du har.' }] })
  const passwordHash = await hashPassword(chosen.password, hashing)
  const at = app.now().toISOString()
  const notice = await prepareNotice(app, { username: owner.username, change: 'password-chosen' })
  return app.store.write(async (tx) => {
    if ((await kept(tx, account.id)).passwordHash !== account.passwordHash) throw new Failure('sign-in-refused', 'Lösenordet byttes medan du bytte det. Logga in med det nya.')
    await changeAccount(tx, account.id, { ...owner, passwordHash, oneTimeUntil: null })
    const now = await kept(tx, account.id)
    await recordTold(tx, accountActor(now), at, { account: account.id, change: 'password-chosen' }, notice)
    if (now.roles.includes('administrator') && (await putAccountsInForce(tx, at))) await appendEvents(tx, [houseEvent(accountActor(now), at, { type: 'accounts-in-force' })], at)
    await endSessions(tx, account.id)
    await revokeApiTokens(tx, account.id, null, at)
    return then(tx, now)
  })
}

async function ownerOf(app: App, account: Account, { name, username }: ChosenPassword): Promise<{ name: string; username: string }> {
  if (account.username !== FIRST_USERNAME) return { name: account.name, username: account.username }
  const owner = { name: personName(name ?? ''), username: usernameOf(username ?? '') }
  if (await nameIsTaken(app.store.read, owner.name, account.id)) throw new Failure('call-invalid', `Det finns redan ett konto för ${owner.name}. Skriv namnet så att det går att skilja dem åt.`, { faults: [{ path: 'namn', message: 'Namnet är upptaget.' }] })
  const holder = await accountByUsername(app.store.read, owner.username)
  if (holder !== null && holder.id !== account.id) throw new Failure('call-invalid', `Användarnamnet ${owner.username} är upptaget.`, { faults: [{ path: 'anvandarnamn', message: 'Användarnamnet är upptaget.' }] })
  return owner
}

/** A second step that somebody may switch on: what the app reads, and the same sealed for the form that confirms it. */
export async function offerSecondStep(app: App, account: Account): Promise<{ readonly secret: string; readonly offer: string; readonly size: number; readonly path: string; readonly address: string }> {
  const secret = newTotpSecret(app.random)
  return { secret, offer: sealed(await app.accountKey(), `offer ${account.id}`, secret), ...totpPicture(secret, account.username) }
}

/** The same offer shown again, after a wrong code; null when it is none. */
export async function sameOffer(app: App, account: Account, offer: string): Promise<Awaited<ReturnType<typeof offerSecondStep>> | null> {
  const secret = unsealed(await app.accountKey(), `offer ${account.id}`, offer)
  return secret === null ? null : { secret, offer, ...totpPicture(secret, account.username) }
}

/** What somebody says who switches the second step on: the offer that was shown, the app's code for it, and the own password. */
export interface ConfirmedOffer {
  readonly offer: string
  readonly code: string
  readonly password: string
}

/** Switches the second step on from a session that stays open; gives recovery codes to show once. Every other session ends, since none of them has shown a code. @throws Failure `sign-in-refused` for a wrong password or code, also when it is on already, `too-many-attempts` */
export async function switchOnSecondStep(app: App, account: Account, said: ConfirmedOffer, own: string | null): Promise<string[]> {
  return (await switchedOn(app, account, said, (tx) => endSessions(tx, account.id, own))).codes
}

/** The same for the holder of a token, whose sessions all end. @throws Failure as `switchOnSecondStep` */
export async function switchOnSecondStepByToken(app: App, account: Account, { offer, code, password }: ConfirmedOffer): Promise<string[]> {
  refuseTwice(account)
  await refuseThief(app, account, { password, code: null })
  return (await confirmedOn(app, account, { offer, code }, (tx) => endSessions(tx, account.id))).codes
}

/** Sets up the second step that the house demands, in the middle of signing in; gives the recovery codes to show once, and a new session in place of all that the account had. @throws Failure `sign-in-refused`, `too-many-attempts` */
export async function setUpSecondStep(app: App, { session, account }: OpenSession, said: ConfirmedOffer): Promise<{ readonly codes: readonly string[]; readonly secret: string }> {
  const { codes, changed: secret } = await switchedOn(app, account, said, async (tx) => {
    await endSessions(tx, account.id)
    return openSession(tx, account, { stage: 'open', proof: 'password', browser: session.browser, now: app.now(), replaces: null })
  })
  return { codes, secret }
}

async function switchedOn<T>(app: App, account: Account, said: ConfirmedOffer, changeSessions: (tx: Transaction) => Promise<T>): Promise<{ readonly codes: string[]; readonly changed: T }> {
  refuseTwice(account)
  await refuseStranger(app, account, said.password)
  return confirmedOn(app, account, said, changeSessions)
}

async function confirmedOn<T>(app: App, account: Account, { offer, code }: Pick<ConfirmedOffer, 'offer' | 'code'>, changeSessions: (tx: Transaction) => Promise<T>): Promise<{ readonly codes: string[]; readonly changed: T }> {
  const key = await app.accountKey()
  const secret = unsealed(key, `offer ${account.id}`, offer)
  const step = secret === null ? null : totpStepOf(secret, code, app.now())
  if (secret === null || step === null) throw new Failure('sign-in-refused', 'Koden stämmer inte. Kontrollera att telefonens klocka går rätt och skriv den kod som appen visar nu.')
  const at = app.now().toISOString()
  const notice = await prepareNotice(app, { username: account.username, change: 'second-step-on' })
  const { codes, hashes } = await newRecoveryCodes(app)
  return app.store.write(async (tx) => {
    refuseTwice(await kept(tx, account.id))
    await changeAccount(tx, account.id, { totpSealed: sealed(key, account.id, secret), totpStep: 0 })
    await takeTotpStep(tx, account.id, step)
    await replaceRecoveryCodes(tx, account.id, hashes)
    await recordTold(tx, accountActor(account), at, { account: account.id, change: 'second-step-on' }, notice)
    return { codes: [...codes], changed: await changeSessions(tx) }
  })
}

function refuseTwice({ totpSealed }: Account): void {
  if (totpSealed !== null) throw new Failure('sign-in-refused', 'Tvåstegsinloggningen är redan på. Stäng av den med ditt lösenord först, om du har bytt telefon.')
}

/** Switches the second step off again. @throws Failure `sign-in-refused` for a wrong password, `too-many-attempts` */
export async function switchOffSecondStep(app: App, account: Account, password: string): Promise<void> {
  if (!(await provesPassword(app, account, password))) throw new Failure('sign-in-refused', 'Lösenordet stämmer inte. Tvåstegsinloggningen är kvar.')
  await switchedOff(app, account)
}

/** The same for the holder of a token, who shows a code as well: no session has shown one. @throws Failure `sign-in-refused`, `too-many-attempts` */
export async function switchOffSecondStepByToken(app: App, account: Account, proof: TokenProof): Promise<void> {
  await refuseThief(app, account, proof)
  await switchedOff(app, account)
}

async function switchedOff(app: App, account: Account): Promise<void> {
  const notice = await prepareNotice(app, { username: account.username, change: 'second-step-off' })
  await app.store.write(async (tx) => {
    await changeAccount(tx, account.id, { totpSealed: null })
    await replaceRecoveryCodes(tx, account.id, [])
    await recordTold(tx, accountActor(account), app.now().toISOString(), { account: account.id, change: 'second-step-off' }, notice)
  })
}

/** Refuses whoever holds a session but does not know its owner's password, where there is one: a stolen session must not shut the owner out. @throws Failure `sign-in-refused`, `too-many-attempts` */
export async function refuseStranger(app: App, account: Account, password: string): Promise<void> {
  if (account.passwordHash !== null && !(await provesPassword(app, account, password))) throw new Failure('sign-in-refused', 'Lösenordet stämmer inte. Inget är ändrat.', { faults: [{ path: 'losenord', message: 'Skriv ditt lösenord.' }] })
}

/** What the holder of a token shows before it changes how the owner signs in: the owner's password and, where the second step is on, a code of the app or a recovery code. */
export interface TokenProof {
  readonly password: string
  readonly code: string | null
}

/** Refuses whoever holds a token and cannot sign in as its owner, and does not say which of the two was wrong: a stolen token must not take the account over. Counted on a key of its own, so that its guesses keep the owner from nothing. @throws Failure `sign-in-refused`, `too-many-attempts` */
export async function refuseThief(app: App, account: Account, { password, code }: TokenProof): Promise<void> {
  const key = `${account.id}:token`
  await countAttempt(app, key, account, 'API')
  const matches = await passwordMatches(account.passwordHash, password, await hashingOf(app))
  const taken = !matches || account.totpSealed === null ? 'taken' : await takeCode(app, account, code ?? '')
  if (taken === 'used') await tellOfUsedCode(app, account, 'API')
  if (!matches || taken !== 'taken') throw new Failure('sign-in-refused', 'Lösenordet eller koden stämmer inte, eller så saknas koden där tvåstegsinloggning är på. Ett konto utan lösenord ändras på sidan Mitt konto. Inget är gjort.')
  await app.store.write((tx) => clearBlocks(tx, key))
}

/** Asks whoever holds a session for its owner's password, counted on a key of its own: a stolen session can neither guess on nor keep the owner from signing in. @throws Failure `too-many-attempts` */
async function provesPassword(app: App, account: Account, password: string): Promise<boolean> {
  const key = `${account.id}:session`
  await countAttempt(app, key, account, '')
  const matches = await passwordMatches(account.passwordHash, password, await hashingOf(app))
  if (matches) await app.store.write((tx) => clearBlocks(tx, key))
  return matches
}

async function kept(tx: Transaction, id: string): Promise<Account> {
  const account = await accountById(tx, id)
  if (account === null) throw new Error(`account ${id} is gone`)
  return account
}

/** Ends one of an account's sessions. @throws Failure `account-unknown` when it has no such */
export async function endOneSession(app: App, account: Account, id: string): Promise<void> {
  if (!(await app.store.write((tx) => endSession(tx, account.id, id)))) throw new Failure('account-unknown', 'Den inloggningen är redan avslutad.')
}

/** Ends all sessions of an account but the one it is asked from. */
export async function endOtherSessions(app: App, account: Account, own: string | null): Promise<void> {
  await app.store.write((tx) => endSessions(tx, account.id, own))
}
