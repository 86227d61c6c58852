import { STEPS, type Weeks } from './checklist-steps.js'
import type { RecordedEvent } from './event.js'

/** When the steps are meant to be worked on. A plan says nothing about what has been done. */
export interface Plan {
  /** The day week 0 begins; null until it is decided. */
  readonly startsOn: string | null
  /** The weeks of the steps that differ from the shipped template. */
  readonly weeks?: Readonly<Record<number, Weeks>>
}

type PlannedSteps = readonly { readonly step: number; readonly weeks: Weeks }[]

/** The weeks of the presentation, when nobody has said anything else: 0, 1–3, 8, 10 and 12. */
export const MILESTONES: readonly { readonly from: number; readonly to: number; readonly label: string; readonly meaning: string }[] = [
  { from: 0, to: 0, label: 'Vecka 0', meaning: 'Första kontakten' },
  { from: 1, to: 3, label: 'Vecka 1–3', meaning: 'Initieringen klar, avtalen kan påbörjas' },
  { from: 4, to: 8, label: 'Till vecka 8', meaning: 'Avtalen med SVR undertecknade, granskningsdokumenten skickade' },
  { from: 9, to: 10, label: 'Till vecka 10', meaning: 'Leveransavtal, granskning och provkort klara' },
  { from: 11, to: 12, label: 'Till vecka 12', meaning: 'Pilot, egen utbildning och uppföljning' },
]

/** The installation's own weeks for the steps, as last set. `events` are the installation's. */
export function planTemplate(events: readonly RecordedEvent[]): Readonly<Record<number, Weeks>> {
  const latest = events.findLast(({ event }) => event.type === 'plan-template-set')
  return latest?.event.type === 'plan-template-set' ? weeksOf(latest.event.steps) : {}
}

/** One customer's plan: the template with what was planned for that customer laid over it. `events` are the customer's, without withdrawn ones; week 0 begins on `registeredOn` until somebody says another day. */
export function planOf(template: Readonly<Record<number, Weeks>>, events: readonly RecordedEvent[], registeredOn: string): Plan {
  const latest = events.findLast(({ event }) => event.type === 'plan-set')
  if (latest?.event.type !== 'plan-set') return { startsOn: registeredOn, weeks: template }
  return { startsOn: latest.event.startsOn ?? registeredOn, weeks: { ...template, ...weeksOf(latest.event.steps) } }
}

function weeksOf(steps: PlannedSteps): Record<number, Weeks> {
  return Object.fromEntries(steps.map(({ step, weeks }) => [step, weeks]))
}

/** The weeks of every step under a plan, in the order of the steps. */
export function plannedSteps(weeks: Readonly<Record<number, Weeks>> = {}): { readonly step: number; readonly title: string; readonly weeks: Weeks; readonly changed: boolean }[] {
  return STEPS.map(({ step, title, weeks: shipped }) => ({ step, title, weeks: weeks[step] ?? shipped, changed: weeks[step] !== undefined && (weeks[step].from !== shipped.from || weeks[step].to !== shipped.to) }))
}

/** "vecka 3–8", "vecka 12 och framåt". */
export function weeksText({ from, to }: Weeks): string {
  return to === null ? `vecka ${from} och framåt` : from === to ? `vecka ${from}` : `vecka ${from}–${to}`
}
