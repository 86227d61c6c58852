import { WHYS_USED } from '../../signing/why-used.js'
import { z } from 'zod'
import { eventSchema } from '../../contracts/event.js'
import { PARTIES } from '../../contracts/kind.js'
import { receiptSchema } from '../../signing/receipt.js'
import { proofSchema, unprovenSchema } from '../../signing/receipt-proof.js'
import { partyRecordSchema } from '../../templates/party.js'
import { ordinaryLetterSchema } from '../storage/ordinary-letters.js'
import { letterEvidenceSchema } from '../storage/letter-evidence.js'
import { LETTER_STATES } from '../../signing/outbox.js'
import { manifestSchema } from './manifest.js'

/** One fault with its place, in JSON. */
export const faultShape = z.strictObject({ path: z.string(), message: z.string() })

/** One line of history in JSON. */
export const recordedEventSchema = z.strictObject({
  sequence: z.int().positive(), recordedAt: z.string(), happenedOn: z.string(),
  actor: z.strictObject({ name: z.string(), osUser: z.string(), verified: z.boolean() }),
  orgnr: z.string().nullable(), code: z.string().nullable(), exemplar: z.int().nullable(), event: eventSchema,
})

/** What a recording command answers. */
export const recordedSchema = z.strictObject({
  events: z.array(recordedEventSchema),
  letterDue: z.strictObject({ letter: z.string(), number: z.int(), releaseAt: z.string() }).nullable(),
})

/** What a confirmation answers. */
export const confirmedSchema = recordedSchema.extend({ code: z.string(), title: z.string(), party: z.enum(PARTIES).nullable(), exemplars: z.array(z.int().positive()), doubts: z.array(z.string()), cleanCopies: z.array(z.strictObject({ exemplar: z.int().positive(), sha256: z.string(), bytes: z.int().positive(), pageCount: z.int().positive() })) })

/** What a withdrawal answers. */
export const withdrawnSchema = z.strictObject({ events: z.array(recordedEventSchema) })

/** One changed paragraph or table row in JSON, word by word. */
export const lineChangeSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['removed', 'added']), section: z.string(), text: z.string() }),
  z.strictObject({
    type: z.literal('changed'), section: z.string(), before: z.string(), after: z.string(),
    words: z.array(z.strictObject({ text: z.string(), mark: z.enum(['same', 'removed', 'added']) })),
    style: z.strictObject({ before: z.string().nullable(), after: z.string().nullable() }).nullable(),
  }),
])

/** One customer's pack as made. */
export const packMadeSchema = z.strictObject({
  orgnr: z.string(), name: z.string(), manifest: manifestSchema,
  documents: z.array(z.strictObject({
    kind: z.string(), title: z.string(), code: z.string(), made: z.enum(['issued', 'reissued', 'unchanged']),
    changed: z.strictObject({ from: z.string(), editions: z.strictObject({ before: z.string(), after: z.string() }), words: z.array(lineChangeSchema), keepsCustomerText: z.boolean() }).nullable(),
  })),
  dropped: z.array(z.string()),
  notices: z.array(faultShape),
})

/** One row of the outbox in JSON. */
export const letterSchema = z.strictObject({
  id: z.string(), number: z.int(), orgnr: z.string(), recipient: z.string(), predecessor: z.string().nullable(), codes: z.array(z.string()), evidence: letterEvidenceSchema,
  state: z.enum(LETTER_STATES), dueAt: z.string(), releaseAt: z.string(), messageId: z.string().nullable(), ciphertextSha256: z.string().nullable(), ciphertextBytes: z.int().nullable(),
  attempts: z.int(), nextAttemptAt: z.string().nullable(), claimedAt: z.string().nullable(), claimedBy: z.string().nullable(), receiptSha256: z.string().nullable(), reason: z.string().nullable(),
})

const letterPart = z.strictObject({ letter: z.string(), part: z.int(), messageId: z.string(), ciphertextSha256: z.string(), ciphertextBytes: z.int(), relayedAt: z.string().nullable(), deliveredAt: z.string().nullable() })

/** One row of the outbox with the mails of a letter that is several; empty when it is one. */
export const listedLetterSchema = letterSchema.extend({ parts: z.array(letterPart) })

/** The same for whoever runs the outbox and sees no customers, whom reasons name. */
export const followedLetterSchema = listedLetterSchema.omit({ orgnr: true, codes: true, evidence: true, reason: true })

/** The scanned page that a page of an attached clean copy was made of; `others` counts those that show it too, with why they were not taken. */
const copySource = z.strictObject({ code: z.string(), exemplar: z.int(), page: z.int(), scan: z.string(), fileName: z.string(), sourcePage: z.int(), straight: z.boolean().nullable(), others: z.strictObject({ count: z.int().positive(), why: z.enum(WHYS_USED) }).nullable() })

/** A letter with its files and attempts. */
export const letterDetailsSchema = z.strictObject({
  letter: letterSchema,
  files: z.array(z.strictObject({ code: z.string(), fileName: z.string(), sha256: z.string(), bytes: z.int(), pageCount: z.int(), part: z.int(), sources: z.array(copySource) })),
  /** The mails of a letter that is several; empty when it is one. */
  parts: z.array(letterPart),
  attempts: z.array(z.strictObject({ attempt: z.int(), part: z.int(), at: z.string(), outcome: z.string(), response: z.string() })),
  /** The key it was sealed to, and whether it still is the recipient's; null before that. */
  recipientKey: z.strictObject({ fingerprint: z.string(), standing: z.enum(['pinned', 'replaced', 'unpinned']), replacedBy: z.string().nullable() }).nullable(),
})

const draftDocument = z.strictObject({ kind: z.string(), title: z.string(), code: z.string(), fileName: z.string(), sha256: z.string(), sizeBytes: z.int(), pageCount: z.int() })

/** What mailing drafts answers. */
export const mailedDraftsSchema = z.strictObject({ letter: ordinaryLetterSchema, documents: z.array(draftDocument), leftOut: z.array(draftDocument) })

/** What re-checking a receipt answers. */
export const letterVerificationSchema = z.strictObject({ receipt: receiptSchema, faults: z.array(faultShape), proofs: z.array(proofSchema), unproven: z.array(unprovenSchema) })

/** Who stopped all letters; null when they may go. */
export const outboxPauseSchema = z.strictObject({ by: z.string(), since: z.string(), reason: z.string() }).nullable()

/** What became of one letter in one pass over the outbox; `code` is what kept it from going, a failure code or how the attempt ended, null when it went. */
export const workedLetterSchema = z.strictObject({ letter: z.string(), number: z.int(), orgnr: z.string(), state: z.enum(LETTER_STATES), reason: z.string().nullable(), code: z.string().nullable() })

/** The same for whoever runs the outbox and sees no customers. */
export const followedWorkSchema = workedLetterSchema.omit({ orgnr: true, reason: true })

/** A party record and where it came from. */
export const storedPartySchema = z.strictObject({ record: partyRecordSchema, recordSha256: z.string(), origin: z.enum(['shipped', 'set']), recordedAt: z.string() })

/** What checking the whole archive answers. */
export const verificationSchema = z.strictObject({ filesChecked: z.int(), eventsChecked: z.int(), faults: z.array(faultShape), litter: z.array(faultShape) })
