import type { Selectable } from 'kysely'
import { z } from 'zod'
import { LETTER_STATES, type LetterState } from '../../signing/outbox.js'
import type { LetterTable } from './mail-tables.js'
import { letterEvidenceSchema, type LetterEvidence } from './letter-evidence.js'

/** One row of the outbox without the pages it is made of. */
export interface LetterLine {
  readonly id: string
  /** Counts from 1 for each customer what the recipient may get: a letter called back before it was built leaves its number to the next. */
  readonly number: number
  readonly orgnr: string
  readonly recipient: string
  /** The id of the letter this one completes; null for a first letter. */
  readonly predecessor: string | null
  /** The versions it holds, sorted. */
  readonly codes: readonly string[]
  readonly state: LetterState
  readonly dueAt: string
  /** The earliest instant it may leave; until then a confirmation can be withdrawn. */
  readonly releaseAt: string
  /** Null until the letter is built and encrypted, then never changed; so is the ciphertext. */
  readonly messageId: string | null
  readonly ciphertextSha256: string | null
  readonly ciphertextBytes: number | null
  readonly attempts: number
  /** Null when it may be tried at once. */
  readonly nextAttemptAt: string | null
  readonly claimedAt: string | null
  readonly claimedBy: string | null
  readonly receiptSha256: string | null
  /** Why it is held, failed or cancelled, waits to be tried again, or cannot be settled, in Swedish; null otherwise. */
  readonly reason: string | null
}

/** One row of the outbox. */
export interface Letter extends LetterLine {
  readonly evidence: LetterEvidence
}

const letterState = z.enum(LETTER_STATES)
const codes = z.array(z.string().min(1)).min(1)

/** A row with the number it was sealed under, or would be. */
export type LetterRow = Omit<Selectable<LetterTable>, 'number' | 'sealed_number'> & { readonly number: number }

/** The letter a row says. */
export function letterFrom(row: LetterRow): Letter {
  return { ...letterLineFrom(row), evidence: letterEvidenceSchema.parse(JSON.parse(row.evidence_json)) }
}

/** The same without its pages. */
export function letterLineFrom(row: Omit<LetterRow, 'evidence_json'>): LetterLine {
  return {
    id: row.id,
    number: row.number,
    orgnr: row.orgnr,
    recipient: row.recipient,
    predecessor: row.predecessor,
    codes: codes.parse(JSON.parse(row.codes_json)),
    state: letterState.parse(row.state),
    dueAt: row.due_at,
    releaseAt: row.release_at,
    messageId: row.message_id,
    ciphertextSha256: row.ciphertext_sha256,
    ciphertextBytes: row.ciphertext_bytes,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    claimedAt: row.claimed_at,
    claimedBy: row.claimed_by,
    receiptSha256: row.receipt_sha256,
    reason: row.reason,
  }
}
