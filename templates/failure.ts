/** One fault in what somebody handed in. `path` names the place (`kund.orgnr`, `Tabell 2, rad 3`); `message` says in Swedish what is wrong and what to do. */
export interface Fault {
  readonly path: string
  readonly message: string
}

/** Everything that can go wrong in a way its reader can mend; listed with meaning and next step in README. */
export const FAILURE_CODES = [
  'access-refused',
  'account-unknown',
  'address-unavailable',
  'already-recorded',
  'answer-unknown',
  'answer-unreadable',
  'answer-unrecorded',
  'archive-damaged',
  'archive-missing',
  'backup-unreadable',
  'call-invalid',
  'code-unknown',
  'config-invalid',
  'customer-unknown',
  'data-directory',
  'database-busy',
  'database-damaged',
  'database-newer',
  'demo-directory',
  'disk-full',
  'draft-unknown', 'draft-unreadable',
  'edition-unreleased',
  'event-incomplete',
  'event-unknown',
  'facts-invalid',
  'facts-missing',
  'file-unreadable',
  'key-invalid',
  'key-unpinned',
  'keys-exist',
  'keys-locked',
  'keys-missing',
  'keys-unusable',
  'kind-unknown',
  'letter-incomplete',
  'letter-not-encrypted',
  'letter-state',
  'letter-too-large',
  'letter-unknown',
  'letter-unreadable',
  'mail-settings-invalid',
  'mailbox-unreachable',
  'mailbox-unset',
  'media-type-unsupported',
  'method-unsupported',
  'pack-inconsistent',
  'page-doubtful',
  'page-unknown',
  'parties-unset',
  'party-invalid',
  'point-unknown',
  'recipient-unusable',
  'reissue-needed',
  'repeat-doubtful',
  'repeat-mismatch',
  'repeat-under-way',
  'request-too-large',
  'resource-unknown',
  'scan-empty',
  'scan-encrypted',
  'scan-incomplete',
  'scan-too-large',
  'scan-unknown',
  'scan-unreadable',
  'shutting-down',
  'signature-doubtful',
  'sign-in-refused',
  'signatures-changed',
  'smtp-unset',
  'template-invalid',
  'text-too-long',
  'text-unprintable',
  'token-required',
  'too-many-attempts',
  'transition-refused',
  'upload-broken',
] as const

export type FailureCode = (typeof FAILURE_CODES)[number]

/** What a reader can understand and act on. `message` is Swedish: what is wrong, with the value, and the next step; `faults` lists every place when there are several. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly faults: readonly Fault[]

  constructor(code: FailureCode, message: string, options: { cause?: unknown; faults?: readonly Fault[] } = {}) {
    super(message, { cause: options.cause })
    this.name = 'Failure'
    this.code = code
    this.faults = options.faults ?? []
  }
}
