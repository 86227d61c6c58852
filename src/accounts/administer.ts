import { randomBytes } from 'node:crypto'
import type { Actor } from '../../contracts/event.js'
import { ROLES, type Role } from '../../contracts/rights.js'
import { didYouMean } from '../../contracts/did-you-mean.js'
import { listOf } from '../../contracts/party-name.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { houseEvent } from '../flows/new-event.js'
import { personName } from '../flows/persons.js'
import { revokeApiTokens } from '../storage/api-tokens.js'
import { accountById, accountBySubject, accountByUsername, accounts, changeAccount, insertAccount, replaceRecoveryCodes, type Account, type AccountChange } from '../storage/accounts.js'
import { clearBlocks, endSessions } from '../storage/browser-sessions.js'
import { appendEvents } from '../storage/events.js'
import type { Db, Transaction } from '../storage/store.js'
import { recordChange } from './account-event.js'
import { hashingOf, hashPassword, oneTimePassword } from './passwords.js'
import { administers, ONE_TIME_MS } from './person.js'
import { certificateSubject, providerSubject, type SignOn } from './sign-on.js'
import { prepareNotice, recordTold } from './tell-holder.js'

/** The account that the first start of `serve` makes; its owner gives name and address at the first sign-in. */
export const FIRST_USERNAME = 'administratör'


/** An account, and the password to hand to its owner, which is shown this once. */
export interface GivenPassword {
  readonly account: Account
  readonly oneTimePassword: string
}

/** Whether a name may be a username. */
export function isUsername(typed: string): boolean {
  return /^[\p{L}\p{N}._%+@-]{3,120}$/u.test(typed.normalize('NFKC').trim())
}

/** A username as it is kept: an e-mail address, or a name without spaces. @throws Failure `call-invalid` */
export function usernameOf(typed: string): string {
  const name = typed.normalize('NFKC').trim().toLocaleLowerCase('sv')
  if (!isUsername(typed)) throw new Failure('call-invalid', `”${typed}” går inte att ha som användarnamn. Ange e-postadressen.`, { faults: [{ path: 'anvandarnamn', message: 'Ange e-postadressen, utan mellanslag.' }] })
  return name
}

/** The roles named, each once. @throws Failure `call-invalid` */
export function rolesOf(typed: readonly string[]): Role[] {
  const named = new Set(typed.map((one) => one.trim()).filter((one) => one !== ''))
  const unknown = [...named].find((one) => !ROLES.some((role) => role === one))
  if (unknown !== undefined) throw new Failure('call-invalid', `Rollen ”${unknown}” finns inte.${didYouMean(unknown, ROLES)} Rollerna är ${ROLES.join(', ')}.`, { faults: [{ path: 'roller', message: `”${unknown}” är ingen roll.` }] })
  return ROLES.filter((role) => named.has(role))
}

/** The account with that username, e-mail address or number. @throws Failure `account-unknown` */
export async function namedAccount(app: App, typed: string): Promise<Account> {
  const account = (await accountByUsername(app.store.read, typed)) ?? (await accountById(app.store.read, typed))
  if (account === null || account.removedAt !== null) throw new Failure('account-unknown', `Det finns inget konto med användarnamnet ${typed}. ”user list” visar dem som finns.`)
  return account
}

/** Makes an account with a one-time password. @throws Failure `call-invalid`, `already-recorded` when name or username is taken, also by somebody who has left */
export async function addAccount(app: App, wanted: { readonly username: string; readonly name: string; readonly roles: readonly Role[] }, by: Actor): Promise<GivenPassword> {
  const given = oneTimePassword(app.random)
  const at = app.now().toISOString()
  const account: Account = {
    id: randomBytes(8).toString('hex'), username: usernameOf(wanted.username), name: personName(wanted.name), roles: wanted.roles, passwordHash: await hashPassword(given, await hashingOf(app)),
    oneTimeUntil: oneTimeUntil(app), totpSealed: null, totpStep: 0, subject: null, createdAt: at, lockedAt: null, removedAt: null,
  }
  await app.store.write(async (tx) => {
    if (!(await insertAccount(tx, account))) throw new Failure('already-recorded', `Det finns redan ett konto för ${account.username} eller ${account.name}. Namn återanvänds aldrig, så att historiken går att läsa; lägg till en initial om det är en annan person.`)
    await appendEvents(tx, [houseEvent(by, at, { type: 'account-created', account: account.id, roles: [...account.roles] })], at)
  })
  return { account, oneTimePassword: given }
}

