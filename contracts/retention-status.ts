import type { EventType, RecordedEvent } from './event.js'
import { EVENT_LABELS } from './event-label.js'
import { KINDS } from './kinds.js'
import { ruleText, type RetentionRule } from './retention.js'
import { withdrawnIn } from './tracking.js'

/** A document whose time is asked for. */
export interface RetainedDocument {
  /** Without hyphens. */
  readonly code: string
  readonly kind: string
  readonly stage: 'draft' | 'signing'
  /** The Swedish day it was issued. */
  readonly issuedOn: string
}

/** Whether a document's time runs: nothing is decided, it is kept for ever, it does not run yet, it runs, or it has run out and a person must look. */
export const RETENTION_STATES = ['undecided', 'for-ever', 'not-started', 'running', 'run-out'] as const

/** How long one document is kept, derived from its customer's events and the house's rule; nothing is ever deleted because of it. */
export interface RetentionStatus {
  readonly state: (typeof RETENTION_STATES)[number]
  /** What the time is counted from; null while that has not happened. */
  readonly started: { readonly on: string; readonly by: EventType } | null
  /** The last day it is kept; null for ever, or while nobody can say. */
  readonly until: string | null
  readonly rule: RetentionRule | null
  /** The latest decision to keep this document longer than the rule; `event` is its number, to withdraw it by. */
  readonly extended: { readonly event: number; readonly until: string | null; readonly reason: string; readonly on: string; readonly by: string } | null
}

/** The events that say when documents cease to apply, and how much longer they are kept. */
export const RETENTION_EVENTS = ['issued', 'superseded', 'cancelled', 'deregistered', 'permit-refused', 'permit-expired', 'ceased', 'retention-extended', 'withdrawn'] as const satisfies readonly EventType[]

const ENDS: ReadonlySet<EventType> = new Set<EventType>(['superseded', 'cancelled', 'deregistered', 'permit-refused', 'permit-expired', 'ceased'])

type Started = NonNullable<RetentionStatus['started']>

/** `events` are the customer's, of `RETENTION_EVENTS` at least; `rule` is about the document's kind, or about drafts when it is one. */
export function retentionOf(document: RetainedDocument, rule: RetentionRule | null, events: readonly RecordedEvent[], today: string): RetentionStatus {
  const withdrawn = withdrawnIn(events)
  const standing = events.filter(({ sequence }) => !withdrawn.has(sequence))
  const extended = extensionOf(document.code, standing)
  const base = { rule, extended }
  if (rule === null) return { ...base, state: 'undecided', started: null, until: null }
  const started: Started | null = rule.from === 'issued' ? { on: document.issuedOn, by: 'issued' } : ceased(document, standing)
  if (rule.years === null || extended?.until === null) return { ...base, state: 'for-ever', started, until: null }
  if (started === null) return { ...base, state: 'not-started', started, until: null }
  const [byRule, longer = ''] = [`${Number(started.on.slice(0, 4)) + rule.years}-12-31`, extended?.until]
  const until = longer > byRule ? longer : byRule
  return { ...base, state: until < today ? 'run-out' : 'running', started, until }
}

function extensionOf(code: string, standing: readonly RecordedEvent[]): RetentionStatus['extended'] {
  const latest = standing.findLast((one) => one.code === code && one.event.type === 'retention-extended')
  if (latest?.event.type !== 'retention-extended') return null
  return { event: latest.sequence, until: latest.event.until, reason: latest.event.reason, on: latest.happenedOn, by: latest.actor.name }
}

/** The first thing that ended it: an event of its own, another version in its place, or the end of the agreement that it is an appendix to. */
function ceased({ code, kind, stage }: RetainedDocument, standing: readonly RecordedEvent[]): Started | null {
  const agreement = stage === 'draft' ? null : (KINDS.find(({ id }) => id === kind)?.parent ?? null)
  const ends = [...endsOf(code, standing), ...(agreement === null ? [] : agreementEnds(agreement, standing))]
  return ends.toSorted((one, other) => one.on.localeCompare(other.on))[0] ?? null
}

function endsOf(code: string, standing: readonly RecordedEvent[]): Started[] {
  return standing.flatMap((one): Started[] => {
    if (one.event.type === 'issued' && one.event.replaces === code) return [{ on: one.happenedOn, by: 'superseded' }]
    return one.code === code && ENDS.has(one.event.type) ? [{ on: one.happenedOn, by: one.event.type }] : []
  })
}

/** An agreement that has been replaced goes on in the one in its place, with the appendices that were not replaced. */
function agreementEnds(kind: string, standing: readonly RecordedEvent[]): Started[] {
  const issued = standing.filter(({ event }) => event.type === 'issued' && event.kind === kind && event.stage === 'signing')
  return issued.flatMap(({ code }) => {
    const ends = code === null ? [] : endsOf(code, standing)
    return ends.some(({ by }) => by === 'superseded') ? [] : ends.filter(({ by }) => by === 'ceased')
  })
}

/** What a clerk reads about one document's time. */
export function retentionText({ state, started, until, rule, extended }: RetentionStatus): string {
  if (state === 'undecided' || rule === null) return `Ingen bevarandetid är beslutad. Handlingen bevaras tills vidare${extended === null ? '' : `, ${extended.until === null ? 'för alltid' : `åtminstone till ${extended.until}`} enligt ett särskilt beslut`}.`
  if (state === 'for-ever') return rule.years === null ? 'Bevaras.' : 'Bevaras, enligt ett särskilt beslut.'
  if (started === null) return `Tiden löper inte än (${withSmallInitial(ruleText(rule))}).${extended === null ? '' : ` Bevaras i alla fall till ${extended.until ?? ''}, enligt ett särskilt beslut.`}`
  const since = `${EVENT_LABELS[started.by]} ${started.on}.`
  const longer = until !== null && until === extended?.until ? ', enligt ett särskilt beslut' : ''
  return state === 'run-out' ? `Tiden gick ut ${until ?? ''}${longer}. ${since}` : `Bevaras till ${until ?? ''}${longer}. ${since}`
}

function withSmallInitial(text: string): string {
  return `${text.charAt(0).toLocaleLowerCase('sv')}${text.slice(1)}`
}
