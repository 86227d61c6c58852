import type { CustomerFileTask } from './customer-file.js'
import type { EventType, RecordedEvent } from './event.js'
import { isCurrent } from './checklist.js'
import type { LeadTime } from './lead-time.js'
import type { LetterState } from './letter-life.js'
import type { VersionStatus } from './status.js'

/** Something that somebody else is to do. */
export interface Awaited {
  readonly what: string
  /** From whom, in running Swedish text: "driftleverantören". */
  readonly from: string
  readonly since: string
  /** The day it was promised for, or usually comes; null when nobody has said. */
  readonly dueOn: string | null
  readonly late: boolean
  /** Who of ours sees to it; null when nobody is named. */
  readonly owner: string | null
}

/** What the supplier and the card maker report once the Leveransavtal has passed the review, in the order of seed step 8. */
const REPORTS: readonly { readonly type: EventType; readonly what: string; readonly from: string }[] = [
  { type: 'customer-number-reported', what: 'Kundnummer och kontor', from: 'korttillverkaren, genom kundtjänst' },
  { type: 'product-specified', what: 'Produktspecifikation', from: 'driftleverantören' },
  { type: 'siths-admin-configured', what: 'Konfiguration av SITHS Admin', from: 'driftleverantören' },
  { type: 'delivery-may-start', what: 'Besked om att leverans kan påbörjas', from: 'lokal säljare' },
]

const AWAITED_EVENTS: Readonly<Partial<Record<EventType, string>>> = {
  'final-received': 'kunden', 'handed-in': 'kunden', 'seller-dialogue-held': 'lokal säljare', 'found-complete': 'lokal säljare', 'review-started': 'driftleverantören', 'review-accepted': 'driftleverantören',
  'permit-granted': 'SIS/DNV', registered: 'driftleverantören', 'proof-delivered': 'korttillverkaren', 'proof-approved': 'kunden', approved: 'SITHS förvaltningsgrupp',
}

interface Known {
  readonly documents: readonly VersionStatus[]
  readonly letters: readonly LetterState[]
  readonly leadTimes: readonly LeadTime[]
  readonly customerFiles: readonly CustomerFileTask[]
  /** Without withdrawn ones. */
  readonly events: readonly RecordedEvent[]
  readonly today: string
}

/** What is awaited of others, what is late first. */
export function awaitedFrom({ documents, letters, leadTimes, customerFiles, events, today }: Known): Awaited[] {
  const all = [...leadTimes.flatMap((item) => awaitedItem(item, today)), ...letters.flatMap(awaitedAnswer), ...documents.filter(isCurrent).flatMap(awaitedDocument), ...awaitedReports(documents, events), ...customerFiles.flatMap(awaitedFile)]
  return [...all.filter(({ late }) => late), ...all.filter(({ late }) => !late)]
}

function awaitedItem({ label, from, owner, requestedOn, promisedOn, receivedOn }: LeadTime, today: string): Awaited[] {
  const since = requestedOn ?? promisedOn
  if (receivedOn !== null || since === null) return []
  return [{ what: label, from, since, dueOn: promisedOn, late: promisedOn !== null && promisedOn < today, owner }]
}

function awaitedAnswer({ stage, relayedOn, since }: LetterState): Awaited[] {
  return stage === 'relayed' || stage === 'delivered' ? [{ what: 'Bekräftelse på granskningsdokumenten', from: 'driftleverantören', since: relayedOn ?? since, dueOn: null, late: false, owner: null }] : []
}

function awaitedDocument({ title, nextEvent, waitingFor, since }: VersionStatus): Awaited[] {
  const from = nextEvent === null ? undefined : AWAITED_EVENTS[nextEvent]
  return from === undefined || waitingFor === null ? [] : [{ what: `${title}: ${waitingFor}`, from, since, dueOn: null, late: false, owner: null }]
}

function awaitedReports(documents: readonly VersionStatus[], events: readonly RecordedEvent[]): Awaited[] {
  const agreement = documents.filter(isCurrent).findLast(({ kind }) => kind === 'leveransavtal')
  if (agreement?.stage !== 'production-may-start') return []
  return REPORTS.filter(({ type }) => !events.some(({ event }) => event.type === type)).map(({ what, from }) => ({ what, from, since: agreement.since, dueOn: null, late: false, owner: null }))
}

function awaitedFile({ month, expectedOn, state }: CustomerFileTask): Awaited[] {
  return state === 'expected' || state === 'late' ? [{ what: `Kunddatafil ${month}`, from: 'kundtjänst', since: expectedOn, dueOn: expectedOn, late: state === 'late', owner: null }] : []
}
