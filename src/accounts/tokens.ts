import { randomBytes } from 'node:crypto'
import type { Actor } from '../../contracts/event.js'
import { mayDo, RIGHT_LABELS, RIGHTS, type Right } from '../../contracts/rights.js'
import { didYouMean } from '../../contracts/did-you-mean.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { apiTokenBySecret, apiTokensOf, insertApiToken, revokeApiTokens, touchApiToken, type ApiToken } from '../storage/api-tokens.js'
import type { Account } from '../storage/accounts.js'
import { recordChange } from './account-event.js'
import { secretSha256, TOKEN_MARK } from './person.js'

const MOST_DAYS = 366
const DAY_MS = 24 * 60 * 60 * 1000

/** A token, and its secret, which is shown this once. */
export interface MadeToken {
  readonly token: ApiToken
  readonly secret: string
}

/** The rights named, each once; every right where none is named. @throws Failure `call-invalid` */
export function scopesOf(typed: readonly string[]): Right[] {
  const all = Object.keys(RIGHTS).filter((name): name is Right => Object.hasOwn(RIGHTS, name))
  const named = new Set(typed.map((one) => one.trim()).filter((one) => one !== ''))
  const unknown = [...named].find((one) => !all.some((right) => right === one))
  if (unknown !== undefined) throw new Failure('call-invalid', `Rätten ”${unknown}” finns inte.${didYouMean(unknown, all)} De som finns är ${all.join(', ')}.`, { faults: [{ path: 'ratt', message: `”${unknown}” finns inte.` }] })
  return named.size === 0 ? all : all.filter((right) => named.has(right))
}

/** Makes a token that reaches as far as its scopes and the account's roles both do; one made with a token (`maker`) reaches no further than that, and no longer. @throws Failure `call-invalid`, `access-refused` for a scope that the roles do not give, `token-required` when `maker` has ended meanwhile */
export async function makeToken(app: App, account: Account, wanted: { readonly label: string; readonly scopes: readonly Right[]; readonly days: number }, by: Actor, maker: ApiToken | null = null): Promise<MadeToken> {
  const label = wanted.label.trim()
  if (label === '' || label.length > 100) throw new Failure('call-invalid', 'Skriv vad nyckeln ska användas till, med högst 100 tecken.', { faults: [{ path: 'benamning', message: 'Skriv vad nyckeln ska användas till.' }] })
  if (!Number.isInteger(wanted.days) || wanted.days < 1 || wanted.days > MOST_DAYS) throw new Failure('call-invalid', `En nyckel gäller i 1–${MOST_DAYS} dagar.`, { faults: [{ path: 'dagar', message: `Ange ett heltal från 1 till ${MOST_DAYS}.` }] })
  const roles = new Set(account.roles)
  const scopes = wanted.scopes.filter((right) => mayDo(roles, right) && (maker === null || maker.scopes.includes(right)))
  if (scopes.length === 0) {
    // With another token it would go only where the roles give some of it.
    const isByToken = wanted.scopes.some((right) => mayDo(roles, right))
    throw new Failure('access-refused', `${isByToken ? 'Nyckeln som du frågar med ger inte' : `${account.name} får själv inte`} något av det som den nya nyckeln skulle gälla för: ${wanted.scopes.map((right) => RIGHT_LABELS[right]).join(', ')}. Välj sådant som ${isByToken ? 'den' : 'rollerna'} ger.`)
  }
  const secret = `${TOKEN_MARK}${randomBytes(32).toString('base64url')}`
  const now = app.now()
  const wantedUntil = new Date(now.getTime() + wanted.days * DAY_MS).toISOString()
  const expiresAt = maker !== null && maker.expiresAt < wantedUntil ? maker.expiresAt : wantedUntil
  const token: ApiToken = { id: randomBytes(8).toString('hex'), account: account.id, label, scopes, createdAt: now.toISOString(), expiresAt, revokedAt: null, usedOn: null, madeWith: maker?.id ?? null }
  await app.store.write(async (tx) => {
    // It may have been ended while the request was read; then the new one would outlive it.
    if (maker !== null && !(await apiTokensOf(tx, account.id)).some(({ id, revokedAt }) => id === maker.id && revokedAt === null)) throw new Failure('token-required', 'Nyckeln som den nya skulle göras med gäller inte längre. Logga in och gör en ny. Inget är gjort.')
    await insertApiToken(tx, token, secretSha256(secret))
    await recordChange(tx, by, token.createdAt, { account: account.id, change: 'token-made', token: token.id })
  })
  return { token, secret }
}

/** Notes that a token was used today, so that its owner sees one that somebody else uses and one that nobody does. */
export async function noteTokenUse(app: App, secret: string): Promise<void> {
  const today = app.now().toISOString().slice(0, 10)
  const token = await apiTokenBySecret(app.store.read, secretSha256(secret))
  if (token !== null && token.usedOn !== today) await app.store.write((tx) => touchApiToken(tx, token.id, today))
}

/** The tokens of an account that a token among them may know of and end: itself, and those that reach no further. A narrow one that has leaked would otherwise stop every program of its owner. */
export function withinReach(tokens: readonly ApiToken[], by: ApiToken | null): ApiToken[] {
  return tokens.filter(({ id, scopes }) => by === null || id === by.id || scopes.every((right) => by.scopes.includes(right)))
}

/** Ends a token at once; asked with a token (`asker`), only one that reaches no further. @throws Failure `account-unknown` when the account has no such token in use, `access-refused` */
export async function revokeToken(app: App, account: Account, id: string, by: Actor, asker: ApiToken | null = null): Promise<void> {
  const at = app.now().toISOString()
  await app.store.write(async (tx) => {
    const token = (await apiTokensOf(tx, account.id)).find((one) => one.id === id)
    if (token !== undefined && withinReach([token], asker).length === 0) throw new Failure('access-refused', `Nyckeln ”${token.label}” räcker längre än den du frågar med, så den återkallas på sidan Mitt konto eller med en nyckel som räcker lika långt. Inget är gjort.`)
    if ((await revokeApiTokens(tx, account.id, id, at)) === 0) throw new Failure('account-unknown', `${account.name} har ingen gällande nyckel med numret ${id}.`)
    await recordChange(tx, by, at, { account: account.id, change: 'token-revoked', token: id })
  })
}
