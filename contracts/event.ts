import { z } from 'zod'
import { LEAD_TIME_ITEMS } from '../templates/facts.js'
import { FOLLOW_THROUGH_EVENTS, HOUSE_FOLLOW_THROUGH_EVENTS } from './follow-through-events.js'
import { PARTIES, type Party } from './kind.js'
import { ROLES } from './rights.js'

const text = z.string().trim().min(1)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const party = z.enum(PARTIES)
const note = { note: text.optional() }
/** True when the program recorded the event because a later one presupposes it. */
const implied = { implied: z.boolean().optional() }

const inkBox = z.strictObject({ code: text, exemplar: z.int().positive(), page: z.int().positive(), box: text })
/** A box and another that shows the very same ink. */
const sameInk = inkBox.extend({ other: inkBox })
export type SameInk = z.infer<typeof sameInk>
/** The boxes with the same ink that a person has let pass. */
const acceptedInk = { acceptedInk: z.array(sameInk).min(1).optional() }

/** Why a person confirmed although the program doubted, and what it doubted. */
const inSpite = { override: text.optional(), doubts: z.array(text).min(1).optional(), ...acceptedInk }

const pageEvidence = z.strictObject({ page: z.int().positive(), scan: sha256, sourcePage: z.int().positive(), rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]) })
/** Which scanned page shows which page of an exemplar; `rotation` is how far clockwise the scan must be turned to stand upright. */
export type PageEvidence = z.infer<typeof pageEvidence>

/** The fingerprints a letter was sealed with. */
const sealedKeys = z.strictObject({ sender: text, recipient: text, archive: text })

/** Guards a person may set aside with a reason that is recorded. */
export const GUARDS = ['approval-before-signing', 'signing-order', 'logotype-before-hand-in', 'letter-before-review'] as const
export type Guard = (typeof GUARDS)[number]

/** What the OpenPGP signature of an answer was found to be, against the key pinned to the recipient. */
export const ANSWER_SIGNATURES = ['valid', 'invalid', 'none'] as const

/** The two secret keys the provider owns: the one letters are signed with, and the one that opens the kept ciphertext again. */
export const OWN_KEYS = ['sender', 'archive'] as const

/** Why an own key is revoked: somebody may have it, another has taken its place, or it is simply done with. */
export const REVOCATION_CAUSES = ['compromised', 'superseded', 'retired'] as const

/** What two persons may let a recipient's key be although the rule says otherwise. */
export const KEY_EXCEPTIONS = ['rsa-2048'] as const
export type KeyException = (typeof KEY_EXCEPTIONS)[number]

/** Where a recipient's key came from; none of them makes it trusted. */
export const KEY_SOURCES = ['file', 'mail', 'autocrypt'] as const

