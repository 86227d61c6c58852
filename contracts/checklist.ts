import type { Facts } from '../templates/facts.js'
import { ALL_POINTS, settledByText, type DocumentNeed, type EventMatch, type Point, type SettledBy } from './checklist-points.js'
import type { RecordedEvent } from './event.js'
import type { DocumentKind, Party } from './kind.js'
import { kindOf, KINDS, reviewSet } from './kinds.js'
import { ownPoints } from './own-points.js'
import type { VersionStatus } from './status.js'
import { isLive } from './signatures.js'
import { withdrawnIn } from './tracking.js'
import { unconfirmedExemplars } from './unconfirmed-exemplars.js'

/** What settled a point, on which day, by whom; `facts` when the customer's facts make it unneeded (an existing Grundavtal, no SIS-approved cards). */
export interface Settlement {
  readonly by: 'event' | 'document' | 'person' | 'facts'
  readonly on: string
  readonly who: string
  /** The instant the tick was recorded (ISO 8601, UTC), its number, to take it back by; null for all but a person's tick. */
  readonly at: string | null
  readonly event: number | null
  /** What was noted with a tick, or what to know of the papers that settled it: exemplars kept without confirmed signatures of their own. */
  readonly note: string | null
}

/** One checklist point of one customer. */
export interface PointStatus {
  readonly id: string
  readonly step: number
  readonly text: string
  /** In Swedish, what settles it. */
  readonly settledBy: string
  /** True when a person's tick settles it. */
  readonly tickable: boolean
  /** True for a point that was added for this customer alone. */
  readonly own: boolean
  readonly settled: Settlement | null
}

interface Known {
  readonly kinds: readonly DocumentKind[]
  readonly documents: readonly VersionStatus[]
  readonly events: readonly RecordedEvent[]
  readonly facts: Facts | null
}

/** Every point, the tasks the checklist forgot and the customer's own points, last, of one customer: `status` is what `statusOf` says of the customer's versions. */
export function pointStatuses(status: readonly VersionStatus[], events: readonly RecordedEvent[], facts: Facts | null = null, kinds: readonly DocumentKind[] = KINDS): PointStatus[] {
  const withdrawn = withdrawnIn(events)
  const known = { kinds, documents: status, events: events.filter(({ sequence }) => !withdrawn.has(sequence)), facts }
  const statusOf = (point: Point, own: boolean): PointStatus => ({
    id: point.id, step: point.step, text: point.text, settledBy: settledByText(point), tickable: point.settledBy.by === 'person', own, settled: settlementOf(point, known),
  })
  const orgnr = events.find((recorded) => recorded.orgnr !== null)?.orgnr ?? null
  return [...ALL_POINTS.map((point) => statusOf(point, false)), ...ownPoints(known.events, orgnr).map((point) => statusOf(point, true))]
}

/** Whether a version still counts as the customer's paper: meant for signing, and neither cancelled nor superseded. */
export function isCurrent(version: VersionStatus): boolean {
  return !version.draft && isLive(version)
}

/** What only a person's tick has. */
const UNTICKED = { at: null, event: null, note: null } as const

function settlementOf({ id, settledBy }: Point, known: Known): Settlement | null {
  switch (settledBy.by) {
    case 'person': return ticked(known.events.find(({ event }) => event.type === 'point-ticked' && event.point === id))
    case 'event': return byEvents(settledBy.events, known)
    case 'letter': return byLetter(known)
    case 'document': return byDocuments(settledBy, known)
    default: return settledBy satisfies never
  }
}

function ticked(tick: RecordedEvent | undefined): Settlement | null {
  if (tick?.event.type !== 'point-ticked') return null
  return { by: 'person', on: tick.happenedOn, who: tick.actor.name, at: tick.recordedAt, event: tick.sequence, note: tick.event.note ?? null }
}

function settlement(by: Settlement['by'], marks: readonly { readonly happenedOn: string; readonly actor: { readonly name: string } }[]): Settlement | null {
  const latest = marks.toSorted((a, b) => a.happenedOn.localeCompare(b.happenedOn)).at(-1)
  return latest ? { ...UNTICKED, by, on: latest.happenedOn, who: latest.actor.name } : null
}

function byEvents(matches: readonly EventMatch[], { events }: Known): Settlement | null {
  const found = matches.map((match) => events.find(({ event }) => event.type === match.type && (match.environment === undefined || ('environment' in event && event.environment === match.environment))))
  return found.includes(undefined) ? null : settlement('event', found.flatMap((event) => event ?? []))
}

