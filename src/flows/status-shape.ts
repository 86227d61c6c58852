import { z } from 'zod'
import { STUCK_SORTS } from '../../contracts/stuck.js'
import { PARTIES } from '../../contracts/kind.js'
import { VERDICTS } from '../../signing/scan-report.js'

const party = z.enum(PARTIES)
const text = z.string()
const maybeText = text.nullable()
const mark = z.object({ event: z.int(), on: text, by: text, text: maybeText }).nullable()
const page = z.object({ page: z.int(), scan: text, sourcePage: z.int(), rotation: z.int() })
const confirmation = z.object({ event: z.int(), party, on: text, by: text, scan: text, pages: z.array(page), override: maybeText })

const exemplar = z.object({
  exemplar: z.int(), holder: party, signedBy: z.array(party), stage: z.enum(['unsigned', 'part-signed', 'signed']), label: text,
  archived: mark, originalReturned: mark, confirmations: z.array(confirmation),
})

const document = z.object({
  code: text, orgnr: text, kind: text, life: text, title: text, subject: text, issuedAt: text, pageCount: z.int(), stage: text, label: text, draft: z.boolean(),
  handedOver: mark, signedBy: z.array(party), fullySigned: z.boolean(), archived: mark, originalReturned: mark, exemplars: z.array(exemplar),
  approval: z.object({ event: z.int(), decision: text, on: text }).nullable(), printed: z.object({ on: text, text, by: text }).nullable(), returnedForRevision: mark, overridden: z.array(z.object({ event: z.int(), on: text, by: text, text: maybeText, guard: text })),
  customerText: z.object({ text, differences: z.int(), origin: z.enum(['own', 'deviation']), state: z.enum(['in-force', 'dropped']) }).nullable(), proposedDeviations: z.array(z.object({ text, differences: z.int(), acceptedBy: z.array(text) })), covered: z.boolean(), pagesConfirmed: mark, supersededBy: maybeText, overtakenBy: maybeText, cancelled: mark, since: text, waitingFor: maybeText, nextEvent: maybeText, nextAction: maybeText,
})

const point = z.object({ id: text, step: z.int(), text, settledBy: text, tickable: z.boolean(), own: z.boolean(), settled: z.object({ by: text, on: maybeText, who: maybeText, at: maybeText, event: z.int().nullable(), note: maybeText }).nullable() })

const step = z.object({
  step: z.int(), title: text, phase: text, lane: text, weeks: z.object({ from: z.int(), to: z.int().nullable() }), plannedFrom: maybeText, plannedTo: maybeText,
  meeting: z.object({ ordinal: z.int(), duration: maybeText }).nullable(), handouts: z.array(text), state: z.enum(['waiting', 'started', 'done']), startedOn: maybeText, doneOn: maybeText, points: z.array(point), missing: z.array(text),
})

const letter = z.object({
  letter: text, orgnr: maybeText, codes: z.array(text), stage: text, label: text, titles: z.array(text), dueOn: text, releaseAt: text, dueEvent: z.int(), sealed: z.boolean(),
  relayedOn: maybeText, calledOffEvent: z.int().nullable(), since: text, text: maybeText,
})

const scanned = z.object({
  code: text, title: text, exemplar: z.int(), verdict: z.enum(VERDICTS), missing: z.array(z.int()), unexamined: z.array(z.int()), assigned: z.array(z.int()),
  parties: z.array(z.object({ party, answer: z.enum(['proposed', 'look', 'not']), doubts: z.array(text), scan: maybeText, confirmed: z.boolean(), cutouts: z.array(text) })),
  differences: z.array(z.object({ page: z.int(), scan: text, issued: maybeText, scanned: maybeText })),
})

/** One of a customer's meetings in JSON. */
export const meetingSchema = z.object({
  ordinal: z.int(), step: z.int(), title: text, duration: maybeText, state: z.enum(['unbooked', 'booked', 'passed', 'held', 'cancelled']), changes: z.int(),
  booking: z.object({ startsAt: text, endsAt: text, place: maybeText, link: maybeText, participants: z.array(z.object({ name: text, address: maybeText })), note: maybeText }).nullable(),
  cancelled: mark, held: mark, attended: z.array(text),
  given: z.array(z.object({ handout: text, edition: text, on: text, by: text })), minutes: z.array(z.object({ sha256: text, fileName: text, on: text, by: text, note: maybeText })),
})

const evaluationSchema = z.object({
  answers: z.array(z.object({ question: text, text, grade: text, note: maybeText, on: text })),
  words: z.array(z.object({ question: text, text, comment: text, on: text })),
})

/** One customer's page as `status ORGNR --json` and the API give it. */
export const customerStatusSchema = z.object({
  orgnr: text, name: text, today: text, steps: z.array(step), documents: z.array(document),
  originals: z.array(z.object({ code: text, kind: text, title: text, exemplar: z.int(), holder: party, place: text, on: text })),
  leadTimes: z.array(z.object({ item: text, label: text, owner: maybeText, requestedOn: maybeText, promisedOn: maybeText, receivedOn: maybeText, number: maybeText, expiresOn: maybeText, from: text, state: text })),
  supplierReports: z.array(z.object({ event: z.int(), type: text, label: text, on: text, source: text, text: maybeText })),
  handedOver: z.array(z.object({ event: z.int(), type: text, label: text, on: text, to: text, by: text, note: maybeText })),
  steeringOutcome: z.object({ on: text, by: text, text }).nullable(),
  letters: z.array(letter),
  customerFiles: z.array(z.object({ month: text, expectedOn: text, sentOn: maybeText, sentBy: maybeText, checkedOn: maybeText, checkedBy: maybeText, state: text })),
  meetings: z.array(meetingSchema),
  contacts: z.array(z.object({ role: text, label: text, name: maybeText, phone: maybeText, email: maybeText, note: maybeText, toldOn: maybeText, from: z.enum(['recorded', 'facts', 'party']) })),
  awaited: z.array(z.object({ what: text, from: text, since: text, dueOn: maybeText, late: z.boolean(), owner: maybeText })),
  evaluation: evaluationSchema,
  planStartsOn: maybeText,
  stuck: z.array(z.object({ sort: z.enum(STUCK_SORTS).optional(), what: text, why: text, since: text, nextAction: text })),
  nextAction: maybeText,
  scanned: z.array(scanned),
  newerEditions: z.array(z.object({ code: text, kind: text, title: text, edition: text, newest: text, message: text })),
})

/** The list of customers as `status --json` and the API give it. */
export const customerSummarySchema = z.object({ orgnr: text, name: text, phase: maybeText, step: z.int().nullable(), stepsDone: z.int(), stuck: z.int(), nextAction: maybeText })
