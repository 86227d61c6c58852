import type { Db, Transaction } from './store.js'

/** One mail of a letter that is several: its number from 1, its bytes in the archive, and when it was taken over and delivered. */
export interface LetterPart {
  readonly letter: string
  readonly part: number
  readonly messageId: string
  readonly ciphertextSha256: string
  readonly ciphertextBytes: number
  /** Null while it has not been taken over by a mail server, and again when it came back or is to be sent once more. */
  readonly relayedAt: string | null
  readonly deliveredAt: string | null
}

/** Records the mails of a letter that is several, in place of those that nothing of has gone; none of a letter that is one. */
export async function replaceLetterParts(tx: Transaction, letter: string, parts: readonly Omit<LetterPart, 'letter' | 'relayedAt' | 'deliveredAt'>[]): Promise<void> {
  await tx.deleteFrom('letter_part').where('letter', '=', letter).execute()
  if (parts.length === 0) return
  await tx.insertInto('letter_part').values(parts.map(({ part, messageId, ciphertextSha256, ciphertextBytes }) => ({ letter, part, message_id: messageId, ciphertext_sha256: ciphertextSha256, ciphertext_bytes: ciphertextBytes, relayed_at: null, delivered_at: null }))).execute()
}

/** A letter's mails in order, or all letters'; empty for a letter that is one mail. */
export async function letterParts(db: Db, letter: string | null): Promise<LetterPart[]> {
  let query = db.selectFrom('letter_part').selectAll().orderBy('letter').orderBy('part')
  if (letter !== null) query = query.where('letter', '=', letter)
  return (await query.execute()).map((row) => ({
    letter: row.letter, part: row.part, messageId: row.message_id, ciphertextSha256: row.ciphertext_sha256, ciphertextBytes: row.ciphertext_bytes, relayedAt: row.relayed_at, deliveredAt: row.delivered_at,
  }))
}

/** Says how far one mail of a letter has come. */
export async function markLetterPart(tx: Transaction, letter: string, part: number, to: Pick<LetterPart, 'relayedAt' | 'deliveredAt'>): Promise<void> {
  await tx.updateTable('letter_part').set({ relayed_at: to.relayedAt, delivered_at: to.deliveredAt }).where('letter', '=', letter).where('part', '=', part).execute()
}

/** The mail that is to be sent next; null when all have been taken over, or the letter is one mail. */
export async function nextLetterPart(db: Db, letter: string): Promise<LetterPart | null> {
  return (await letterParts(db, letter)).find(({ relayedAt }) => relayedAt === null) ?? null
}
