import { isCurrent, type PointStatus } from './checklist.js'
import { STEPS, type Outcome, type Phase, type Lane, type Weeks } from './checklist-steps.js'
import { addDays } from './calendar.js'
import type { RecordedEvent } from './event.js'
import { EVENT_LABELS } from './event-label.js'
import { KINDS } from './kinds.js'
import type { VersionStatus } from './status.js'
import { withdrawnIn } from './tracking.js'

/** The plan of one customer: the day week 0 begins (null until decided), and weeks that differ from the template. */
export interface Plan {
  readonly startsOn: string | null
  readonly weeks?: Readonly<Record<number, Weeks>>
}

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
    const done = missing.length === 0 && own.every(({ id, settled }) => settled !== null || id.endsWith('.boka'))
    return {
      step, title, phase, lane, weeks, meeting, handouts, points: own, missing,
      plannedFrom: plan.startsOn && addDays(plan.startsOn, weeks.from * 7), plannedTo: plan.startsOn && weeks.to !== null ? addDays(plan.startsOn, weeks.to * 7 + 6) : null,
      state: done ? 'done' : begun ? 'started' : 'waiting',
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
      if (current.findLast(({ kind }) => kind === 'leveransavtal')?.stage !== 'production-may-start') return 'Leveransavtalet godkänt vid driftleverantörens granskning'
      const proof = current.findLast(({ kind }) => kind === 'korrekturblankett')
      return proof && proof.stage !== 'proof-approved' ? 'Provkortet godkänt' : null
    }
    default: return outcome satisfies never
  }
}
