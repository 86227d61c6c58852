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
}

const isRight = (name: string): name is Right => Object.hasOwn(RIGHTS, name)

/** Records a token; only the SHA-256 of its secret is kept. */
export async function insertApiToken(tx: Transaction, token: ApiToken, secretSha256: string): Promise<void> {
  const { id, account, label, scopes, createdAt, expiresAt } = token
  await tx.insertInto('api_token').values({ id, secret_sha256: secretSha256, account, label, scopes_json: JSON.stringify(scopes), created_at: createdAt, expires_at: expiresAt, revoked_at: null, used_on: null }).execute()
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

/** Notes the day a token was used. */
export async function touchApiToken(tx: Transaction, id: string, usedOn: string): Promise<void> {
  await tx.updateTable('api_token').set({ used_on: usedOn }).where('id', '=', id).execute()
}

/** Revokes a token of an account, or all of them where none is named; gives how many. */
export async function revokeApiTokens(tx: Transaction, account: string, id: string | null, at: string): Promise<number> {
  const all = tx.updateTable('api_token').set({ revoked_at: at }).where('account', '=', account).where('revoked_at', 'is', null)
  return Number((await (id === null ? all : all.where('id', '=', id)).executeTakeFirst()).numUpdatedRows)
}

function tokenFrom(row: Selectable<ApiTokenTable>): ApiToken {
  const scopes = z.array(z.string()).parse(JSON.parse(row.scopes_json)).filter(isRight)
  return { id: row.id, account: row.account, label: row.label, scopes, createdAt: row.created_at, expiresAt: row.expires_at, revokedAt: row.revoked_at, usedOn: row.used_on }
}
