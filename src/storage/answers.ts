import { sql, type Selectable } from 'kysely'
import { z } from 'zod'
import { ANSWER_SIGNATURES } from '../../contracts/event.js'
import { ANSWER_KINDS, ANSWER_MEANINGS, awaitsPerson } from '../../signing/answer.js'
import type { AnswerTable } from './mail-tables.js'
import type { Db, Transaction } from './store.js'

/** A mail that came back, as recorded; its bytes lie in the archive under `sha256`. */
export const answerSchema = z.strictObject({
  sha256: z.string(), letter: z.string().nullable(),
  /** Which mail of a letter that is several; null when it is one, or nobody knows. */
  part: z.int().positive().nullable(), receivedAt: z.string(), kind: z.enum(ANSWER_KINDS), from: z.string(), subject: z.string(),
  recipient: z.string().nullable(), diagnostic: z.string().nullable(), signature: z.enum(ANSWER_SIGNATURES),
  /** What a person has said that it means; null until then. */
  settled: z.strictObject({ meaning: z.enum(ANSWER_MEANINGS), by: z.string(), at: z.string() }).nullable(),
})
export type Answer = z.output<typeof answerSchema>

/** An answer about to be recorded; `byEnvelope` says that it named the mail by its ENVID. */
export type NewAnswer = Omit<Answer, 'settled'> & { readonly byEnvelope: boolean }

/** Records an answer; false when the same bytes are recorded already. */
export async function insertAnswer(tx: Transaction, answer: NewAnswer): Promise<boolean> {
  const { sha256, letter, part, receivedAt, kind, from, subject, recipient, diagnostic, signature, byEnvelope } = answer
  const result = await tx.insertInto('answer')
    .values({ sha256, letter, part, received_at: receivedAt, kind, from_address: from, subject, recipient, diagnostic, signature, by_envelope: byEnvelope ? 1 : 0, meaning: null, settled_by: null, settled_at: null })
    .onConflict((conflict) => conflict.column('sha256').doNothing()).executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** Every answer in the order they came, or only one letter's. */
export async function answers(db: Db, filter: { readonly letter?: string } = {}): Promise<Answer[]> {
  let query = db.selectFrom('answer').selectAll().orderBy('received_at').orderBy('sha256')
  if (filter.letter !== undefined) query = query.where('letter', '=', filter.letter)
  return (await query.execute()).map(answerFrom)
}

/** When a letter's mails came back, by reports that named them by ENVID: the others anybody may have written who has seen a Message-ID. */
export async function bouncesByEnvelope(db: Db, letter: string): Promise<Pick<Answer, 'receivedAt' | 'part'>[]> {
  const rows = await db.selectFrom('answer').select(['received_at', 'part']).where('letter', '=', letter).where('kind', '=', 'bounced').where('by_envelope', '=', 1).orderBy('received_at').execute()
  return rows.map((row) => ({ receivedAt: row.received_at, part: row.part }))
}

/** Answers in the order they came from the one after `after`, at most so many, null for all; null when there is no answer `after`. */
export async function answersAfter(db: Db, after: string | null, most: number | null): Promise<Answer[] | null> {
  let query = db.selectFrom('answer').selectAll().orderBy('received_at').orderBy('sha256')
  if (after !== null) {
    const last = await db.selectFrom('answer').select(['received_at', 'sha256']).where('sha256', '=', after).executeTakeFirst()
    if (last === undefined) return null
    query = query.where(sql<boolean>`(received_at, sha256) > (${last.received_at}, ${last.sha256})`)
  }
  return (await (most === null ? query : query.limit(most)).execute()).map(answerFrom)
}

/** The answers whose digest begins like that. */
export async function answersNamed(db: Db, beginning: string): Promise<Answer[]> {
  return (await db.selectFrom('answer').selectAll().where('sha256', '>=', beginning).where('sha256', '<=', `${beginning}g`).orderBy('received_at').orderBy('sha256').execute()).map(answerFrom)
}

/** The answers a person has to say the meaning of. */
export async function openAnswers(db: Db): Promise<Answer[]> {
  const unsettled = await db.selectFrom('answer').selectAll().where('meaning', 'is', null).orderBy('received_at').orderBy('sha256').execute()
  return unsettled.map(answerFrom).filter(({ kind, letter }) => awaitsPerson(kind) || letter === null)
}

/** Says once what an answer means and which letter it is about; false when somebody has said so already. */
export async function settleAnswer(tx: Transaction, sha256: string, letter: string | null, settled: NonNullable<Answer['settled']>): Promise<boolean> {
  const result = await tx.updateTable('answer').set({ letter, meaning: settled.meaning, settled_by: settled.by, settled_at: settled.at }).where('sha256', '=', sha256).where('meaning', 'is', null).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

function answerFrom(row: Selectable<AnswerTable>): Answer {
  const { meaning, settled_by: settledBy, settled_at: settledAt } = row
  return answerSchema.parse({
    sha256: row.sha256, letter: row.letter, part: row.part, receivedAt: row.received_at, kind: row.kind, from: row.from_address, subject: row.subject,
    recipient: row.recipient, diagnostic: row.diagnostic, signature: row.signature,
    settled: meaning === null ? null : { meaning, by: settledBy, at: settledAt },
  })
}
