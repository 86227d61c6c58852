import { sql, type Selectable } from 'kysely'
import { isToBeTried, mayFollow, type LetterState } from '../../signing/outbox.js'
import { canonicalJson } from '../../templates/canonical-json.js'
import { addressKey } from '../../signing/same-address.js'
import type { LetterTable } from './mail-tables.js'
import { letterEvidenceSchema, type LetterEvidence } from './letter-evidence.js'
import { letterFrom, letterLineFrom, type Letter, type LetterLine } from './letter.js'
import type { Db, Transaction } from './store.js'

/** A letter that has fallen due; `codes` in any order. */
export interface NewLetter {
  readonly id: string
  readonly orgnr: string
  readonly recipient: string
  /** The id of the letter this one completes; null for a first letter. */
  readonly predecessor: string | null
  readonly codes: readonly string[]
  readonly evidence: LetterEvidence
  readonly dueAt: string
  readonly releaseAt: string
}

/** What a move may change besides the state; what is left out stays, and a message id or ciphertext once set never changes. */
export interface LetterMove {
  readonly state: LetterState
  readonly messageId?: string
  readonly ciphertextSha256?: string
  readonly ciphertextBytes?: number
  readonly nextAttemptAt?: string | null
  readonly receiptSha256?: string
  readonly reason?: string | null
  /** Moves only a letter that this worker still holds. */
  readonly claimedBy?: string
}

