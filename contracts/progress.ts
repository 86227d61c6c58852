import type { Facts } from '../templates/facts.js'
import type { Parties } from '../templates/party.js'
import { awaitedFrom, type Awaited } from './awaited.js'
import { isCurrent, pointStatuses } from './checklist.js'
import { customerFileTasks, type CustomerFileTask } from './customer-file.js'
import type { EventType, IssuedVersion, RecordedEvent } from './event.js'
import { EVENT_LABELS } from './event-label.js'
import { eventName } from './event-words.js'
import { evaluationOf, type Evaluation } from './evaluation.js'
import type { DocumentKind } from './kind.js'
import { KINDS } from './kinds.js'
import { leadTimes, type LeadTime } from './lead-time.js'
import { LETTER_STAGE_LABELS, type LetterState } from './letter-life.js'
import { meetingStatuses, type MeetingStatus } from './meetings.js'
import { listOfFew } from './party-name.js'
import type { Plan } from './plan.js'
import { statusIn, type VersionStatus } from './status.js'
import { isStanding } from './overtaken.js'
import { stepStatuses, type StepStatus } from './step-status.js'
import { stuckByWithdrawal, stuckIn, type Stuck } from './stuck.js'
import { supplierContacts, type SupplierContact } from './supplier-contacts.js'
import { track } from './tracking.js'
import { originalsOf, type Original } from './whereabouts.js'

/** What one customer's page is made from; `versions` and `events` are that customer's alone. */
export interface CustomerRecords {
  readonly orgnr: string
  readonly name: string
  readonly versions: readonly IssuedVersion[]
  readonly events: readonly RecordedEvent[]
  /** Null until facts are recorded. */
  readonly facts: Facts | null
  readonly plan: Plan
  readonly today: string
  /** Working days that an answer to a letter may take. */
  readonly answerDays: number
  readonly kinds?: readonly DocumentKind[]
  /** The party records that contacts are read from; left out where they are not at hand. */
  readonly parties?: Parties
}

/** What the supplier or card maker reported, or a person on their behalf. */
export interface SupplierReport {
  readonly event: number
  readonly type: EventType
  readonly label: string
  readonly on: string
  readonly source: string
  readonly text: string | null
}

/** Something that was handed over in person: a card of a certain environment, or a key. */
export interface HandedOver {
  readonly event: number
  readonly type: EventType
  /** "RA-kort överlämnat: produktionsmiljö". */
  readonly label: string
  readonly on: string
  readonly to: string
  readonly by: string
  readonly note: string | null
}

/** One page that says what is done, what is stuck and why, and what comes next. */
export interface CustomerProgress {
  readonly orgnr: string
  readonly name: string
  readonly today: string
  readonly steps: readonly StepStatus[]
  /** Current papers and standing drafts first, then what was superseded, overtaken or cancelled. */
  readonly documents: readonly VersionStatus[]
  readonly originals: readonly Original[]
  readonly leadTimes: readonly LeadTime[]
  readonly supplierReports: readonly SupplierReport[]
  /** RA cards and keys, by environment and recipient. */
  readonly handedOver: readonly HandedOver[]
  /** What the supplier's Styrgrupp came to about the customer's opinions; null until it is noted. */
  readonly steeringOutcome: { readonly on: string; readonly by: string; readonly text: string } | null
  readonly letters: readonly (LetterState & { readonly label: string; readonly titles: readonly string[] })[]
  readonly customerFiles: readonly CustomerFileTask[]
  readonly meetings: readonly MeetingStatus[]
  readonly contacts: readonly SupplierContact[]
  /** What others are to do, what is late first. */
  readonly awaited: readonly Awaited[]
  readonly evaluation: Evaluation
  /** The day week 0 begins; null until it is decided. */
  readonly planStartsOn: string | null
  readonly stuck: readonly Stuck[]
  /** The one thing to do now; null when everything is done. */
  readonly nextAction: string | null
}

const REPORTS: ReadonlySet<EventType> = new Set<EventType>([
  'found-complete', 'completion-asked', 'review-started', 'review-accepted', 'review-refused', 'registered', 'proof-delivered', 'proof-approved', 'proof-rejected',
  'customer-number-reported', 'product-specified', 'siths-admin-configured', 'delivery-may-start', 'customer-file-sent',
  'letter-received', 'letter-completion-requested', 'letter-approved',
])

/** The order in which documents are worked on when several wait. */
const WORK_ORDER: readonly EventType[] = [
  'issued', 'handed-over', 'seller-dialogue-held', 'final-received', 'approved', 'pages-confirmed', 'handed-in', 'found-complete', 'signature-confirmed', 'archived', 'original-returned',
]