function byLetter({ kinds, documents, events }: Known): Settlement | null {
  const codes = reviewSet(kinds).map(({ id }) => documents.findLast((version) => version.kind === id && isCurrent(version))?.code)
  const letters = events.flatMap(({ event }) => (event.type === 'letter-due' ? [event] : []))
  const relayed = codes.map((code) => events.find(({ event }) => event.type === 'letter-relayed' && code !== undefined && letters.some((due) => due.letter === event.letter && due.codes.includes(code))))
  return relayed.includes(undefined) ? null : settlement('event', relayed.flatMap((event) => event ?? []))
}

function byDocuments({ documents, events = [] }: Extract<SettledBy, { by: 'document' }>, known: Known): Settlement | null {
  const found = [
    ...documents.map(({ kind, needs }) => unneeded(kind, known) ?? byDocument(kind, needs, known)),
    ...(events.length > 0 ? [byEvents(events, known)] : []),
  ]
  if (found.includes(null)) return null
  const marks = found.flatMap((one) => one ?? [])
  const latest = marks.filter(({ by }) => by !== 'facts').toSorted((a, b) => a.on.localeCompare(b.on)).at(-1)
  return latest ? { ...latest, by: 'document', note: unconfirmedIn(documents, known) } : (marks[0] ?? null)
}

/** Of papers that must be signed and kept: the exemplars kept without signatures of their own; null when there are none. */
function unconfirmedIn(documents: readonly { readonly kind: string; readonly needs: readonly DocumentNeed[] }[], known: Known): string | null {
  const told = documents.filter(({ needs }) => needs.includes('signed')).flatMap(({ kind }) => known.documents.filter((version) => version.kind === kind && isCurrent(version)).flatMap((version) => unconfirmedExemplars(version).map((text) => `${version.title}: ${text}`)))
  return told.length === 0 ? null : told.join(' ')
}

/** A kind the customer's facts make unneeded, as long as none has been issued all the same. */
function unneeded(kind: string, { documents, facts }: Known): Settlement | null {
  if (!facts || documents.some((version) => version.kind === kind && isCurrent(version))) return null
  const existing = facts.avtal?.befintligtGrundavtal
  if (kind === 'grundavtal' && existing) return { ...UNTICKED, by: 'facts', on: existing.datum, who: `befintligt Grundavtal ${existing.avtalsnummer}` }
  return kind === 'sis-dnv-ansokan' && facts.kort?.sisKort === 'nej' ? { ...UNTICKED, by: 'facts', on: '', who: 'kunden har inte valt SIS-godkända kort' } : null
}

function byDocument(kind: string, needs: readonly DocumentNeed[], { documents, events }: Known): Settlement | null {
  const all = documents.filter((version) => version.kind === kind)
  const current = all.filter(isCurrent)
  const marks: RecordedEvent[] = []
  for (const need of needs) {
    const found = need === 'handed-over' ? [eventOn(all, 'handed-over', events)] : current.map((version) => eventFor(version, need, documents, events))
    if (found.length === 0 || found.includes(null)) return null
    marks.push(...found.flatMap((event) => event ?? []))
  }
  return settlement('document', marks)
}

function eventOn(versions: readonly VersionStatus[], type: RecordedEvent['event']['type'], events: readonly RecordedEvent[]): RecordedEvent | null {
  return events.find(({ code, event }) => event.type === type && versions.some((version) => version.code === code)) ?? null
}

function eventFor(version: VersionStatus, need: DocumentNeed, documents: readonly VersionStatus[], events: readonly RecordedEvent[]): RecordedEvent | null {
  switch (need) {
    case 'handed-over': case 'handed-in': case 'archived': case 'original-returned': return eventOn([version], need, events)
    case 'signed-by-kund': return version.signedBy.includes('kund') ? signatureEvent(version, documents, events, 'kund') : null
    case 'signed': return version.fullySigned ? signatureEvent(version, documents, events, null) : null
    default: return need satisfies never
  }
}

/** The confirmation that made it so, on the version itself or on the agreement that covers it. */
function signatureEvent(version: VersionStatus, documents: readonly VersionStatus[], events: readonly RecordedEvent[], party: Party | null): RecordedEvent | null {
  const signed = version.covered ? documents.findLast((one) => isCurrent(one) && one.kind === kindOf(version.kind).parent) : version
  const confirmations = signed?.exemplars.flatMap((exemplar) => exemplar.confirmations).filter((found) => party === null || found.party === party) ?? []
  const latest = Math.max(...confirmations.map(({ event }) => event))
  return events.find(({ sequence }) => sequence === latest) ?? null
}
