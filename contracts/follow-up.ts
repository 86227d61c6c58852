import { daysBetween } from './calendar.js'
import { STEPS } from './checklist-steps.js'
import type { Evaluation } from './evaluation.js'
import { EVALUATION_QUESTIONS, EVALUATION_TEXTS, GRADES, type EvaluationQuestion, type Grade } from './evaluation-questions.js'
import type { StepStatus } from './step-status.js'
import type { Stuck } from './stuck.js'

/** What the follow-up is made of, of one customer. */
export interface Followed {
  readonly orgnr: string
  readonly name: string
  readonly today: string
  readonly steps: readonly StepStatus[]
  readonly stuck: readonly Stuck[]
  readonly evaluation: Evaluation
}

/** How long one step takes the customers, and how many are in it. */
export interface StepFigures {
  readonly step: number
  readonly title: string
  /** Customers that have done it. */
  readonly done: number
  /** Days from the first to the last thing of the step; null while nobody has done it. */
  readonly meanDays: number | null
  readonly longestDays: number | null
  /** Customers whose first unfinished step it is. */
  readonly here: number
  /** Those of them where something stands still. */
  readonly stuckHere: number
}

/** What all customers answered to one question. */
export interface QuestionFigures {
  readonly question: EvaluationQuestion
  readonly text: string
  readonly steps: readonly number[]
  /** How many gave each mark. */
  readonly grades: Readonly<Record<Grade, number>>
  /** Of the marks 1–5, with one decimal; null while nobody has given one. */
  readonly mean: number | null
}

/** How the work goes, over all customers. */
export interface FollowUp {
  readonly customers: number
  readonly answered: number
  readonly steps: readonly StepFigures[]
  readonly questions: readonly QuestionFigures[]
  readonly words: readonly { readonly orgnr: string; readonly name: string; readonly text: string; readonly comment: string }[]
}

/** The figures of these customers: how long steps take, where customers are and get stuck, and what they answered. */
export function followUpOf(customers: readonly Followed[]): FollowUp {
  const byStep = new Map(STEPS.map(({ step }) => [step, customers.flatMap(({ steps }) => steps.find((one) => one.step === step) ?? [])]))
  const here = customers.map(({ steps, stuck }) => ({ step: steps.find(({ state }) => state !== 'done')?.step, isStuck: stuck.length > 0 }))
  const answering = customers.filter(({ evaluation }) => evaluation.answers.length > 0)
  return {
    customers: customers.length,
    answered: answering.length,
    steps: STEPS.map(({ step, title }) => stepFigures({ step, title }, byStep.get(step) ?? [], here.filter((one) => one.step === step))),
    questions: EVALUATION_QUESTIONS.map((question) => questionFigures(question, answering)),
    words: customers.flatMap(({ orgnr, name, evaluation }) => evaluation.words.map(({ text, comment }) => ({ orgnr, name, text, comment }))),
  }
}

function stepFigures({ step, title }: Pick<StepFigures, 'step' | 'title'>, own: readonly StepStatus[], here: readonly { readonly isStuck: boolean }[]): StepFigures {
  const days = own.flatMap(({ startedOn, doneOn }) => (startedOn === null || doneOn === null ? [] : [daysBetween(startedOn, doneOn) + 1]))
  return {
    step, title, done: own.filter(({ state }) => state === 'done').length, meanDays: days.length === 0 ? null : Math.round(days.reduce((sum, one) => sum + one, 0) / days.length), longestDays: days.length === 0 ? null : Math.max(...days),
    here: here.length, stuckHere: here.filter(({ isStuck }) => isStuck).length,
  }
}

function questionFigures(question: EvaluationQuestion, customers: readonly Followed[]): QuestionFigures {
  const given = customers.flatMap(({ evaluation }) => evaluation.answers.filter((answer) => answer.question === question).map(({ grade }) => grade))
  const marks = given.filter((grade) => grade !== 'vet-ej').map(Number)
  const count = (grade: Grade): number => given.filter((one) => one === grade).length
  const [one, two, three, four, five, unknown] = GRADES.map(count)
  return {
    question, ...EVALUATION_TEXTS[question], grades: { 1: one ?? 0, 2: two ?? 0, 3: three ?? 0, 4: four ?? 0, 5: five ?? 0, 'vet-ej': unknown ?? 0 },
    mean: marks.length === 0 ? null : Math.round((marks.reduce((sum, mark) => sum + mark, 0) / marks.length) * 10) / 10,
  }
}
