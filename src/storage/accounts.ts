import { sql, type Selectable } from 'kysely'
import { z } from 'zod'
import { ROLES, type Role } from '../../contracts/rights.js'
import type { AccountTable } from './account-database.js'
import type { Db, Transaction } from './store.js'

/** Somebody who may sign in; the name is theirs alone, for ever, so that history can be read. */
export interface Account {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly roles: readonly Role[]
  /** Argon2id in PHC form; null for whoever signs in elsewhere. */
  readonly passwordHash: string | null
  /** Until when a password that somebody else has given may be used; null for an own one. */
  readonly oneTimeUntil: string | null
  /** The secret of the second step, sealed; null without one. */
  readonly totpSealed: string | null
  readonly totpStep: number
  /** Who a provider or a certificate says that the owner is; null for whoever signs in with a password alone. */
  readonly subject: string | null
  readonly createdAt: string
  readonly lockedAt: string | null
  readonly removedAt: string | null
}

/** What may be changed about an account. */
export type AccountChange = Partial<Pick<Account, 'username' | 'name' | 'roles' | 'passwordHash' | 'oneTimeUntil' | 'totpSealed' | 'totpStep' | 'subject' | 'lockedAt' | 'removedAt'>>

const rolesSchema = z.array(z.enum(ROLES))

/** How names and usernames are compared. */
export function folded(text: string): string {
  return text.normalize('NFKC').replaceAll(/[\p{Cf}\p{Cc}]/gu, '').replaceAll(/\s+/gu, ' ').trim().toLocaleLowerCase('sv')
}

/** Records an account; false when username or name is taken. */
export async function insertAccount(tx: Transaction, account: Account): Promise<boolean> {
  const result = await tx.insertInto('account').values({
    id: account.id, username: folded(account.username), name: account.name, name_key: folded(account.name), roles_json: JSON.stringify(account.roles), password_hash: account.passwordHash,
    one_time_until: account.oneTimeUntil, totp_sealed: account.totpSealed, totp_step: account.totpStep, subject: account.subject, created_at: account.createdAt, locked_at: account.lockedAt, removed_at: account.removedAt,
  }).onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** Changes an account. */
export async function changeAccount(tx: Transaction, id: string, change: AccountChange): Promise<void> {
  const { username, name, roles, passwordHash, oneTimeUntil, totpSealed, totpStep, subject, lockedAt, removedAt } = change
  await tx.updateTable('account').set({
    ...(username === undefined ? {} : { username: folded(username) }), ...(name === undefined ? {} : { name, name_key: folded(name) }), ...(roles === undefined ? {} : { roles_json: JSON.stringify(roles) }),
    ...(passwordHash === undefined ? {} : { password_hash: passwordHash }), ...(oneTimeUntil === undefined ? {} : { one_time_until: oneTimeUntil }), ...(totpSealed === undefined ? {} : { totp_sealed: totpSealed }),
    ...(totpStep === undefined ? {} : { totp_step: totpStep }), ...(subject === undefined ? {} : { subject }), ...(lockedAt === undefined ? {} : { locked_at: lockedAt }), ...(removedAt === undefined ? {} : { removed_at: removedAt }),
  }).where('id', '=', id).execute()
}

/** Every account, also locked and removed ones, by name. */
export async function accounts(db: Db): Promise<Account[]> {
  return (await db.selectFrom('account').selectAll().orderBy('name_key').execute()).map(accountFrom)
}

/** That account; null when there is none. */
export async function accountById(db: Db, id: string): Promise<Account | null> {
  const row = await db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : accountFrom(row)
}

/** The account with that username, however it is written; null when there is none. */
export async function accountByUsername(db: Db, username: string): Promise<Account | null> {
  const row = await db.selectFrom('account').selectAll().where('username', '=', folded(username)).executeTakeFirst()
  return row === undefined ? null : accountFrom(row)
}

/** The account that a provider or a certificate names; null when there is none. */
export async function accountBySubject(db: Db, subject: string): Promise<Account | null> {
  const row = await db.selectFrom('account').selectAll().where('subject', '=', subject).executeTakeFirst()
  return row === undefined ? null : accountFrom(row)
}

/** Whether another account has that name. */
export async function nameIsTaken(db: Db, name: string, exceptId: string): Promise<boolean> {
  return (await db.selectFrom('account').select('id').where('name_key', '=', folded(name)).where('id', '<>', exceptId).executeTakeFirst()) !== undefined
}

/** Since when names are proved by accounts; null until the first administrator has chosen an own password. */
export async function accountsSince(db: Db): Promise<string | null> {
  return (await db.selectFrom('accounts_in_force').select('since').executeTakeFirst())?.since ?? null
}

/** Puts accounts in force, for good; false when they are already. */
export async function putAccountsInForce(tx: Transaction, since: string): Promise<boolean> {
  const result = await tx.insertInto('accounts_in_force').values({ id: 1, since }).onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** Takes a code of the second step once; false when it or a later one has been taken. */
export async function takeTotpStep(tx: Transaction, id: string, step: number): Promise<boolean> {
  const result = await tx.updateTable('account').set({ totp_step: step }).where('id', '=', id).where('totp_step', '<', step).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Puts these hashes of recovery codes in place of all earlier ones. */
export async function replaceRecoveryCodes(tx: Transaction, account: string, hashes: readonly string[]): Promise<void> {
  await tx.deleteFrom('recovery_code').where('account', '=', account).execute()
  if (hashes.length > 0) await tx.insertInto('recovery_code').values(hashes.map((hash) => ({ account, code_hash: hash, used_at: null }))).execute()
}

/** The hashes of an account's recovery codes, used ones too. */
export async function recoveryCodeHashes(db: Db, account: string): Promise<string[]> {
  return (await db.selectFrom('recovery_code').select('code_hash').where('account', '=', account).execute()).map((row) => row.code_hash)
}

/** Uses up a recovery code; false when it is none, or used. */
export async function takeRecoveryCode(tx: Transaction, account: string, hash: string, at: string): Promise<boolean> {
  const result = await tx.updateTable('recovery_code').set({ used_at: at }).where('account', '=', account).where('code_hash', '=', hash).where('used_at', 'is', null).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** How many recovery codes an account has left. */
export async function recoveryCodesLeft(db: Db, account: string): Promise<number> {
  return (await db.selectFrom('recovery_code').select(sql<number>`count(*)`.as('left')).where('account', '=', account).where('used_at', 'is', null).executeTakeFirstOrThrow()).left
}

function accountFrom(row: Selectable<AccountTable>): Account {
  return {
    id: row.id, username: row.username, name: row.name, roles: rolesSchema.parse(JSON.parse(row.roles_json)), passwordHash: row.password_hash, oneTimeUntil: row.one_time_until,
    totpSealed: row.totp_sealed, totpStep: row.totp_step, subject: row.subject, createdAt: row.created_at, lockedAt: row.locked_at, removedAt: row.removed_at,
  }
}
