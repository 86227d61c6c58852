import type { AnswerTable, LetterAttemptTable, LetterFileTable, LetterPartTable, LetterTable, MailboxCursorTable, MailboxTroubleTable, OrdinaryLetterTable, OwedReceiptTable, ToldMatterTable } from './mail-tables.js'
import type { AccountDatabase } from './account-database.js'
import type { CustomerLinkDatabase } from './customer-link-database.js'
import type { Generated } from 'kysely'
import type { KeyHintTable, KeyPinTable } from './key-database.js'
import type { WebhookDatabase } from './webhook-database.js'
import type { BoxInkTable, PagePlacementTable, PossiblePageTable, SameInkTable, ScanArrivalTable, ScanUnderWayTable } from './intake-database.js'

/** The tables as SQL sees them; instants and days are ISO 8601 text, hashes 64 hexadecimal digits, `_json` columns JSON text. */
export interface Database extends AccountDatabase, CustomerLinkDatabase, WebhookDatabase {
  readonly customer: CustomerTable
  readonly customer_line: CustomerLineTable
  readonly customer_outline: CustomerOutlineTable
  readonly customer_task: CustomerTaskTable
  readonly facts: FactsTable
  readonly logotype: LogotypeTable
  readonly party: PartyTable
  readonly party_record: PartyRecordTable
  readonly edition: EditionTable
  readonly edition_release: EditionReleaseTable
  readonly version: VersionTable
  readonly version_file: VersionFileTable
  readonly event: EventTable
  readonly chain: ChainTable
  readonly scan: ScanTable
  readonly scan_page: ScanPageTable
  readonly page_examination: PageExaminationTable
  readonly e_signed_file: ESignedFileTable
  readonly page_placement: PagePlacementTable
  readonly possible_page: PossiblePageTable
  readonly box_ink: BoxInkTable
  readonly same_ink: SameInkTable
  readonly scan_arrival: ScanArrivalTable
  readonly scan_under_way: ScanUnderWayTable
  readonly clean_copy: CleanCopyTable
  readonly letter: LetterTable
  readonly letter_file: LetterFileTable
  readonly letter_attempt: LetterAttemptTable
  readonly letter_part: LetterPartTable
  readonly answer: AnswerTable
  readonly mailbox_cursor: MailboxCursorTable
  readonly mailbox_trouble: MailboxTroubleTable
  readonly ordinary_letter: OrdinaryLetterTable
  readonly told_matter: ToldMatterTable
  readonly owed_receipt: OwedReceiptTable
  readonly key_pin: KeyPinTable
  readonly key_hint: KeyHintTable
  readonly idempotency_key: IdempotencyKeyTable
  readonly archive_check: ArchiveCheckTable
  readonly plain_file: PlainFileTable
  readonly customer_text: CustomerTextTable
  readonly customer_text_acceptance: CustomerTextAcceptanceTable
}

export interface CustomerTable {
  orgnr: string
  name: string
  facts_sha256: string
  registered_at: string
}

/** A cache; customer-line-tables.ts says of what. */
export interface CustomerLineTable {
  orgnr: string
  changes: Generated<number>
  derived_at_changes: Generated<number>
  derived_on: Generated<string>
  name: string
  search: Generated<string>
  phase: Generated<string>
  step: number | null
  steps_done: Generated<number>
  stuck: Generated<number>
  next_action: string | null
}

/** A cache like the line it belongs to. */
export interface CustomerOutlineTable {
  orgnr: string
  outline_json: string
}

export interface CustomerTaskTable {
  orgnr: string
  position: number
  kind: string
  what: string
  why: string
  since: string
  path: string
}

/** Every set of facts ever recorded, so that what a version was filled with can be read again. */
export interface FactsTable {
  sha256: string
  orgnr: string
  facts_json: string
  recorded_at: string
}

export interface LogotypeTable {
  sequence: Generated<number>
  orgnr: string
  file_name: string
  sha256: string
  recorded_at: string
}

export interface PartyTable {
  part: 'svr' | 'driftleverantor' | 'korttillverkare'
  record_json: string
  record_sha256: string
  origin: 'shipped' | 'set'
  recorded_at: string
}

export interface PartyRecordTable {
  part: PartyTable['part']
  recorded_at: string
  record_json: string
  record_sha256: string
}

export interface EditionTable {
  kind: string
  edition: string
  template_sha256: string
  author: string
  added_at: string
}

export interface EditionReleaseTable {
  kind: string
  edition: string
  by_name: string
  os_user: string
  at: string
}

export interface VersionTable {
  code: string
  orgnr: string
  kind: string
  subject: string
  stage: 'draft' | 'signing'
  edition: string
  facts_sha256: string
  content_sha256: string
  title: string
  exemplars: number
  page_count: number
  layout_json: string
  issued_at: string
  superseded_by: string | null
  cancelled_at: string | null
  /** The text that stood in place of the edition's; null where the edition's own was filled. */
  customer_text: string | null
}

export interface CustomerTextTable {
  id: string
  orgnr: string
  kind: string
  base_code: string
  edition: string
  file_sha256: string
  template_sha256: string
  differences: number
  by_name: string
  os_user: string
  registered_at: string
  state: 'proposed' | 'in-force' | 'replaced' | 'dropped' | 'rejected'
}

export interface CustomerTextAcceptanceTable {
  text: string
  by_name: string
  os_user: string
  at: string
}

export interface VersionFileTable {
  code: string
  path: string
  exemplar: number | null
  holder: string | null
  media_type: string
  sha256: string
  bytes: number
}

export interface EventTable {
  sequence: number
  recorded_at: string
  happened_on: string
  actor_name: string
  actor_os_user: string
  actor_verified: number
  orgnr: string | null
  code: string | null
  exemplar: number | null
  type: string
  payload_json: string
  previous_hash: string
  hash: string
}

/** One row: the last event's sequence and hash, so that a history cut off at its end is noticed. */
export interface ChainTable {
  id: number
  sequence: number
  hash: string
}

export interface ScanTable {
  sha256: string
  file_name: string
  bytes: number
  media_type: string
  received_at: string
  pages: number
}

export interface ScanPageTable {
  scan: string
  source_page: number
  reason: string | null
  code: string | null
  exemplar: number | null
  page: number | null
  page_count: number | null
  rotation: number | null
  unread_why: string | null
}

export interface PageExaminationTable {
  scan: string
  source_page: number
  code: string
  exemplar: number
  page: number
  examination_json: string
}

export interface ESignedFileTable {
  scan: string
  found_json: string
  issued_code: string | null
  issued_exemplar: number | null
}

export interface CleanCopyTable {
  code: string
  exemplar: number
  pages_json: string
  sha256: string
  bytes: number
  page_count: number
  made_at: string
  askew_json: string | null
}

export interface ArchiveCheckTable {
  number: Generated<number>
  checked_at: string
  by_name: string
  files_checked: number
  events_checked: number
  faults: number
  litter: number
}

export interface PlainFileTable {
  sha256: string
}

export interface IdempotencyKeyTable {
  key: string
  route: string
  body_sha256: string
  status: number | null
  response_json: string | null
  created_at: string
  begun: Generated<0 | 1>
}
