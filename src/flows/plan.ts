import type { Weeks } from '../../contracts/checklist-steps.js'
import type { Actor } from '../../contracts/event.js'
import { planOf, plannedSteps, planTemplate } from '../../contracts/plan.js'
import { addDays } from '../../contracts/calendar.js'
import { withdrawnIn } from '../../contracts/tracking.js'
import type { App } from '../app.js'
import { appendEvents, eventsOf, eventsOfTypes } from '../storage/events.js'
import type { Db } from '../storage/store.js'
import { namedCustomer } from './history.js'
import { customerEvent, houseEvent, swedishDay } from './new-event.js'
import { recordWanted } from './record-events.js'

/** The weeks of every step, for one customer with the days they fall on, or (orgnr null) of the installation's template. */
export interface ShownPlan {
  readonly orgnr: string | null
  readonly startsOn: string | null
  readonly steps: readonly { readonly step: number; readonly title: string; readonly weeks: Weeks; readonly changed: boolean; readonly from: string | null; readonly to: string | null }[]
}

type Planned = readonly { readonly step: number; readonly weeks: Weeks }[]

/** The installation's own weeks, laid over those that are shipped. */
export async function weeksTemplate(db: Db): Promise<Readonly<Record<number, Weeks>>> {
  return planTemplate(await eventsOfTypes(db, ['plan-template-set']))
}

/** The plan of one customer, or the template when `typed` is null. @throws Failure `customer-unknown` */
export async function shownPlan(app: App, typed: string | null): Promise<ShownPlan> {
  const template = await weeksTemplate(app.store.read)
  if (typed === null) return { orgnr: null, startsOn: null, steps: plannedSteps(template).map((step) => ({ ...step, from: null, to: null })) }
  const { orgnr, registeredAt } = await namedCustomer(app, typed)
  const events = await eventsOf(app.store.read, orgnr)
  const withdrawn = withdrawnIn(events)
  const { startsOn, weeks } = planOf(template, events.filter(({ sequence }) => !withdrawn.has(sequence)), swedishDay(registeredAt))
  return { orgnr, startsOn, steps: plannedSteps(weeks).map((step) => ({ ...step, from: startsOn && addDays(startsOn, step.weeks.from * 7), to: startsOn && step.weeks.to !== null ? addDays(startsOn, step.weeks.to * 7 + 6) : null })) }
}

/** Plans one customer: the day week 0 begins and the weeks of single steps; what is not said stays as it was planned. @throws Failure `customer-unknown` */
export async function setPlan(app: App, request: { orgnr: string; startsOn: string | null; steps: Planned; by: Actor }): Promise<ShownPlan> {
  const { orgnr } = await namedCustomer(app, request.orgnr)
  await app.store.write(async (tx) => {
    const events = await eventsOf(tx, orgnr)
    const withdrawn = withdrawnIn(events)
    const latest = events.findLast(({ sequence, event }) => event.type === 'plan-set' && !withdrawn.has(sequence))?.event
    const before = latest?.type === 'plan-set' ? latest : { startsOn: null, steps: [] }
    const event = { type: 'plan-set', startsOn: request.startsOn ?? before.startsOn, steps: laidOver(before.steps, request.steps) } as const
    await recordWanted(tx, app, orgnr, [customerEvent(request.by, app.now().toISOString(), orgnr, event)])
  })
  return shownPlan(app, orgnr)
}

/** Changes the installation's template: what is not said stays; customers without weeks of their own follow it. */
export async function setPlanTemplate(app: App, steps: Planned, by: Actor): Promise<ShownPlan> {
  const now = app.now().toISOString()
  await app.store.write(async (tx) => {
    const before = Object.entries(await weeksTemplate(tx)).map(([step, weeks]) => ({ step: Number(step), weeks }))
    await appendEvents(tx, [houseEvent(by, now, { type: 'plan-template-set', steps: laidOver(before, steps) })], now)
  })
  return shownPlan(app, null)
}

function laidOver(before: Planned, changed: Planned): { step: number; weeks: Weeks }[] {
  return [...before.filter(({ step }) => !changed.some((one) => one.step === step)), ...changed].map(({ step, weeks }) => ({ step, weeks: { ...weeks } })).toSorted((a, b) => a.step - b.step)
}
