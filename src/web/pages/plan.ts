import { z } from 'zod'
import { MILESTONES, weeksText } from '../../../contracts/plan.js'
import { mayDo } from '../../../contracts/rights.js'
import type { Weeks } from '../../../contracts/checklist-steps.js'
import { namedCustomer } from '../../flows/history.js'
import { setPlan, setPlanTemplate, shownPlan, type ShownPlan } from '../../flows/plan.js'
import { foldedForm } from '../fold.js'
import type { FieldSpec } from '../form.js'
import { pageForm, type Page } from '../page.js'
import { seenField, unlessStale } from '../seen.js'
import { customerCrumbs } from './customer-crumbs.js'

const weeks = z.string().regex(/^\d{1,3}(?:\s*[-–]\s*(?:\d{1,3})?)?$/, 'skriv veckorna som 3-8, 0 eller 12-').refine(isForward, 'den sista veckan är före den första')
const STEP_FIELDS = z.strictObject({ steg1: weeks, steg2: weeks, steg3: weeks, steg4: weeks, steg5: weeks, steg6: weeks, steg7: weeks, steg8: weeks, steg9: weeks, steg10: weeks, steg11: weeks, steg12: weeks, sedd: z.string().max(500).optional() })

/** *Planmall*: the weeks of the steps for customers without weeks of their own. */
export const PLAN_TEMPLATE_PAGE: Page = {
  path: '/kalender/planmall', right: 'read',
  show: async (visit) => {
    const plan = await shownPlan(visit.app, null)
    const form = mayDo(visit.visitor.roles, 'work') ? foldedForm(visit, { id: 'mall', action: '/kalender/planmall', heading: 'Ändra planmallen', button: 'Spara planmallen', intro: 'Gäller alla kunder utom för de steg där en kund har egna veckor.', fields: stepFields(plan) }) : null
    return { view: 'plan', title: 'Planmall', crumbs: [{ label: 'Kalender', href: '/kalender' }], content: { heading: 'Planmall', about: '', startsOn: '', ...planContent(plan), milestones: MILESTONES, form } }
  },
  forms: [pageForm({
    id: 'mall', path: '/kalender/planmall', right: 'work', said: STEP_FIELDS,
    work: async (visit, { said }) => {
      const app = await unlessStale(visit.app, said.sedd, { what: 'Planen', stateIn: async (now) => seenIn(await shownPlan(now, null)) })
      await setPlanTemplate(app, changedSteps(await shownPlan(app, null), said), visit.actor())
      return { to: '/kalender/planmall', told: 'Planmallen är sparad.' }
    },
  })],
}

/** *Kundens plan*: the day week 0 begins, and weeks of the customer's own. */
export const CUSTOMER_PLAN_PAGE: Page = {
  path: '/kunder/:orgnr/plan', right: 'read',
  show: async (visit) => {
    const { orgnr, name } = await namedCustomer(visit.app, visit.params['orgnr'] ?? '')
    const plan = await shownPlan(visit.app, orgnr)
    const fields: FieldSpec[] = [{ kind: 'date', name: 'start', label: 'Vecka 0 börjar', value: plan.startsOn ?? '' }, ...stepFields(plan)]
    const form = mayDo(visit.visitor.roles, 'work') ? foldedForm(visit, { id: 'plan', action: `/kunder/${orgnr}/plan`, heading: 'Ändra planen', button: 'Spara planen', intro: 'Planen flyttar inget som är gjort.', fields }) : null
    return { view: 'plan', title: `Plan – ${name}`, crumbs: customerCrumbs(orgnr, name), content: { heading: 'Plan', about: `${name}, ${orgnr}`, startsOn: plan.startsOn ?? '', ...planContent(plan), milestones: [], form } }
  },
  forms: [pageForm({
    id: 'plan', path: '/kunder/:orgnr/plan', right: 'work', said: STEP_FIELDS.extend({ start: z.iso.date() }),
    work: async (visit, { said: { start, sedd, ...steps } }) => {
      const { orgnr } = await namedCustomer(visit.app, visit.params['orgnr'] ?? '')
      const app = await unlessStale(visit.app, sedd, { what: 'Planen', stateIn: async (now) => seenIn(await shownPlan(now, orgnr)) })
      await setPlan(app, { orgnr, startsOn: start, steps: changedSteps(await shownPlan(app, orgnr), steps), by: visit.actor() })
      return { to: `/kunder/${orgnr}/plan`, told: 'Planen är sparad.' }
    },
  })],
}

function planContent({ steps }: ShownPlan) {
  return { steps: steps.map(({ step, title, weeks: planned, changed, from, to }) => ({ step, title, weeks: weeksText(planned), changed, days: from === null ? '' : to === null ? `från ${from}` : `${from} – ${to}` })) }
}

/** The plan as a form was shown with it. */
function seenIn({ startsOn, steps }: ShownPlan): string {
  return [startsOn ?? '', ...steps.map(({ weeks: { from, to } }) => `${from}-${to ?? ''}`)].join(' ')
}

function stepFields(plan: ShownPlan): FieldSpec[] {
  return [seenField(seenIn(plan)), ...plan.steps.map(weeksField)]
}

function weeksField({ step, title, weeks: { from, to } }: ShownPlan['steps'][number]): FieldSpec {
  return {
    kind: 'text', name: `steg${step}`, label: `${step}. ${title}`, value: to === null ? `${from}-` : from === to ? String(from) : `${from}-${to}`,
    ...(step === 1 ? { hint: 'Veckor räknade från vecka 0, till exempel 3-8, 0 eller 12- (utan slut).' } : {}),
  }
}

/** Only what differs is recorded, so that a customer goes on following the template in the rest. */
function changedSteps({ steps }: ShownPlan, said: Readonly<Record<string, string | undefined>>): { step: number; weeks: Weeks }[] {
  return steps.flatMap(({ step, weeks: before }) => {
    const typed = said[`steg${step}`]
    const given = typed === undefined ? before : readWeeks(typed)
    return given.from === before.from && given.to === before.to ? [] : [{ step, weeks: given }]
  })
}

function readWeeks(text: string): Weeks {
  const [from = '', to] = text.split(/[-–]/u).map((part) => part.trim())
  return { from: Number(from), to: to === undefined ? Number(from) : to === '' ? null : Number(to) }
}

function isForward(text: string): boolean {
  const { from, to } = readWeeks(text)
  return to === null || to >= from
}
