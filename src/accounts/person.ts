import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Actor } from '../../contracts/event.js'
import { mayDo, type Right, type Role } from '../../contracts/rights.js'
import { Failure } from '../../templates/failure.js'
import type { Config } from '../config.js'
import { apiTokenBySecret, type ApiToken } from '../storage/api-tokens.js'
import { accountById, folded, type Account } from '../storage/accounts.js'
import type { Db } from '../storage/store.js'
import { accountActor } from './account-event.js'
import { isAhead } from './clock-set-back.js'

/** An account that has proved who it is, and how far that reaches. */
export interface Person {
  readonly account: Account
  readonly roles: ReadonlySet<Role>
  /** The token it came by, whose scopes limit it; null for a sign-in, which has all that the roles give. */
  readonly token: ApiToken | null
  /** The number of the browser session, or null for a token. */
  readonly session: string | null
}

/** How long a password that somebody else has given may be used. */
export const ONE_TIME_MS = 7 * 24 * 60 * 60 * 1000

/** What every token begins with, so that one that has leaked is found. */
export const TOKEN_MARK = 'anslut_'

/** What is kept of a secret that cannot be guessed. */
export function secretSha256(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Whether somebody may use an account. */
export function isUsable(account: Account): boolean {
  return account.lockedAt === null && account.removedAt === null
}

/** Whether an account lets its owner give others access. */
export function administers(account: Account): boolean {
  return isUsable(account) && account.roles.includes('administrator')
}

/** The token that a setting holds: the text itself, or a file with it. @throws Failure `file-unreadable` */
export function tokenText(setting: string): string {
  if (setting.startsWith(TOKEN_MARK)) return setting
  try {
    return readFileSync(setting, 'utf8').trim()
  } catch (cause) {
    throw new Failure('file-unreadable', `ANSLUT_TOKEN är varken en nyckel (de börjar med ${TOKEN_MARK}) eller en fil som går att läsa. Gör en ny nyckel under Mitt konto.`, { cause })
  }
}

/** Whether a one-time password that is good until then may still be used; one that would be for longer than any was given by a clock that was ahead. */
export function isOneTimeCurrent(until: string, now: Date): boolean {
  return until > now.toISOString() && !isAhead(new Date(Date.parse(until) - ONE_TIME_MS).toISOString(), now)
}

/** Whose token that is; null when it is nobody's, revoked, expired, or its owner is locked out. */
export async function personByToken(db: Db, secret: string, now: Date): Promise<Person | null> {
  const token = await apiTokenBySecret(db, secretSha256(secret))
  if (token === null || token.revokedAt !== null || token.expiresAt <= now.toISOString() || isAhead(token.createdAt, now)) return null
  const account = await accountById(db, token.account)
  return account === null || !isUsable(account) ? null : { account, roles: new Set(account.roles), token, session: null }
}

/** Whether the house demands a second step of this account, which may do more than read and has none. */
export function demandsSecondStep({ secondStep }: Config, { totpSealed, roles }: Account): boolean {
  return secondStep === 'required' && totpSealed === null && roles.some((role) => role !== 'lasare')
}

/** Refuses a token whose owner could not sign in by password either: the house demands a second step and there is none, nor a provider or certificate in its place. @throws Failure `access-refused` */
export function refuseWithoutSecondStep(config: Config, { account, token }: Person): void {
  if (token !== null && account.subject === null && demandsSecondStep(config, account)) throw new Failure('access-refused', `Här krävs tvåstegsinloggning, och ${account.name} har ingen. Därför gäller inte nyckeln ”${token.label}”. Logga in på sidorna och slå på tvåstegsinloggningen; sedan gäller nyckeln igen.`)
}

/** Whether somebody may do that, as far as both roles and scopes reach. */
export function personMay({ roles, token }: Person, right: Right): boolean {
  return mayDo(roles, right) && (token === null || token.scopes.includes(right))
}

/** Whether whoever asks may see customers; before accounts are in force everybody may. */
export function seesCustomers({ person }: { readonly person: Person | null }): boolean {
  return person === null || personMay(person, 'read')
}

/** Who acts once accounts are in force; a name that is typed as well must be the person's own. @throws Failure `token-required`, `access-refused` */
export function actorOf(person: Person | null, typed: string): Actor {
  if (person === null) throw new Failure('token-required', 'Konton gäller, så programmet måste veta vem du är. Gör en nyckel under Mitt konto och sätt ANSLUT_TOKEN till den, eller till en fil med den.')
  const { account } = person
  if (typed !== '' && ![folded(account.name), account.username].includes(folded(typed))) throw new Failure('access-refused', `Du är inloggad som ${account.name} men anger ${typed} som den som gör det. Ange ditt eget namn, eller logga in som den andra.`)
  return accountActor(account)
}