/** Events about one issued version (the record also names its code, and its exemplar where that matters). */
const versionEvents = [
  z.strictObject({ type: z.literal('issued'), stage: z.enum(['draft', 'signing']), kind: text, contentSha256: sha256, filesSha256: sha256.optional(), marks: z.array(text).optional(), replaces: text.optional(), customerText: text.optional(), decision: z.strictObject({ on: z.iso.date(), text, by: text }).optional() }),
  z.strictObject({ type: z.literal('handed-over'), ...note, ...implied }),
  z.strictObject({ type: z.literal('seller-dialogue-held'), ...note, ...implied }),
  z.strictObject({ type: z.literal('final-received'), ...note, ...implied }),
  z.strictObject({ type: z.literal('approved'), decision: text, contentSha256: sha256 }),
  z.strictObject({ type: z.literal('returned-for-revision'), reason: text }),
  z.strictObject({ type: z.literal('guard-overridden'), guard: z.enum(GUARDS), reason: text }),
  z.strictObject({ type: z.literal('covered-by-agreement'), ...note }),
  z.strictObject({ type: z.literal('signature-confirmed'), party, scan: sha256, pages: z.array(pageEvidence).min(1), eSignedBy: text.optional(), ...inSpite, ...note }),
  z.strictObject({ type: z.literal('pages-confirmed'), scan: sha256, pages: z.array(pageEvidence).min(1), ...inSpite, ...note }),
  z.strictObject({ type: z.literal('page-assigned'), scan: sha256, sourcePage: z.int().positive(), page: z.int().positive(), reason: text, override: text.optional() }),
  z.strictObject({ type: z.literal('handed-in'), ...note, ...implied }),
  z.strictObject({ type: z.literal('found-complete'), ...note, ...implied }),
  z.strictObject({ type: z.literal('archived'), reference: text, ...note }),
  z.strictObject({ type: z.literal('original-returned'), how: text, ...note }),
  z.strictObject({ type: z.literal('review-started'), ...note, ...implied }),
  z.strictObject({ type: z.literal('review-accepted'), ...note }),
  z.strictObject({ type: z.literal('review-refused'), reason: text }),
  z.strictObject({ type: z.literal('change-requested'), reason: text }),
  z.strictObject({ type: z.literal('completion-asked'), reason: text }),
  z.strictObject({ type: z.literal('permit-granted'), number: text, expiresOn: z.iso.date(), ...note }),
  z.strictObject({ type: z.literal('permit-refused'), reason: text }),
  z.strictObject({ type: z.literal('permit-expired'), ...note }),
  z.strictObject({ type: z.literal('registered'), ...note }),
  z.strictObject({ type: z.literal('deregistered'), reason: text }),
  z.strictObject({ type: z.literal('proof-delivered'), ...note, ...implied }),
  z.strictObject({ type: z.literal('proof-approved'), ...note }),
  z.strictObject({ type: z.literal('proof-rejected'), reason: text }),
  z.strictObject({ type: z.literal('ceased'), reason: text }),
  z.strictObject({ type: z.literal('retention-extended'), until: z.iso.date().nullable(), reason: text }),
  z.strictObject({ type: z.literal('cancelled'), reason: text }),
  z.strictObject({ type: z.literal('superseded'), by: text, reason: text.optional() }),
] as const

/** Events about one customer. */
const customerEvents = [
  z.strictObject({ type: z.literal('customer-registered'), name: text }),
  z.strictObject({ type: z.literal('mail-queued'), mail: text, purpose: z.enum(['draft', 'invitation']), recipient: text, protection: z.enum(['encrypted', 'open']), codes: z.array(text), keys: sealedKeys.optional() }),
  z.strictObject({ type: z.literal('mail-held'), mail: text, reason: text }),
  z.strictObject({ type: z.literal('mail-resumed'), mail: text }),
  z.strictObject({ type: z.literal('mail-called-off'), mail: text, reason: text }),
  z.strictObject({ type: z.literal('facts-recorded'), factsSha256: sha256, logotypeSha256: sha256.optional(), only: z.literal('drafts').optional(), kept: z.array(text).min(1).optional(), reason: text.optional() }),
  z.strictObject({ type: z.literal('customer-text-registered'), text, kind: text, base: text, fileSha256: sha256, templateSha256: sha256, differences: z.int().min(0), state: z.enum(['in-force', 'proposed']), reason: text.optional() }),
  z.strictObject({ type: z.literal('customer-text-accepted'), text, acceptance: z.union([z.literal(1), z.literal(2)]) }),
  z.strictObject({ type: z.literal('customer-text-rejected'), text, reason: text }),
  z.strictObject({ type: z.literal('customer-text-dropped'), text, reason: text }),
  z.strictObject({ type: z.literal('point-ticked'), point: text, ...note }),
  z.strictObject({ type: z.literal('logotype-handed-in'), ...note }),
  z.strictObject({ type: z.literal('logotype-approved'), ...note }),
  z.strictObject({ type: z.literal('forecast-recorded'), ...note }),
  z.strictObject({ type: z.literal('ra-card-handed-over'), environment: z.enum(['production', 'training']), to: text, ...note }),
  z.strictObject({ type: z.literal('secure-mail-configured'), ...note }),
  z.strictObject({ type: z.literal('mifare-key-handed-over'), to: text, ...note }),
  z.strictObject({ type: z.literal('customer-number-reported'), customerNumber: text, office: text, source: text }),
  z.strictObject({ type: z.literal('product-specified'), source: text, ...note }),
  z.strictObject({ type: z.literal('siths-admin-configured'), source: text, ...note }),
  z.strictObject({ type: z.literal('delivery-may-start'), source: text, ...note }),
  z.strictObject({ type: z.literal('customer-file-sent'), month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/), ...note }),
  z.strictObject({ type: z.literal('customer-file-checked'), month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/), ...note }),
  z.strictObject({ type: z.literal('lead-time-requested'), item: z.enum(LEAD_TIME_ITEMS), owner: text, ...note }),
  z.strictObject({ type: z.literal('lead-time-promised'), item: z.enum(LEAD_TIME_ITEMS), promisedOn: z.iso.date(), ...note }),
  z.strictObject({ type: z.literal('lead-time-received'), item: z.enum(LEAD_TIME_ITEMS), number: text.optional(), expiresOn: z.iso.date().optional(), ...note }),
  z.strictObject({ type: z.literal('evaluation-sent'), ...note }),
  z.strictObject({ type: z.literal('evaluation-reviewed'), ...note }),
  z.strictObject({ type: z.literal('steering-outcome-recorded'), outcome: text }),
  z.strictObject({ type: z.literal('customer-link-made'), link: text, expiresAt: z.iso.datetime() }),
  z.strictObject({ type: z.literal('customer-link-revoked'), link: text }),
  z.strictObject({ type: z.literal('customer-scan-received'), link: text, scan: sha256, fileName: text }),
  z.strictObject({ type: z.literal('clean-copy-kept'), document: text, of: z.int().positive(), sha256, pagesSha256: sha256 }),
] as const

