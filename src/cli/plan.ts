import { z } from 'zod'
import { CALENDAR_KIND_LABELS } from '../../contracts/calendar-entries.js'
import type { Weeks } from '../../contracts/checklist-steps.js'
import { weeksText } from '../../contracts/plan.js'
import { Failure } from '../../templates/failure.js'
import { calendar } from '../flows/calendar.js'
import { calendarSchema, planSchema } from '../flows/meeting-shapes.js'
import { setPlan, setPlanTemplate, shownPlan, type ShownPlan } from '../flows/plan.js'
import { demandedOption, textOption, type Command, type Options, type Outcome } from './command.js'
import { listOption } from './meeting.js'

/** `plan show`: the weeks of every step. */
export const planShowCommand: Command = {
  name: 'plan show', arguments: '[orgnr]', summary: 'visar stegens veckor: planmallens, eller en kunds med dagar', options: [], output: planSchema,
  run: async ({ app, args }) => outcome(await shownPlan(app, args[0] ?? null)),
}

/** `plan set`: plans a customer, or changes the template. */
export const planSetCommand: Command = {
  name: 'plan set', arguments: '[orgnr]', summary: 'planerar en kund, eller ändrar planmallen; en plan ändrar aldrig vad som är gjort', output: planSchema,
  options: [{ flags: '--by <namn>', meaning: 'vem som planerar', required: true }, { flags: '--start <datum>', meaning: 'dagen då kundens vecka 0 börjar' }, { flags: '--weeks <steg=veckor>', meaning: 'ett stegs veckor, till exempel 4=3-8 eller 12=12-; får upprepas', repeatable: true }],
  run: async ({ app, args, options }) => {
    const [orgnr] = args
    const by = app.actor(demandedOption(options, 'by'))
    const steps = listOption(options, 'weeks').map(plannedStep)
    const startsOn = dayOf(options, 'start')
    if (orgnr !== undefined) return outcome(await setPlan(app, { orgnr, startsOn, steps, by }))
    if (startsOn !== null) throw new Failure('call-invalid', 'Planmallen har ingen startdag. Ange en kunds organisationsnummer före --start.')
    return outcome(await setPlanTemplate(app, steps, by))
  },
}

/** `plan calendar`: everything dated of all customers. */
export const planCalendarCommand: Command = {
  name: 'plan calendar', arguments: '', summary: 'visar träffar, ledtider, förnyelser, kunddatafiler och samordning för alla kunder, i dagordning', output: calendarSchema,
  options: [{ flags: '--from <datum>', meaning: 'från och med' }, { flags: '--to <datum>', meaning: 'till och med' }],
  run: async ({ app, options }) => {
    const entries = await calendar(app, dayOf(options, 'from'), dayOf(options, 'to'))
    const lines = entries.map(({ on, kind, what, name, who, late, done }) => `${on}  ${CALENDAR_KIND_LABELS[kind]}: ${what}, ${name}${who === null ? '' : ` (${who})`}${done ? ' – klart' : late ? ' – FÖRSENAT' : ''}\n`)
    return { json: entries, text: lines.length === 0 ? 'Inget är daterat i den tiden.\n' : lines.join(''), exit: 0 }
  },
}

function outcome(plan: ShownPlan): Outcome {
  const lines = plan.steps.map(({ step, title, weeks, changed, from, to }) => `${String(step).padStart(2)} ${title.padEnd(44)} ${weeksText(weeks)}${from === null ? '' : ` (${from} – ${to ?? ''})`}${changed ? ' *' : ''}\n`)
  return { json: plan, text: `${plan.orgnr === null ? 'Planmallen' : `${plan.orgnr}, vecka 0 börjar ${plan.startsOn ?? 'inte än'}`}\n${lines.join('')}${plan.steps.some(({ changed }) => changed) ? '* skiljer sig från det levererade\n' : ''}`, exit: 0 }
}

/** @throws Failure `call-invalid` */
function plannedStep(typed: string): { step: number; weeks: Weeks } {
  const [, step, from, dash, to] = /^(\d{1,2})=(\d{1,3})(?:(-)(\d{1,3})?)?$/.exec(typed) ?? []
  const weeks = { from: Number(from), to: to !== undefined ? Number(to) : dash === undefined ? Number(from) : null }
  if (step === undefined || Number(step) < 1 || Number(step) > 12 || (weeks.to !== null && weeks.to < weeks.from)) throw new Failure('call-invalid', `--weeks ${typed}: skriv steg=veckor, till exempel 4=3-8, 1=0 eller 12=12-.`)
  return { step: Number(step), weeks }
}

/** @throws Failure `call-invalid` */
function dayOf(options: Options, name: string): string | null {
  const typed = textOption(options, name)
  if (typed === undefined) return null
  if (!z.iso.date().safeParse(typed).success) throw new Failure('call-invalid', `--${name} ${typed}: ange dagen som ÅÅÅÅ-MM-DD.`)
  return typed
}
