import type { PrintedDecision } from '../templates/print-decision.js'
import type { EventType, Guard, IssuedVersion, PageEvidence, RecordedEvent } from './event.js'
import type { DocumentKind, Party } from './kind.js'
import { KINDS, kindOf } from './kinds.js'
import type { LetterState } from './letter-life.js'
import { LETTER_EVENTS, letterAfter } from './letter-life.js'
import type { Stage } from './life.js'
import { moved } from './moved.js'

/** That something happened: which event, on which day, with the text that came with it. */
export interface Mark {
  readonly event: number
  readonly on: string
  readonly by: string
  readonly text: string | null
}

/** What a person confirmed on an exemplar: one party's signature, or (party null) that the pages are all there. */
export interface Confirmation extends Mark {
  readonly party: Party | null
  readonly recordedAt: string
  readonly scan: string
  readonly pages: readonly PageEvidence[]
  /** Why it was confirmed although the program doubted; null when it did not. */
  readonly override: string | null
}

/** One paper original. */
export interface ExemplarState {
  readonly exemplar: number
  readonly holder: Party
  /** In the order they were recorded. */
  readonly confirmations: readonly Confirmation[]
  readonly archived: Mark | null
  readonly originalReturned: Mark | null
}

/** A version as its own events left it; what follows from its agreement is added by `signatures.ts`. */
export interface VersionState {
  readonly version: IssuedVersion
  readonly kind: DocumentKind
  readonly stage: Stage
  readonly handedOver: Mark | null
  readonly approval: Mark | null
  /** The decision that stands printed in it, in force or taken back since. */
  readonly printed: PrintedDecision | null
  readonly returnedForRevision: Mark | null
  readonly overridden: readonly (Mark & { readonly guard: Guard })[]
  readonly covered: Mark | null
  readonly pagesConfirmed: (Confirmation & { readonly exemplar: number }) | null
  readonly exemplars: readonly ExemplarState[]
  readonly supersededBy: string | null
  readonly cancelled: Mark | null
  readonly latest: Mark | null
}

/** Everything the rules know after a row of events. */
export interface Tracking {
  readonly kinds: readonly DocumentKind[]
  readonly versions: Map<string, VersionState>
  readonly letters: Map<string, LetterState>
  /** The events that count, in order: neither withdrawn nor withdrawals. */
  readonly events: RecordedEvent[]
}

/** The sequence numbers of the events that somebody has taken back. */
export function withdrawnIn(events: readonly RecordedEvent[]): ReadonlySet<number> {
  return new Set(events.flatMap(({ event }) => (event.type === 'withdrawn' ? [event.event] : [])))
}

/** The tracking before the first event. @throws Failure `kind-unknown` for a version of a kind that is not among `kinds`. */
export function startTracking(versions: readonly IssuedVersion[], kinds: readonly DocumentKind[] = KINDS): Tracking {
  const states = versions.map((version): [string, VersionState] => {
    const kind = kindOf(version.kind, kinds)
    const exemplars = version.stage === 'draft' ? 0 : version.exemplars
    return [version.code, {
      version, kind, stage: version.stage === 'draft' ? 'draft' : 'issued',
      handedOver: null, approval: null, printed: null, returnedForRevision: null, overridden: [], covered: null, pagesConfirmed: null,
      exemplars: Array.from({ length: exemplars }, (_, index) => ({
        exemplar: index + 1, holder: kind.holders[index] ?? kind.archivedBy, confirmations: [], archived: null, originalReturned: null,
      })),
      supersededBy: null, cancelled: null, latest: null,
    }]
  })
  return { kinds, versions: new Map(states), letters: new Map(), events: [] }
}

/** The tracking after every event of a history that has not been withdrawn. */
export function track(versions: readonly IssuedVersion[], events: readonly RecordedEvent[], kinds: readonly DocumentKind[] = KINDS): Tracking {
  const tracking = startTracking(versions, kinds)
  const withdrawn = withdrawnIn(events)
  for (const event of events) if (!withdrawn.has(event.sequence)) take(tracking, event)
  return tracking
}

/** Adds one event to the tracking, whether it was legal or not: that is for `legality.ts` to say beforehand. */
export function take(tracking: Tracking, recorded: RecordedEvent): void {
  const { event } = recorded
  if (event.type === 'withdrawn') return
  tracking.events.push(recorded)
  if (LETTER_EVENTS.has(event.type)) takeLetter(tracking, recorded)
  if (event.type === 'issued' && event.replaces !== undefined) supersede(tracking, event.replaces, recorded)
  const state = recorded.code === null ? undefined : tracking.versions.get(recorded.code)
  // A decision on how long a document is kept says nothing of where it stands, nor since when.
  if (state && event.type !== 'retention-extended') tracking.versions.set(state.version.code, { ...changed(state, recorded), latest: markOf(recorded, null) })
}

