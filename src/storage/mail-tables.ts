import type { Generated } from 'kysely'

export interface LetterTable {
  id: string
  /** In the order a customer's letters fell due, also those called back. */
  number: number
  orgnr: string
  recipient: string
  predecessor: string | null
  codes_json: string
  evidence_json: string
  state: string
  due_at: string
  release_at: string
  message_id: string | null
  ciphertext_sha256: string | null
  ciphertext_bytes: number | null
  attempts: Generated<number>
  next_attempt_at: string | null
  claimed_at: string | null
  claimed_by: string | null
  receipt_sha256: string | null
  reason: string | null
  sealed_number: number | null
}

export interface LetterFileTable {
  letter: string
  code: string
  file_name: string
  sha256: string
  bytes: number
  page_count: number
  part: Generated<number>
}

export interface LetterPartTable {
  letter: string
  part: number
  message_id: string
  ciphertext_sha256: string
  ciphertext_bytes: number
  relayed_at: string | null
  delivered_at: string | null
}

export interface LetterAttemptTable {
  letter: string
  attempt: number
  at: string
  outcome: string
  response: string
  part: Generated<number>
}

export interface OwedReceiptTable {
  sha256: string
  letter: string
  receipt_text: string
}

export interface AnswerTable {
  sha256: string
  letter: string | null
  received_at: string
  kind: string
  from_address: string
  subject: string
  recipient: string | null
  diagnostic: string | null
  signature: string
  meaning: string | null
  settled_by: string | null
  settled_at: string | null
  part: number | null
  by_envelope: number
}

export interface OrdinaryLetterTable {
  id: string
  purpose: string
  orgnr: string | null
  recipient: string
  about: string
  protection: string
  message_id: string
  raw_sha256: string
  state: string
  created_at: string
  attempts_json: string
  next_attempt_at: string | null
  claimed_by: string | null
  reason: string | null
  resumed_at: string | null
  claimed_at: string | null
}

export interface ToldMatterTable {
  key: string
  told_on: string
}

export interface MailboxTroubleTable {
  only: number
  since: string
  message: string
}

export interface MailboxCursorTable {
  mailbox: string
  uid_validity: string
  last_uid: number
}
