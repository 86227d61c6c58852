import { isCurrent, type PointStatus } from './checklist.js'
import { STEPS, type Outcome, type Phase, type Lane, type Weeks } from './checklist-steps.js'
import { addDays } from './calendar.js'
import type { RecordedEvent } from './event.js'
import { EVENT_LABELS } from './event-label.js'
import { KINDS } from './kinds.js'
import type { Plan } from './plan.js'
import type { VersionStatus } from './status.js'
import { withdrawnIn } from './tracking.js'

/** One of the twelve steps of one customer. */
export interface StepStatus {
  readonly step: number
  readonly title: string
  readonly phase: Phase
  readonly lane: Lane
  readonly weeks: Weeks
  /** The planned days, null without a start; the state never follows from them. */
  readonly plannedFrom: string | null
  readonly plannedTo: string | null
  readonly meeting: { readonly ordinal: number; readonly duration: string | null } | null
  readonly handouts: readonly string[]
  readonly state: 'waiting' | 'started' | 'done'
  /** The days the first and the last thing of the step happened; null while it waits, and until it is done. */
  readonly startedOn: string | null
  readonly doneOn: string | null
  readonly points: readonly PointStatus[]
  /** In Swedish, what the step needs besides its points and does not have. */
  readonly missing: readonly string[]
}

/** The twelve steps: one is done when all its points are settled and its own outcome is there. */
export function stepStatuses(points: readonly PointStatus[], documents: readonly VersionStatus[], events: readonly RecordedEvent[], plan: Plan): StepStatus[] {
  const withdrawn = withdrawnIn(events)
  const standing = events.filter(({ sequence }) => !withdrawn.has(sequence))
  return STEPS.map(({ step, title, phase, lane, meeting, handouts, outcomes, weeks: template }) => {
    const own = points.filter((point) => point.step === step)
    const missing = outcomes.flatMap((outcome) => missingOutcome(outcome, documents, standing) ?? [])
    const weeks = plan.weeks?.[step] ?? template
    const begun = own.some(({ settled }) => settled !== null && settled.by !== 'facts') || missing.length < outcomes.length
    const days = [...own.flatMap(({ settled }) => (settled === null || settled.by === 'facts' ? [] : [settled.on])), ...outcomes.flatMap((outcome) => outcomeDay(outcome, documents, standing))].toSorted()
    const done = missing.length === 0 && own.every(({ id, settled }) => settled !== null || id.endsWith('.boka'))
    return {
      step, title, phase, lane, weeks, meeting, handouts, points: own, missing,
      plannedFrom: plan.startsOn && addDays(plan.startsOn, weeks.from * 7), plannedTo: plan.startsOn && weeks.to !== null ? addDays(plan.startsOn, weeks.to * 7 + 6) : null,
      state: done ? 'done' : begun ? 'started' : 'waiting', startedOn: begun ? (days[0] ?? null) : null, doneOn: done ? (days.at(-1) ?? null) : null,
    }
  })
}

function missingOutcome(outcome: Outcome, documents: readonly VersionStatus[], events: readonly RecordedEvent[]): string | null {
  const current = documents.filter(isCurrent)
  switch (outcome.by) {
    case 'event': {
      const found = events.some(({ event }) => event.type === outcome.type && (outcome.ordinal === undefined || ('ordinal' in event && event.ordinal === outcome.ordinal)))
      return found ? null : `${EVENT_LABELS[outcome.type]}${outcome.ordinal === undefined ? '' : ` (träff ${outcome.ordinal})`}`
    }
    case 'approval': {
      const unapproved = KINDS.filter(({ life }) => life === 'reviewed-appendix').filter(({ id }) => !current.findLast(({ kind }) => kind === id)?.approval)
      return unapproved.length === 0 ? null : `Förvaltningsgruppens godkännande av ${unapproved.map(({ title }) => title).join(' och ')}`
    }
    case 'supplier-review': {
      if (current.findLast(({ kind }) => kind === 'leveransavtal')?.stage !== 'production-may-start') return 'Leveransavtalet godkänt vid driftleverantörens granskning (antecknas på Leveransavtalets sida)'
      const proof = current.findLast(({ kind }) => kind === 'korrekturblankett')
      return proof && proof.stage !== 'proof-approved' ? 'Provkortet godkänt (antecknas på korrekturblankettens sida)' : null
    }
    default: return outcome satisfies never
  }
}

/** The day an outcome came, when it has. */
function outcomeDay(outcome: Outcome, documents: readonly VersionStatus[], events: readonly RecordedEvent[]): string[] {
  if (outcome.by === 'event') {
    const found = events.find(({ event }) => event.type === outcome.type && (outcome.ordinal === undefined || ('ordinal' in event && event.ordinal === outcome.ordinal)))
    return found === undefined ? [] : [found.happenedOn]
  }
  if (outcome.by === 'approval') return documents.filter(isCurrent).flatMap(({ approval }) => approval?.on ?? [])
  return events.filter(({ event }) => event.type === 'review-accepted' || event.type === 'proof-approved').map(({ happenedOn }) => happenedOn)
}