/** Where the events of one customer's kind of matter (not about a version) are looked up: the latest one of `type`, or null. */
export function latestOf(tracking: Tracking, type: EventType, orgnr: string | null): RecordedEvent | null {
  return tracking.events.findLast((recorded) => recorded.event.type === type && recorded.orgnr === orgnr) ?? null
}

function takeLetter(tracking: Tracking, recorded: RecordedEvent): void {
  const { event } = recorded
  if (!('letter' in event)) return
  const letter = letterAfter(tracking.letters.get(event.letter) ?? null, recorded)
  if (letter) tracking.letters.set(letter.letter, letter)
}

function supersede(tracking: Tracking, code: string, recorded: RecordedEvent): void {
  const replaced = tracking.versions.get(code)
  if (!replaced) return
  tracking.versions.set(code, { ...replaced, stage: 'superseded', supersededBy: recorded.code, latest: markOf(recorded, null) })
  const successor = recorded.code === null ? undefined : tracking.versions.get(recorded.code)
  if (successor?.stage === 'issued' && isSameText(replaced, successor)) {
    tracking.versions.set(successor.version.code, { ...successor, approval: replaced.approval, stage: 'approved' })
  }
}

/** The board approves a text: printed anew unchanged, to show the decision's date and paragraph, it is still approved (product.md, readings). */
function isSameText(replaced: VersionState, successor: VersionState): boolean {
  return replaced.approval !== null && replaced.version.kind === successor.version.kind && replaced.version.contentSha256 === successor.version.contentSha256
}

function markOf(recorded: RecordedEvent, text: string | null): Mark {
  return { event: recorded.sequence, on: recorded.happenedOn, by: recorded.actor.name, text }
}

function changed(state: VersionState, recorded: RecordedEvent): VersionState {
  const { event } = recorded
  const next = withEffect(state, recorded)
  return { ...next, stage: moved(next, event) }
}

function withEffect(state: VersionState, recorded: RecordedEvent): VersionState {
  const { event } = recorded
  if (event.type === 'issued') return { ...state, printed: event.decision ?? null }
  if (event.type === 'handed-over') return { ...state, handedOver: markOf(recorded, event.note ?? null) }
  if (event.type === 'approved') return { ...state, approval: markOf(recorded, event.decision), returnedForRevision: null }
  if (event.type === 'final-received') return { ...state, returnedForRevision: null }
  if (event.type === 'returned-for-revision') return { ...state, returnedForRevision: markOf(recorded, event.reason) }
  if (event.type === 'guard-overridden') return { ...state, overridden: [...state.overridden, { ...markOf(recorded, event.reason), guard: event.guard }] }
  if (event.type === 'covered-by-agreement') return { ...state, covered: markOf(recorded, event.note ?? null) }
  if (event.type === 'cancelled') return { ...state, cancelled: markOf(recorded, event.reason) }
  if (event.type === 'superseded') return { ...state, supersededBy: event.by }
  if (event.type === 'pages-confirmed') return { ...state, pagesConfirmed: { ...confirmationOf(recorded, null, event), exemplar: recorded.exemplar ?? 1 } }
  return withExemplarEffect(state, recorded)
}

function withExemplarEffect(state: VersionState, recorded: RecordedEvent): VersionState {
  const { event } = recorded
  if (event.type === 'signature-confirmed') {
    const confirmation = confirmationOf(recorded, event.party, event)
    return onExemplar(state, recorded, (exemplar) => ({ ...exemplar, confirmations: [...exemplar.confirmations, confirmation] }))
  }
  if (event.type === 'archived') return onExemplar(state, recorded, (exemplar) => ({ ...exemplar, archived: markOf(recorded, event.reference) }))
  if (event.type === 'original-returned') return onExemplar(state, recorded, (exemplar) => ({ ...exemplar, originalReturned: markOf(recorded, event.how) }))
  return state
}

function confirmationOf(recorded: RecordedEvent, party: Party | null, seen: { scan: string; pages: readonly PageEvidence[]; note?: string | undefined; override?: string | undefined }): Confirmation {
  return { ...markOf(recorded, seen.note ?? null), party, recordedAt: recorded.recordedAt, scan: seen.scan, pages: seen.pages, override: seen.override ?? null }
}

function onExemplar(state: VersionState, recorded: RecordedEvent, change: (exemplar: ExemplarState) => ExemplarState): VersionState {
  const number = recorded.exemplar ?? exemplarFor(state, recorded.event.type)
  return { ...state, exemplars: state.exemplars.map((exemplar) => (exemplar.exemplar === number ? change(exemplar) : exemplar)) }
}

/** The exemplar an event is about when nobody said: the archiving party's for `archived`, the customer's for `original-returned`, otherwise the only one; null when that leaves a choice. */
export function exemplarFor(state: VersionState, type: EventType): number | null {
  if (type === 'archived') return state.exemplars.find(({ holder }) => holder === state.kind.archivedBy)?.exemplar ?? null
  if (type === 'original-returned') return state.exemplars.find(({ holder }) => holder === 'kund')?.exemplar ?? null
  return state.exemplars.length === 1 ? 1 : null
}