/** Everything the customer's page shows, derived from records alone. @throws Failure `kind-unknown` */
export function progressOf(records: CustomerRecords): CustomerProgress {
  const { orgnr, name, versions, facts, plan, today, kinds = KINDS } = records
  const tracking = track(versions, records.events, kinds)
  const events = tracking.events
  const all = versions.flatMap((version) => statusIn(tracking, version))
  const documents = [...all.filter(isStanding), ...all.filter((version) => !isStanding(version))]
  const steps = stepStatuses(pointStatuses(all, records.events, facts, kinds), all, records.events, plan)
  const letters = [...tracking.letters.values()]
  const items = leadTimes(facts, all, events, today)
  const customerFiles = customerFileTasks(events, today)
  const stuck = [...stuckByWithdrawal(letters, records.events, documents.filter(isStanding)), ...stuckIn(all, letters, items, customerFiles, { today, answerDays: records.answerDays })]
  return {
    orgnr, name, today, steps, documents, originals: originalsOf(all, events), leadTimes: items, supplierReports: events.flatMap(reportOf), handedOver: events.flatMap(handedOverOf), steeringOutcome: events.flatMap(outcomeOf).at(-1) ?? null,
    letters: letters.map((letter) => ({ ...letter, label: LETTER_STAGE_LABELS[letter.stage], titles: titlesOf(letter.codes, all) })),
    customerFiles, meetings: meetingStatuses(events, today), contacts: supplierContacts(facts, events, records.parties ?? null), evaluation: evaluationOf(events), planStartsOn: plan.startsOn,
    awaited: awaitedFrom({ documents: all, letters, leadTimes: items, customerFiles, events, today }),
    stuck, nextAction: nextAction(stuck, all, steps, customerFiles),
  }
}

function titlesOf(codes: readonly string[], documents: readonly VersionStatus[]): readonly string[] {
  return documents.filter(({ code }) => codes.includes(code)).map(({ title }) => title)
}

function reportOf({ sequence, event, happenedOn, actor }: RecordedEvent): SupplierReport[] {
  if (!REPORTS.has(event.type)) return []
  const note = 'note' in event ? (event.note ?? null) : null
  const text = 'reason' in event ? event.reason : 'customerNumber' in event ? `kundnummer ${event.customerNumber}, kontor ${event.office}` : 'month' in event ? ['för', event.month, note].filter((part) => part !== null).join(' ') : note
  const source = 'source' in event ? event.source : actor.name
  return [{ event: sequence, type: event.type, label: EVENT_LABELS[event.type], on: happenedOn, source, text: text ?? null }]
}

function handedOverOf({ sequence, event, happenedOn: on, actor }: RecordedEvent): HandedOver[] {
  if (event.type !== 'ra-card-handed-over' && event.type !== 'mifare-key-handed-over') return []
  return [{ event: sequence, type: event.type, label: eventName(event), on, to: event.to, by: actor.name, note: event.note ?? null }]
}

function outcomeOf({ event, happenedOn: on, actor }: RecordedEvent): NonNullable<CustomerProgress['steeringOutcome']>[] {
  return event.type === 'steering-outcome-recorded' ? [{ on, by: actor.name, text: event.outcome }] : []
}

function nextAction(stuck: readonly Stuck[], all: readonly VersionStatus[], steps: readonly StepStatus[], files: readonly CustomerFileTask[]): string | null {
  const pressing = stuck[0]
  if (pressing) return `${pressing.what}: ${pressing.nextAction}`
  const file = files.find(({ state }) => state === 'expected' || state === 'sent')
  return documentAction(all.filter((version) => isCurrent(version) || version.nextEvent === 'handed-over')) ?? stepAction(steps) ?? (file ? `Kunddatafil ${file.month}: kontrollera att den är skickad och att kort och fakturaunderlag stämmer med beställningen.` : null)
}

/** The documents that wait for the same earliest thing, named together. */
function documentAction(documents: readonly VersionStatus[]): string | null {
  const waiting = documents.filter(({ nextEvent }) => nextEvent !== null)
  const rank = (version: VersionStatus): number => (version.nextEvent === null ? -1 : WORK_ORDER.indexOf(version.nextEvent) + 1 || WORK_ORDER.length + 1)
  const first = waiting.toSorted((a, b) => rank(a) - rank(b))[0]
  if (!first) return null
  const same = waiting.filter(({ nextEvent, nextAction }) => nextEvent === first.nextEvent && nextAction === first.nextAction)
  return `${listOfFew(same.map(({ title }) => title))}: ${first.nextAction ?? ''}`
}

function stepAction(steps: readonly StepStatus[]): string | null {
  const step = steps.find(({ state }) => state !== 'done')
  if (!step) return null
  const point = step.points.find(({ settled }) => settled === null)
  const what = step.missing[0] ?? (point ? `punkt ${point.id}, ${point.text}` : null)
  return what === null ? null : `Steg ${step.step}, ${step.title}: ${what}.`
}