/** Events about one letter of review documents; `letter` is the outbox row's id. */
const letterEvents = [
  z.strictObject({ type: z.literal('letter-due'), letter: text, codes: z.array(text).min(1), releaseAt: z.iso.datetime() }),
  z.strictObject({ type: z.literal('letter-cancelled'), letter: text, reason: text }),
  z.strictObject({ type: z.literal('letter-queued'), letter: text, messageId: text, ciphertextSha256: sha256, keys: sealedKeys, parts: z.array(z.strictObject({ messageId: text, ciphertextSha256: sha256 })).optional() }),
  z.strictObject({ type: z.literal('letter-relayed'), letter: text, receiptSha256: sha256 }),
  z.strictObject({ type: z.literal('letter-failed'), letter: text, reason: text }),
  z.strictObject({ type: z.literal('letter-held'), letter: text, reason: text }),
  z.strictObject({ type: z.literal('letter-resumed'), letter: text, ...acceptedInk, ...note }),
  z.strictObject({ type: z.literal('letter-resent'), letter: text, reason: text }),
  z.strictObject({ type: z.literal('letter-called-off'), letter: text, reason: text }),
  z.strictObject({ type: z.literal('letter-delivered'), letter: text, recipient: text, mail: sha256 }),
  z.strictObject({ type: z.literal('letter-bounced'), letter: text, mail: sha256, reason: text }),
  z.strictObject({ type: z.literal('letter-answered'), letter: text, mail: sha256, from: text, signature: z.enum(ANSWER_SIGNATURES) }),
  z.strictObject({ type: z.literal('letter-received'), letter: text, source: text, mail: sha256.optional(), ...note }),
  z.strictObject({ type: z.literal('letter-completion-requested'), letter: text, source: text, mail: sha256.optional(), reason: text }),
  z.strictObject({ type: z.literal('letter-approved'), letter: text, source: text, mail: sha256.optional(), ...note }),
] as const

/** What can happen to an account besides being made. */
export const ACCOUNT_CHANGES = ['roles', 'locked', 'unlocked', 'removed', 'password-given', 'password-chosen', 'second-step-on', 'second-step-off', 'sign-on', 'code-used-again', 'token-made', 'token-revoked', 'token-ending'] as const

