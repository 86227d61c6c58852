import type { Selectable } from 'kysely'
import { z } from 'zod'
import { deliveryAttemptSchema, type DeliveryAttempt } from '../../signing/delivery.js'
import type { OpenLetterTable } from './mail-tables.js'
import type { Db, Transaction } from './store.js'

/** A letter in clear on its way, as recorded; its bytes lie in the archive. */
export const openLetterSchema = z.strictObject({
  id: z.string(), purpose: z.enum(['reminder']), recipient: z.string(), messageId: z.string(), rawSha256: z.string(),
  state: z.enum(['queued', 'sending', 'relayed', 'unknown', 'failed', 'held']), createdAt: z.string(), attempts: z.array(deliveryAttemptSchema), nextAttemptAt: z.string().nullable(), claimedBy: z.string().nullable(), reason: z.string().nullable(),
})
export type OpenLetter = z.output<typeof openLetterSchema>

/** Records a letter in clear as queued. */
export async function insertOpenLetter(tx: Transaction, { id, purpose, recipient, messageId, rawSha256, createdAt }: Pick<OpenLetter, 'id' | 'purpose' | 'recipient' | 'messageId' | 'rawSha256' | 'createdAt'>): Promise<void> {
  await tx.insertInto('open_letter').values({ id, purpose, recipient, message_id: messageId, raw_sha256: rawSha256, state: 'queued', created_at: createdAt, attempts_json: '[]', next_attempt_at: null, claimed_by: null, reason: null }).execute()
}

/** Stops every letter in clear that has not left. */
export async function holdOpenLetters(tx: Transaction, reason: string): Promise<void> {
  await tx.updateTable('open_letter').set({ state: 'held', reason, claimed_by: null, next_attempt_at: null }).where('state', 'in', ['queued', 'sending', 'unknown']).execute()
}

/** Letters in clear, oldest first. */
export async function openLetters(db: Db): Promise<OpenLetter[]> {
  return (await db.selectFrom('open_letter').selectAll().orderBy('created_at').orderBy('id').execute()).map(openLetterFrom)
}

/** Takes a letter in clear for one worker; false when another has it or it is not to be sent. */
export async function claimOpenLetter(tx: Transaction, id: string, claimedBy: string): Promise<boolean> {
  const result = await tx.updateTable('open_letter').set({ claimed_by: claimedBy, state: 'sending' }).where('id', '=', id).where('state', 'in', ['queued', 'unknown']).where('claimed_by', 'is', null).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Records how an attempt ended, if the worker still holds the letter. */
export async function settleOpenLetter(tx: Transaction, id: string, claimedBy: string, to: { readonly state: OpenLetter['state']; readonly attempts: readonly DeliveryAttempt[]; readonly nextAttemptAt: string | null; readonly reason: string }): Promise<void> {
  await tx.updateTable('open_letter').set({ state: to.state, attempts_json: JSON.stringify(to.attempts), next_attempt_at: to.nextAttemptAt, reason: to.reason, claimed_by: null }).where('id', '=', id).where('claimed_by', '=', claimedBy).execute()
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

function openLetterFrom(row: Selectable<OpenLetterTable>): OpenLetter {
  return openLetterSchema.parse({
    id: row.id, purpose: row.purpose, recipient: row.recipient, messageId: row.message_id, rawSha256: row.raw_sha256, state: row.state, createdAt: row.created_at,
    attempts: JSON.parse(row.attempts_json) as unknown, nextAttemptAt: row.next_attempt_at, claimedBy: row.claimed_by, reason: row.reason,
  })
}
