import { z } from 'zod'
import { calendar } from '../../flows/calendar.js'
import { followUp } from '../../flows/follow-up.js'
import { answerEvaluation } from '../../flows/answer-evaluation.js'
import { calendarSchema, followUpSchema, planSchema } from '../../flows/meeting-shapes.js'
import { recordedSchema } from '../../flows/outward-shapes.js'
import { setPlan, setPlanTemplate, shownPlan } from '../../flows/plan.js'
import { EVALUATION_QUESTIONS, EVALUATION_WORDS, GRADES } from '../../../contracts/evaluation-questions.js'
import { reading, writing, type Route } from '../route.js'
import { by, on, segment, typed } from './parts.js'

const orgnr = z.strictObject({ orgnr: segment })
const nothing = z.strictObject({})
const steps = z.array(z.strictObject({ step: z.int().min(1).max(12), weeks: z.strictObject({ from: z.int().min(0).max(520), to: z.int().min(0).max(520).nullable() }).refine(({ from, to }) => to === null || to >= from) })).max(12)

/** Plans, the calendar of all customers, and the follow-up. */
export const PLAN_ROUTES: readonly Route[] = [
  reading({ path: '/plan', right: 'read', summary: 'The template of the plan: the weeks of every step', params: nothing, answer: planSchema, run: ({ app }) => shownPlan(app, null) }),
  writing({ method: 'put', path: '/plan', right: 'work', summary: 'Changes the template; steps left out stay as they are', params: nothing, body: z.strictObject({ by, steps }), answer: planSchema, status: 200, run: ({ app, body }) => setPlanTemplate(app, body.steps, app.actor(body.by)) }),
  reading({ path: '/customers/:orgnr/plan', right: 'read', summary: 'One customer\'s plan with its days', params: orgnr, answer: planSchema, run: ({ app, params }) => shownPlan(app, params.orgnr) }),
  writing({
    method: 'put', path: '/customers/:orgnr/plan', right: 'work', summary: 'Plans a customer; what is left out stays as it is', params: orgnr, body: z.strictObject({ by, startsOn: z.iso.date().optional(), steps: steps.optional() }), answer: planSchema, status: 200,
    run: ({ app, params, body }) => setPlan(app, { orgnr: params.orgnr, startsOn: body.startsOn ?? null, steps: body.steps ?? [], by: app.actor(body.by) }),
  }),
  reading({ path: '/calendar', right: 'read', summary: 'Everything dated of all customers, by day', params: nothing, answer: calendarSchema, run: ({ app }) => calendar(app, null, null) }),
  reading({ path: '/follow-up', right: 'read', summary: 'What customers answered, how long steps take and where customers get stuck', params: nothing, answer: followUpSchema, run: ({ app }) => followUp(app) }),
  writing({
    method: 'post', path: '/customers/:orgnr/evaluation', right: 'work', summary: 'Records a customer\'s answers; a later answer to a question counts instead', params: orgnr, answer: recordedSchema, status: 201,
    body: z.strictObject({
      by, on, answers: z.array(z.strictObject({ question: z.enum(EVALUATION_QUESTIONS), grade: z.enum(GRADES), note: typed.optional() })).max(EVALUATION_QUESTIONS.length).optional(),
      words: z.array(z.strictObject({ question: z.enum(EVALUATION_WORDS), comment: typed })).max(EVALUATION_WORDS.length).optional(),
    }),
    run: ({ app, params, body }) => answerEvaluation(app, { orgnr: params.orgnr, answers: body.answers ?? [], words: body.words ?? [], on: body.on ?? null, by: app.actor(body.by) }),
  }),
]