/** Events about the installation itself. */
const houseEvents = [
  z.strictObject({ type: z.literal('accounts-in-force') }),
  z.strictObject({ type: z.literal('account-created'), account: text, roles: z.array(z.enum(ROLES)) }),
  z.strictObject({ type: z.literal('account-changed'), account: text, change: z.enum(ACCOUNT_CHANGES), roles: z.array(z.enum(ROLES)).optional(), token: text.optional(), told: z.enum(['mail', 'nobody']).optional(), ...note }),
  z.strictObject({ type: z.literal('party-recorded'), party, recordSha256: sha256 }),
  z.strictObject({ type: z.literal('edition-added'), kind: text, edition: text, templateSha256: sha256 }),
  z.strictObject({ type: z.literal('edition-released'), kind: text, edition: text }),
  z.strictObject({ type: z.literal('key-imported'), fingerprint: text, source: z.enum(KEY_SOURCES) }),
  z.strictObject({ type: z.literal('key-pinned'), fingerprint: text, address: text, firstBy: text.optional(), replaces: text.optional(), exception: z.enum(KEY_EXCEPTIONS).optional() }),
  z.strictObject({ type: z.literal('key-unpinned'), fingerprint: text, address: text, reason: text }),
  z.strictObject({ type: z.literal('own-key-made'), own: z.enum(OWN_KEYS), fingerprint: text, replaces: text.optional() }),
  z.strictObject({ type: z.literal('own-key-revoked'), own: z.enum(OWN_KEYS), fingerprint: text, cause: z.enum(REVOCATION_CAUSES), reason: text, certificateSha256: sha256 }),
  z.strictObject({ type: z.literal('page-discarded'), scan: sha256, sourcePage: z.int().positive(), reason: text }),
  z.strictObject({ type: z.literal('page-split'), scan: sha256, sourcePage: z.int().positive(), into: sha256, reason: text }),
  z.strictObject({ type: z.literal('scan-received'), scan: sha256, fileName: text }),
  z.strictObject({ type: z.literal('outbox-paused'), reason: text }),
  z.strictObject({ type: z.literal('outbox-reopened') }),
  z.strictObject({ type: z.literal('webhook-added'), webhook: text, host: text }),
  z.strictObject({ type: z.literal('webhook-removed'), webhook: text }),
  z.strictObject({ type: z.literal('webhook-told-again'), webhook: text, told: z.int().positive() }),
  z.strictObject({ type: z.literal('restored'), restoring: text, takenAt: z.iso.datetime() }),
  z.strictObject({ type: z.literal('answer-dismissed'), mail: sha256, reason: text }),
] as const

/** Takes an earlier event back: history keeps both. `event` is the sequence number of the event withdrawn. */
const withdrawn = z.strictObject({ type: z.literal('withdrawn'), event: z.int().positive(), reason: text })

export const eventSchema = z.discriminatedUnion('type', [...versionEvents, ...customerEvents, ...FOLLOW_THROUGH_EVENTS, ...letterEvents, ...houseEvents, ...HOUSE_FOLLOW_THROUGH_EVENTS, withdrawn])

export type Event = z.infer<typeof eventSchema>
export type EventType = Event['type']
export type EventOf<T extends EventType> = Extract<Event, { type: T }>

/** Who did it. Until accounts are in force a name is what somebody typed, with the operating-system user beside it, unverified; then it is the account's, and `osUser` says `konto:` and its number. */
export interface Actor {
  readonly name: string
  readonly osUser: string
  readonly verified: boolean
}

/** One line of the history, as appended: never changed, never removed. */
export interface RecordedEvent {
  /** 1, 2, 3 … over the whole installation, without gaps. */
  readonly sequence: number
  /** The instant it was recorded (ISO 8601, UTC). */
  readonly recordedAt: string
  /** The day it happened (ISO 8601), when a person says another than the day it was recorded. */
  readonly happenedOn: string
  readonly actor: Actor
  readonly orgnr: string | null
  readonly code: string | null
  readonly exemplar: number | null
  readonly event: Event
}

/** What a flow decides to append; the store adds sequence, instant and hashes. */
export type NewEvent = Omit<RecordedEvent, 'sequence' | 'recordedAt'>

/** An issued version as the rules see it; immutable. */
export interface IssuedVersion {
  /** Printed code without hyphens. */
  readonly code: string
  readonly orgnr: string
  readonly kind: string
  /** Which of several documents of one kind (the handläggare's ordinal); empty for kinds there is one of. */
  readonly subject: string
  readonly stage: 'draft' | 'signing'
  readonly exemplars: number
  readonly pageCount: number
  readonly signatureBoxes: readonly { readonly id: string; readonly party: Party; readonly page: number; readonly initials?: true | undefined }[]
  readonly contentSha256: string
  readonly issuedAt: string
}