/** The first administrator, made when there is no account at all; null when there is one. */
export async function firstAdministrator(app: App, by: Actor): Promise<GivenPassword | null> {
  if ((await accounts(app.store.read)).length > 0) return null
  return addAccount(app, { username: FIRST_USERNAME, name: 'Administratören', roles: ['administrator'] }, by)
}

/** Gives other roles; the account must sign in anew. @throws Failure `account-unknown`, `transition-refused` for the last administrator */
export async function setRoles(app: App, typed: string, roles: readonly Role[], by: Actor): Promise<Account> {
  return changed(app, typed, by, { change: { roles }, event: 'roles' })
}

/** Shuts an account out at once, or lets it in again. @throws Failure `account-unknown`, `transition-refused` for the last administrator */
export async function lockAccount(app: App, typed: string, state: 'locked' | 'unlocked', by: Actor): Promise<Account> {
  return changed(app, typed, by, { change: { lockedAt: state === 'locked' ? app.now().toISOString() : null }, event: state })
}

/** Lets several accounts in again, each with why in its history, or none of them. `lockedAt`, where it is known, is when each was shut out as the caller saw it. @throws Failure `account-unknown`, `transition-refused` when one of them has been let in or shut out since */
export async function unlockAccounts(app: App, typed: readonly string[], reason: string, by: Actor, lockedAt: string | null = null): Promise<Account[]> {
  const ids = await Promise.all([...new Set(typed)].map(async (one) => (await namedAccount(app, one)).id))
  return app.store.write(async (tx) => {
    const found = (await accounts(tx)).filter(({ id }) => ids.includes(id))
    const since = found.filter((account) => account.removedAt !== null || (lockedAt !== null && account.lockedAt !== lockedAt))
    if (since.length > 0) throw new Failure('transition-refused', `${listOf(since.map(({ name }) => name))} har släppts in, stängts ute eller tagits bort av någon annan sedan sidan visades. Ingen är insläppt. Läs om sidan och välj på nytt.`)
    const unlocked: Account[] = []
    for (const id of ids) unlocked.push(await changedIn(app, tx, id, by, { change: { lockedAt: null }, event: 'unlocked', note: reason }))
    return unlocked
  })
}

/** Takes an account out of use for good; its name stays in history. @throws Failure `account-unknown`, `transition-refused` for the last administrator */
export async function removeAccount(app: App, typed: string, by: Actor): Promise<Account> {
  const at = app.now().toISOString()
  return changed(app, typed, by, { change: { lockedAt: at, removedAt: at, passwordHash: null, totpSealed: null, subject: null }, event: 'removed' })
}

/** Gives a new one-time password to whoever has lost password or phone; the second step is off until it is set up anew. @throws Failure `account-unknown`, `access-refused` for a token's own account, but for a rescue */
export async function givePassword(app: App, typed: string, by: Actor, note: string | null): Promise<GivenPassword> {
  if (note === null) await refuseOwnByToken(app, typed)
  const given = oneTimePassword(app.random)
  const passwordHash = await hashPassword(given, await hashingOf(app))
  const account = await changed(app, typed, by, { change: { passwordHash, oneTimeUntil: oneTimeUntil(app), totpSealed: null }, event: 'password-given', note })
  return { account, oneTimePassword: given }
}