/** Records a letter as due; null when the same versions are in a letter to the same recipient that has not been cancelled. */
export async function insertLetter(tx: Transaction, letter: NewLetter): Promise<Letter | null> {
  const codesJson = canonicalJson([...letter.codes].sort())
  // An address written with other capitals is the same recipient, who is not to get the same twice.
  const same = await tx.selectFrom('letter').select('id').where('orgnr', '=', letter.orgnr).where('codes_json', '=', codesJson).where(sql<string>`lower(recipient)`, '=', addressKey(letter.recipient)).where('state', '<>', 'cancelled').executeTakeFirst()
  if (same !== undefined) return null
  const inserted = await tx
    .insertInto('letter')
    .values({
      id: letter.id,
      number: (eb) => eb.selectFrom('letter').select(sql<number>`coalesce(max(number), 0) + 1`.as('next')).where('orgnr', '=', letter.orgnr),
      orgnr: letter.orgnr,
      recipient: letter.recipient,
      predecessor: letter.predecessor,
      codes_json: codesJson,
      evidence_json: canonicalJson(letterEvidenceSchema.parse(letter.evidence)),
      state: 'due',
      due_at: letter.dueAt,
      release_at: letter.releaseAt,
    })
    .onConflict((conflict) => conflict.columns(['orgnr', 'codes_json', 'recipient']).where(sql<boolean>`state <> 'cancelled'`).doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted === undefined ? null : letterOf(tx, inserted.id)
}

const NEXT_NUMBER = sql<number>`(select coalesce(max(earlier.sealed_number), 0) + 1 from letter as earlier where earlier.orgnr = letter.orgnr and earlier.number < letter.number)`

function lines(db: Db) {
  return db.selectFrom('letter').select([
    'id', sql<number>`coalesce(sealed_number, ${NEXT_NUMBER})`.as('number'), 'orgnr', 'recipient', 'predecessor', 'codes_json', 'state', 'due_at', 'release_at', 'message_id', 'ciphertext_sha256', 'ciphertext_bytes',
    'attempts', 'next_attempt_at', 'claimed_at', 'claimed_by', 'receipt_sha256', 'reason',
  ])
}

function rows(db: Db) {
  return lines(db).select('evidence_json')
}

/** The letter with that id; null when there is none. */
export async function letterOf(db: Db, id: string): Promise<Letter | null> {
  const row = await rows(db).where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : letterFrom(row)
}

/** Letters in the order they fell due, all or only one customer's, those after a letter, or the first so many. */
export async function letters(db: Db, filter: { readonly orgnr?: string; readonly after?: Pick<Letter, 'id'>; readonly most?: number } = {}): Promise<Letter[]> {
  let query = rows(db).orderBy('due_at').orderBy('orgnr').orderBy('letter.number')
  if (filter.after !== undefined) query = query.where(sql<boolean>`(due_at, orgnr, letter.number) > (select last.due_at, last.orgnr, last.number from letter as last where last.id = ${filter.after.id})`)
  if (filter.most !== undefined) query = query.limit(filter.most)
  if (filter.orgnr !== undefined) query = query.where('orgnr', '=', filter.orgnr)
  return (await query.execute()).map(letterFrom)
}

/** The letters that fell due last, newest first, and how many there are in all. */
export async function latestLetters(db: Db, most: number): Promise<{ readonly letters: LetterLine[]; readonly total: number }> {
  const found = await lines(db).orderBy('due_at', 'desc').orderBy('orgnr', 'desc').orderBy('letter.number', 'desc').limit(most).execute()
  const { total } = await db.selectFrom('letter').select((select) => select.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  return { letters: found.map(letterLineFrom), total }
}

/** The letters in one of these states, in the order they fell due. */
export async function lettersIn(db: Db, states: readonly LetterState[]): Promise<LetterLine[]> {
  return (await lines(db).where('state', 'in', states).orderBy('due_at').orderBy('orgnr').orderBy('letter.number').execute()).map(letterLineFrom)
}

/** Letters that have been taken over after an attempt, of the same mail, of which nobody knew how it ended, whatever has come back since. */
export async function lettersSentAgain(db: Db): Promise<LetterLine[]> {
  const again = sql<boolean>`id in (select doubt.letter from letter_attempt as doubt join letter_attempt as later on later.letter = doubt.letter and later.part = doubt.part and later.attempt > doubt.attempt where doubt.outcome = 'unknown' and later.outcome = 'accepted')`
  return (await lines(db).where('state', '=', 'relayed').where(again).orderBy('due_at').orderBy('orgnr').orderBy('letter.number').execute()).map(letterLineFrom)
}

/** Letters a worker may take up now: due, queued or unknown, released, past their next attempt, claimed by nobody; the oldest first. */
export async function lettersToWork(db: Db, now: string): Promise<Letter[]> {
  const ready = await rows(db)
    .where('state', 'in', ['due', 'queued', 'unknown'])
    .where('release_at', '<=', now)
    .where('claimed_at', 'is', null)
    .orderBy('release_at')
    .orderBy('id')
    .execute()
  return ready.filter((row) => isToBeTried(row.next_attempt_at, now)).map(letterFrom)
}

/** Takes a letter that is due, queued or unknown for one worker; false when another holds it or it is in another state. */
export async function claimLetter(tx: Transaction, id: string, claimedBy: string, now: string): Promise<boolean> {
  const result = await tx
    .updateTable('letter')
    .set({ claimed_at: now, claimed_by: claimedBy })
    .where('id', '=', id)
    .where('claimed_at', 'is', null)
    .where('state', 'in', ['due', 'queued', 'unknown'])
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Moves a letter on if it still is in the state `from`; the worker keeps its claim from building through sending and loses it with every other move. False when the letter had moved meanwhile: then nothing is changed. */
export async function moveLetter(tx: Transaction, id: string, from: LetterState, to: LetterMove): Promise<boolean> {
  if (!mayFollow(from, to.state)) throw new Error(`a letter never goes from ${from} to ${to.state}`)
  let query = tx.updateTable('letter').set(changesOf(from, to)).$if(from === 'due' && to.state === 'queued', (sealing) => sealing.set({ sealed_number: NEXT_NUMBER })).where('id', '=', id).where('state', '=', from)
  if (to.claimedBy !== undefined) query = query.where('claimed_by', '=', to.claimedBy)
  const result = await query.executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Says anew why a letter stands still, held or failed; false when it does not, any more. */
export async function restateStopped(tx: Transaction, id: string, reason: string): Promise<boolean> {
  const result = await tx.updateTable('letter').set({ reason }).where('id', '=', id).where('state', 'in', ['held', 'failed']).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Says why it cannot be settled how an attempt ended; false when it has been meanwhile. */
export async function restateSending(tx: Transaction, id: string, claimedBy: string, reason: string): Promise<boolean> {
  const result = await tx.updateTable('letter').set({ reason }).where('id', '=', id).where('state', '=', 'sending').where('claimed_by', '=', claimedBy).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Puts a queued letter's new mail in place of the one of which nothing has gone, if the worker still holds it; false when it does not. */
export async function resealLetter(tx: Transaction, id: string, claimedBy: string, sealed: { readonly messageId: string; readonly ciphertextSha256: string; readonly ciphertextBytes: number }): Promise<boolean> {
  const { messageId, ciphertextSha256, ciphertextBytes } = sealed
  const result = await tx.updateTable('letter').set({ message_id: messageId, ciphertext_sha256: ciphertextSha256, ciphertext_bytes: ciphertextBytes, reason: null }).where('id', '=', id).where('state', '=', 'queued').where('claimed_by', '=', claimedBy).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Changes only what the move names: an undefined member leaves its column out of the statement. */
function changesOf(from: LetterState, to: LetterMove) {
  const working = to.state === 'sending' || (from === 'due' && to.state === 'queued')
  return {
    state: to.state,
    ...(to.messageId === undefined ? {} : { message_id: to.messageId }),
    ...(to.ciphertextSha256 === undefined ? {} : { ciphertext_sha256: to.ciphertextSha256 }),
    ...(to.ciphertextBytes === undefined ? {} : { ciphertext_bytes: to.ciphertextBytes }),
    ...(to.nextAttemptAt === undefined ? {} : { next_attempt_at: to.nextAttemptAt }),
    ...(to.receiptSha256 === undefined ? {} : { receipt_sha256: to.receiptSha256 }),
    ...(to.reason === undefined ? {} : { reason: to.reason }),
    ...(working ? {} : { claimed_at: null, claimed_by: null }),
  } satisfies Partial<Selectable<LetterTable>>
}

/** Letters that some worker holds. */
export async function claimedLetters(db: Db): Promise<Letter[]> {
  return (await rows(db).where('claimed_at', 'is not', null).orderBy('id').execute()).map(letterFrom)
}

/** Lets go of a letter without moving it; `reason` says why it got no further, and null leaves what was said before. */
export async function releaseClaim(tx: Transaction, id: string, claimedBy: string, reason: string | null = null): Promise<void> {
  await tx.updateTable('letter').set({ claimed_at: null, claimed_by: null, ...(reason === null ? {} : { reason }) }).where('id', '=', id).where('claimed_by', '=', claimedBy).where('state', '<>', 'sending').execute()
}
