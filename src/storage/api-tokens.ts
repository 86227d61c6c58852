import type { Selectable } from 'kysely'
import { z } from 'zod'
import { RIGHTS, type Right } from '../../contracts/rights.js'
import type { ApiTokenTable } from './account-database.js'
import type { Db, Transaction } from './store.js'

/** What a program shows instead of a person's sign-in: that person's rights, as far as the scopes reach, until it expires. */
export interface ApiToken {
  readonly id: string
  readonly account: string
  readonly label: string
  readonly scopes: readonly Right[]
  readonly createdAt: string
  readonly expiresAt: string
  readonly revokedAt: string | null
  /** The day it was last used; null when it never was. */
  readonly usedOn: string | null
  /** The token it was made with, and ends with; null for one made by a sign-in. */
  readonly madeWith: string | null
}

const isRight = (name: string): name is Right => Object.hasOwn(RIGHTS, name)

/** Records a token; only the SHA-256 of its secret is kept. */
export async function insertApiToken(tx: Transaction, token: ApiToken, secretSha256: string): Promise<void> {
  const { id, account, label, scopes, createdAt, expiresAt, madeWith } = token
  await tx.insertInto('api_token').values({ id, secret_sha256: secretSha256, account, label, scopes_json: JSON.stringify(scopes), created_at: createdAt, expires_at: expiresAt, revoked_at: null, used_on: null, made_with: madeWith, reminded_at: null }).execute()
}

/** The token with that secret; null when there is none. */
export async function apiTokenBySecret(db: Db, secretSha256: string): Promise<ApiToken | null> {
  const row = await db.selectFrom('api_token').selectAll().where('secret_sha256', '=', secretSha256).executeTakeFirst()
  return row === undefined ? null : tokenFrom(row)
}

/** The tokens of an account, newest first, revoked and expired ones too. */
export async function apiTokensOf(db: Db, account: string): Promise<ApiToken[]> {
  return (await db.selectFrom('api_token').selectAll().where('account', '=', account).orderBy('created_at', 'desc').execute()).map(tokenFrom)
}

/** The tokens in use that run out between two instants, and whose holders have not been told. */
export async function tokensEnding(db: Db, from: string, until: string): Promise<ApiToken[]> {
  return (await db.selectFrom('api_token').selectAll().where('revoked_at', 'is', null).where('reminded_at', 'is', null).where('expires_at', '>', from).where('expires_at', '<=', until).execute()).map(tokenFrom)
}

/** Notes that the holder of a token has been told; false when that was done before, or the token has ended. */
export async function noteReminded(tx: Transaction, id: string, at: string): Promise<boolean> {
  return (await tx.updateTable('api_token').set({ reminded_at: at }).where('id', '=', id).where('reminded_at', 'is', null).where('revoked_at', 'is', null).executeTakeFirst()).numUpdatedRows === 1n
}

/** Notes the day a token was used. */
export async function touchApiToken(tx: Transaction, id: string, usedOn: string): Promise<void> {
  await tx.updateTable('api_token').set({ used_on: usedOn }).where('id', '=', id).execute()
}

/** Revokes a token of an account with those that were made with it, or all of them where none is named; gives how many. */
export async function revokeApiTokens(tx: Transaction, account: string, id: string | null, at: string): Promise<number> {
  const all = tx.updateTable('api_token').set({ revoked_at: at }).where('account', '=', account).where('revoked_at', 'is', null)
  if (id === null) return Number((await all.executeTakeFirst()).numUpdatedRows)
  const ended = Number((await all.where('id', '=', id).executeTakeFirst()).numUpdatedRows)
  if (ended > 0) for (const { id: made } of await tx.selectFrom('api_token').select('id').where('account', '=', account).where('made_with', '=', id).execute()) await revokeApiTokens(tx, account, made, at)
  return ended
}

function tokenFrom(row: Selectable<ApiTokenTable>): ApiToken {
  const scopes = z.array(z.string()).parse(JSON.parse(row.scopes_json)).filter(isRight)
  return { id: row.id, account: row.account, label: row.label, scopes, createdAt: row.created_at, expiresAt: row.expires_at, revokedAt: row.revoked_at, usedOn: row.used_on, madeWith: row.made_with }
}
