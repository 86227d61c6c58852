import type { Insertable, Selectable } from 'kysely'
import type { SessionTable, SignInTable } from './account-database.js'
import type { Db, Transaction } from './store.js'

/** One browser that an account has signed in with, or is about to: 'second-step' lacks the code, 'new-password' an own password. */
export interface BrowserSession {
  readonly id: string
  readonly account: string
  readonly stage: SessionTable['stage']
  /** Whether a password opened it, or somebody whom a provider or a certificate has proved. */
  readonly proof: SessionTable['proof']
  /** What the browser calls itself. */
  readonly browser: string
  readonly createdAt: string
  readonly seenAt: string
}

/** Opens a session; only the SHA-256 of its secret is kept. */
export async function insertSession(tx: Transaction, session: BrowserSession, secretSha256: string): Promise<void> {
  const { id, account, stage, proof, browser, createdAt, seenAt } = session
  await tx.insertInto('session').values({ id, secret_sha256: secretSha256, account, stage, proof, browser, created_at: createdAt, seen_at: seenAt }).execute()
}

/** The session with that secret; null when there is none. */
export async function sessionBySecret(db: Db, secretSha256: string): Promise<BrowserSession | null> {
  const row = await db.selectFrom('session').selectAll().where('secret_sha256', '=', secretSha256).executeTakeFirst()
  return row === undefined ? null : sessionFrom(row)
}

/** The sessions of an account, the latest used first. */
export async function sessionsOf(db: Db, account: string): Promise<BrowserSession[]> {
  return (await db.selectFrom('session').selectAll().where('account', '=', account).orderBy('seen_at', 'desc').execute()).map(sessionFrom)
}

/** Says that a session is in use. */
export async function touchSession(tx: Transaction, id: string, seenAt: string): Promise<void> {
  await tx.updateTable('session').set({ seen_at: seenAt }).where('id', '=', id).execute()
}

/** Ends one session of an account; false when it has none such. */
export async function endSession(tx: Transaction, account: string, id: string): Promise<boolean> {
  return (await tx.deleteFrom('session').where('account', '=', account).where('id', '=', id).executeTakeFirst()).numDeletedRows === 1n
}

/** Ends every session of an account, except one where it is named. */
export async function endSessions(tx: Transaction, account: string, exceptId: string | null = null): Promise<void> {
  const all = tx.deleteFrom('session').where('account', '=', account)
  await (exceptId === null ? all : all.where('id', '<>', exceptId)).execute()
}

/** Forgets sessions opened or last used too long ago or after `latest`, sign-ins older than that, and blocks that are over. */
export async function forgetSignIns(tx: Transaction, before: { readonly created: string; readonly seen: string; readonly signIn: string; readonly block: string }, latest: string): Promise<void> {
  await tx.deleteFrom('session').where((eb) => eb.or([eb('created_at', '<', before.created), eb('seen_at', '<', before.seen), eb('created_at', '>', latest), eb('seen_at', '>', latest)])).execute()
  await tx.deleteFrom('sign_in').where('at', '<', before.signIn).execute()
  await tx.deleteFrom('sign_in_block').where('blocked_until', '<', before.block).execute()
}

/** Notes what an attempt to sign in came to. */
export async function noteSignIn(tx: Transaction, noted: Insertable<SignInTable>): Promise<void> {
  await tx.insertInto('sign_in').values(noted).execute()
}

/** The latest attempts to sign in to an account, latest first. */
export async function signInsOf(db: Db, account: string, most: number): Promise<Selectable<SignInTable>[]> {
  return db.selectFrom('sign_in').selectAll().where('account', '=', account).orderBy('at', 'desc').limit(most).execute()
}

/** How many times in a row somebody has failed, and until when nothing is tried; null when not at all. */
export async function blockOf(db: Db, key: string): Promise<{ readonly failures: number; readonly blockedUntil: string } | null> {
  const row = await db.selectFrom('sign_in_block').selectAll().where('key', '=', key).executeTakeFirst()
  return row === undefined ? null : { failures: row.failures, blockedUntil: row.blocked_until }
}

/** Records a failure. */
export async function setBlock(tx: Transaction, key: string, failures: number, blockedUntil: string): Promise<void> {
  await tx.insertInto('sign_in_block').values({ key, failures, blocked_until: blockedUntil }).onConflict((conflict) => conflict.column('key').doUpdateSet({ failures, blocked_until: blockedUntil })).execute()
}

/** Forgets the failures of a key, or of every key that begins like that. */
export async function clearBlocks(tx: Transaction, beginning: string): Promise<void> {
  await tx.deleteFrom('sign_in_block').where('key', 'like', `${beginning}%`).execute()
}

function sessionFrom(row: Selectable<SessionTable>): BrowserSession {
  return { id: row.id, account: row.account, stage: row.stage, proof: row.proof, browser: row.browser, createdAt: row.created_at, seenAt: row.seen_at }
}
