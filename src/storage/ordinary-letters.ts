import { sql, type Selectable } from 'kysely'
import { z } from 'zod'
import { ORDINARY_PURPOSES } from '../../signing/ordinary-letter.js'
import { deliveryAttemptSchema, type DeliveryAttempt } from '../../signing/delivery.js'
import type { OrdinaryLetterTable } from './mail-tables.js'
import type { Db, Transaction } from './store.js'

/** An ordinary letter on its way, as recorded; its bytes lie in the archive. */
export const ordinaryLetterSchema = z.strictObject({
  id: z.string(), purpose: z.enum(ORDINARY_PURPOSES), orgnr: z.string().nullable(), recipient: z.string(), about: z.string(), protection: z.enum(['encrypted', 'open']), messageId: z.string(), rawSha256: z.string(),
  state: z.enum(['queued', 'sending', 'relayed', 'unknown', 'failed', 'held', 'cancelled']), createdAt: z.string(), attempts: z.array(deliveryAttemptSchema), nextAttemptAt: z.string().nullable(), claimedBy: z.string().nullable(), claimedAt: z.string().nullable(), reason: z.string().nullable(),
  /** When a person last let it go; attempts before that no longer count towards giving up. */
  resumedAt: z.string().nullable(),
})
export type OrdinaryLetter = z.output<typeof ordinaryLetterSchema>

/** An ordinary letter about to be queued. `about` says what it carries, in a form that is the same for the same content: version codes, or a meeting with its sequence and method. */
export type NewOrdinaryLetter = Pick<OrdinaryLetter, 'id' | 'purpose' | 'orgnr' | 'recipient' | 'about' | 'protection' | 'messageId' | 'rawSha256' | 'createdAt'>

/** Records an ordinary letter as queued. */
export async function insertOrdinaryLetter(tx: Transaction, { id, purpose, orgnr, recipient, about, protection, messageId, rawSha256, createdAt }: NewOrdinaryLetter): Promise<void> {
  await tx.insertInto('ordinary_letter').values({ id, purpose, orgnr, recipient, about, protection, message_id: messageId, raw_sha256: rawSha256, state: 'queued', created_at: createdAt, attempts_json: '[]', next_attempt_at: null, claimed_by: null, claimed_at: null, reason: null, resumed_at: null }).execute()
}

/** Stops every ordinary letter that has not left. */
export async function holdOrdinaryLetters(tx: Transaction, reason: string): Promise<void> {
  await tx.updateTable('ordinary_letter').set({ state: 'held', reason, claimed_by: null, claimed_at: null, next_attempt_at: null }).where('state', 'in', ['queued', 'sending', 'unknown']).execute()
}

/** Ordinary letters in the order they were queued, also those of one instant. */
export async function ordinaryLetters(db: Db): Promise<OrdinaryLetter[]> {
  return (await db.selectFrom('ordinary_letter').selectAll().orderBy('created_at').orderBy(sql`rowid`).execute()).map(ordinaryLetterFrom)
}

/** Which ordinary letters are asked for; what is left out does not narrow. */
export interface OrdinaryFilter {
  readonly states?: readonly OrdinaryLetter['state'][]
  readonly purpose?: OrdinaryLetter['purpose']
  readonly about?: string
  readonly orgnr?: string
  readonly ids?: readonly string[]
  /** How the id begins. */
  readonly named?: string
  readonly claimed?: 'claimed'
}

/** The ordinary letters asked for, in the order they were queued. */
export async function ordinaryLettersWhere(db: Db, { states, purpose, about, orgnr, ids, named, claimed }: OrdinaryFilter): Promise<OrdinaryLetter[]> {
  let query = db.selectFrom('ordinary_letter').selectAll().orderBy('created_at').orderBy(sql`rowid`)
  if (states !== undefined) query = query.where('state', 'in', states)
  if (purpose !== undefined) query = query.where('purpose', '=', purpose)
  if (about !== undefined) query = query.where('about', '=', about)
  if (orgnr !== undefined) query = query.where('orgnr', '=', orgnr)
  if (ids !== undefined) query = query.where('id', 'in', ids)
  if (named !== undefined) query = query.where(sql<boolean>`substr(id, 1, ${named.length}) = ${named}`)
  if (claimed !== undefined) query = query.where('claimed_by', 'is not', null)
  return (await query.execute()).map(ordinaryLetterFrom)
}

/** Ordinary letters in the order they were queued from the one after `after`, at most so many, null for all, of one purpose where it is named; null when there is no letter `after`. */
export async function ordinaryLettersAfter(db: Db, { after, most, purpose }: { readonly after: string | null; readonly most: number | null; readonly purpose?: OrdinaryLetter['purpose'] }): Promise<OrdinaryLetter[] | null> {
  let query = db.selectFrom('ordinary_letter').selectAll().orderBy('created_at').orderBy(sql`rowid`)
  if (purpose !== undefined) query = query.where('purpose', '=', purpose)
  if (after !== null) {
    const last = await db.selectFrom('ordinary_letter').select(['created_at', sql<number>`rowid`.as('row')]).where('id', '=', after).executeTakeFirst()
    if (last === undefined) return null
    query = query.where(sql<boolean>`(created_at, rowid) > (${last.created_at}, ${last.row})`)
  }
  return (await (most === null ? query : query.limit(most)).execute()).map(ordinaryLetterFrom)
}

