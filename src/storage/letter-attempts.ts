import { sql } from 'kysely'
import type { Transaction, Db } from './store.js'

/** One try at handing a letter to the mail server; `response` is what it said. */
export interface LetterAttempt {
  /** Counts from 1 for each letter. */
  readonly attempt: number
  /** Which of the letter's mails was tried; 1 of a letter that is one. */
  readonly part: number
  readonly at: string
  readonly outcome: string
  readonly response: string
}

/** Records one try and counts it on the letter; gives its number. */
export async function recordAttempt(tx: Transaction, letter: string, attempt: Omit<LetterAttempt, 'attempt'>): Promise<number> {
  const counted = await tx.updateTable('letter').set({ attempts: sql<number>`attempts + 1` }).where('id', '=', letter).returning('attempts').executeTakeFirstOrThrow()
  await tx.insertInto('letter_attempt').values({ letter, attempt: counted.attempts, ...attempt }).execute()
  return counted.attempts
}

/** Every try of a letter, oldest first. */
export async function attemptsOf(db: Db, letter: string): Promise<LetterAttempt[]> {
  return db.selectFrom('letter_attempt').select(['attempt', 'part', 'at', 'outcome', 'response']).where('letter', '=', letter).orderBy('attempt').execute()
}