/** Ties an account to whom a provider or a certificate says that somebody is, or to nobody; sessions and tokens end, since another may have had them. @throws Failure `account-unknown`, `call-invalid`, `access-refused` for a token's own account, `already-recorded` when another account is tied to the same */
export async function tieAccount(app: App, typed: string, wanted: SignOn | null, by: Actor): Promise<Account> {
  await refuseOwnByToken(app, typed)
  const id = wanted?.id.trim() ?? null
  if (id === '' || (id !== null && id.length > 500)) throw new Failure('call-invalid', 'Ange vem inloggningstjänsten eller certifikatet säger att personen är, med högst 500 tecken.', { faults: [{ path: 'identitet', message: 'Fyll i identiteten.' }] })
  if (wanted === null || id === null) return changed(app, typed, by, { change: { subject: null }, event: 'sign-on', note: 'borttagen' })
  if (wanted.way === 'certificate') return changed(app, typed, by, { change: { subject: certificateSubject(id) }, event: 'sign-on', note: 'certifikat' })
  if (app.config.oidc === null) throw new Failure('call-invalid', 'Det finns ingen inloggningstjänst att knyta kontot till. Sätt ANSLUT_OIDC_ISSUER först.')
  return changed(app, typed, by, { change: { subject: providerSubject(app.config.oidc.issuer, id) }, event: 'sign-on', note: 'inloggningstjänst' })
}

/** Whoever has stolen an administrator's token would make the account their own this way, second step and all. */
async function refuseOwnByToken(app: App, typed: string): Promise<void> {
  if (app.person === null || app.person.token === null || app.person.account.id !== (await namedAccount(app, typed)).id) return
  throw new Failure('access-refused', 'Med en nyckel går det inte att ändra hur den som äger nyckeln loggar in. Gör det på sidan Mitt konto, eller låt en annan administratör göra det.')
}

interface Change {
  readonly change: AccountChange
  readonly event: 'roles' | 'locked' | 'unlocked' | 'removed' | 'password-given' | 'sign-on'
  readonly note?: string | null
}

async function changed(app: App, typed: string, by: Actor, { change, event, note = null }: Change): Promise<Account> {
  const { id, username } = await namedAccount(app, typed)
  await refuseChange(app.store.read, id, change)
  const notice = event === 'password-given' || event === 'sign-on' ? await prepareNotice(app, { username, change: event }) : undefined
  return app.store.write((tx) => changedIn(app, tx, id, by, { change, event, note }, notice))
}

async function changedIn(app: App, tx: Transaction, id: string, by: Actor, { change, event, note = null }: Change, notice?: Awaited<ReturnType<typeof prepareNotice>>): Promise<Account> {
  const at = app.now().toISOString()
  await refuseChange(tx, id, change)
  await changeAccount(tx, id, change)
  await endSessions(tx, id)
  await clearBlocks(tx, id)
  if (event === 'removed' || event === 'password-given') await replaceRecoveryCodes(tx, id, [])
  if (event !== 'roles' && event !== 'unlocked') await revokeApiTokens(tx, id, null, at)
  const said = { account: id, change: event, ...(change.roles === undefined ? {} : { roles: [...change.roles] }), ...(note === null ? {} : { note }) }
  await (notice === undefined ? recordChange(tx, by, at, said) : recordTold(tx, by, at, said, notice))
  const account = await accountById(tx, id)
  if (account === null) throw new Error(`account ${id} is gone`)
  return account
}

/** Asked before a letter is kept in the archive, and again where the change is made. */
async function refuseChange(db: Db, id: string, change: AccountChange): Promise<void> {
  const subject = change.subject ?? null
  const holder = subject === null ? null : await accountBySubject(db, subject)
  if (holder !== null && holder.id !== id) throw new Failure('already-recorded', `Kontot för ${holder.name} är redan knutet till den identiteten. Ta bort det där först.`)
  const before = await accounts(db)
  const after = before.map((account) => (account.id === id ? { ...account, ...change } : account))
  if (before.some(administers) && !after.some(administers)) throw new Failure('transition-refused', 'Då skulle ingen administratör finnas kvar, och ingen kunna ge behörighet. Gör någon annan till administratör först.')
}

function oneTimeUntil(app: App): string {
  return new Date(app.now().getTime() + ONE_TIME_MS).toISOString()
}