/** The reminder that was queued last; null when none has been. */
export async function latestReminder(db: Db): Promise<OrdinaryLetter | null> {
  const row = await db.selectFrom('ordinary_letter').selectAll().where('purpose', '=', 'reminder').orderBy('created_at', 'desc').orderBy(sql`rowid`, 'desc').limit(1).executeTakeFirst()
  return row === undefined ? null : ordinaryLetterFrom(row)
}

/** So many ordinary letters from a place in the list, counted from 0, the latest first; and how many there are in all. */
export async function latestOrdinaryLetters(db: Db, from: number, most: number): Promise<{ readonly letters: OrdinaryLetter[]; readonly total: number }> {
  const { total } = await db.selectFrom('ordinary_letter').select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await db.selectFrom('ordinary_letter').selectAll().orderBy('created_at', 'desc').orderBy(sql`rowid`, 'desc').limit(most).offset(from).execute()
  return { letters: rows.map(ordinaryLetterFrom), total }
}

/** Takes an ordinary letter for one worker, to be looked at before anything of it is sent; gives it as it is now, and null when another has it or it is not to be sent. */
export async function claimOrdinaryLetter(tx: Transaction, id: string, claimedBy: string, now: string): Promise<OrdinaryLetter | null> {
  const row = await tx.updateTable('ordinary_letter').set({ claimed_by: claimedBy, claimed_at: now }).where('id', '=', id).where('state', 'in', ['queued', 'unknown']).where('claimed_by', 'is', null).returningAll().executeTakeFirst()
  return row === undefined ? null : ordinaryLetterFrom(row)
}

/** Lets the worker begin an attempt, once there is a note of it: from now on the letter may leave. False when somebody has stopped it meanwhile. */
export async function beginOrdinaryLetter(tx: Transaction, id: string, claimedBy: string): Promise<boolean> {
  const result = await tx.updateTable('ordinary_letter').set({ state: 'sending', reason: null }).where('id', '=', id).where('state', 'in', ['queued', 'unknown']).where('claimed_by', '=', claimedBy).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Lets go of an ordinary letter of which no attempt had begun; false when one has, or the worker no longer holds it. */
export async function releaseOrdinaryClaim(tx: Transaction, id: string, claimedBy: string): Promise<boolean> {
  const result = await tx.updateTable('ordinary_letter').set({ claimed_by: null, claimed_at: null }).where('id', '=', id).where('claimed_by', '=', claimedBy).where('state', '<>', 'sending').executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Says why it cannot be settled how an attempt ended; false when it has been meanwhile. */
export async function restateOrdinarySending(tx: Transaction, id: string, claimedBy: string, reason: string): Promise<boolean> {
  const result = await tx.updateTable('ordinary_letter').set({ reason }).where('id', '=', id).where('state', '=', 'sending').where('claimed_by', '=', claimedBy).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Records how an attempt ended; false when the worker no longer holds the letter. */
export async function settleOrdinaryLetter(tx: Transaction, id: string, claimedBy: string, to: { readonly state: OrdinaryLetter['state']; readonly attempts: readonly DeliveryAttempt[]; readonly nextAttemptAt: string | null; readonly reason: string | null }): Promise<boolean> {
  const result = await tx.updateTable('ordinary_letter').set({ state: to.state, attempts_json: JSON.stringify(to.attempts), next_attempt_at: to.nextAttemptAt, reason: to.reason, claimed_by: null, claimed_at: null }).where('id', '=', id).where('claimed_by', '=', claimedBy).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** What a person may change of an ordinary letter. */
export interface OrdinaryMove {
  readonly state: Extract<OrdinaryLetter['state'], 'queued' | 'unknown' | 'held' | 'cancelled'>
  readonly reason: string | null
  readonly resumedAt?: string
}

/** Moves an ordinary letter that is still in the state it was read in; a worker who had only taken it loses it. */
export async function moveOrdinaryLetter(tx: Transaction, { id, state }: Pick<OrdinaryLetter, 'id' | 'state'>, to: OrdinaryMove): Promise<boolean> {
  const set = { state: to.state, reason: to.reason, next_attempt_at: null, claimed_by: null, claimed_at: null, ...(to.resumedAt === undefined ? {} : { resumed_at: to.resumedAt }) }
  const result = await tx.updateTable('ordinary_letter').set(set).where('id', '=', id).where('state', '=', state).where('state', '<>', 'sending').executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** The day each of these matters was last told of, by its key. */
export async function toldMatters(db: Db): Promise<ReadonlyMap<string, string>> {
  return new Map((await db.selectFrom('told_matter').selectAll().execute()).map(({ key, told_on: on }) => [key, on]))
}

/** Remembers that these matters, and no others any more, have been told of. */
export async function keepToldMatters(tx: Transaction, told: ReadonlyMap<string, string>): Promise<void> {
  await tx.deleteFrom('told_matter').execute()
  for (const [key, on] of told) await tx.insertInto('told_matter').values({ key, told_on: on }).execute()
}

function ordinaryLetterFrom(row: Selectable<OrdinaryLetterTable>): OrdinaryLetter {
  return ordinaryLetterSchema.parse({
    id: row.id, purpose: row.purpose, orgnr: row.orgnr, recipient: row.recipient, about: row.about, protection: row.protection, messageId: row.message_id, rawSha256: row.raw_sha256, state: row.state, createdAt: row.created_at,
    attempts: JSON.parse(row.attempts_json) as unknown, nextAttemptAt: row.next_attempt_at, claimedBy: row.claimed_by, claimedAt: row.claimed_at, reason: row.reason, resumedAt: row.resumed_at,
  })
}
