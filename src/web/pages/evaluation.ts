import { z } from 'zod'
import { EVALUATION_QUESTIONS, EVALUATION_TEXTS, EVALUATION_WORD_TEXTS, EVALUATION_WORDS, GRADES } from '../../../contracts/evaluation-questions.js'
import { mayDo } from '../../../contracts/rights.js'
import { answerEvaluation } from '../../flows/answer-evaluation.js'
import { customerProgress } from '../../flows/status.js'
import { foldedForm, openForm } from '../fold.js'
import type { FieldSpec } from '../form.js'
import { pageForm, type Page } from '../page.js'
import { seenField, unlessStale } from '../seen.js'
import { customerCrumbs } from './customer-crumbs.js'

const PATH = '/kunder/:orgnr/utvardering'
const SAID = z.strictObject({
  sedd: z.string().max(100).optional(), dag: z.iso.date().optional(), ...Object.fromEntries(EVALUATION_QUESTIONS.map((question) => [question, z.enum(GRADES).optional()])), ...Object.fromEntries(EVALUATION_WORDS.map((question) => [question, z.string().trim().max(2000).optional()])),
})
const GRADE_OPTIONS = [{ value: '', label: 'Inget svar' }, ...GRADES.map((grade) => ({ value: grade, label: grade === 'vet-ej' ? 'Vet ej' : grade }))]

/** *Utvärdering*: what one customer answered, and the form to type it in from. */
export const EVALUATION_PAGE: Page = {
  path: PATH, right: 'read',
  show: async (visit) => {
    const { orgnr, name, evaluation, steeringOutcome } = await customerProgress(visit.app, visit.params['orgnr'] ?? '')
    const none = evaluation.answers.length + evaluation.words.length === 0
    const fields: FieldSpec[] = [
      seenField(evaluation),
      { kind: 'date', name: 'dag', label: 'Dag då formuläret fylldes i', optional: 'said elsewhere' },
      ...EVALUATION_QUESTIONS.map((question): FieldSpec => ({ kind: 'choice', name: question, label: capitalised(EVALUATION_TEXTS[question].text), optional: 'said elsewhere', options: GRADE_OPTIONS, value: evaluation.answers.find((answer) => answer.question === question)?.grade ?? '' })),
      ...EVALUATION_WORDS.map((question): FieldSpec => ({ kind: 'long', name: question, label: EVALUATION_WORD_TEXTS[question], optional: 'said elsewhere', value: evaluation.words.find((word) => word.question === question)?.comment ?? '' })),
    ]
    return {
      view: 'evaluation', title: `Utvärdering – ${name}`, crumbs: customerCrumbs(orgnr, name),
      content: {
        name, orgnr, none, outcome: steeringOutcome, answers: evaluation.answers.map(({ text, grade, note, on }) => ({ text: capitalised(text), grade: grade === 'vet-ej' ? 'Vet ej' : grade, note: note ?? '', on })), words: evaluation.words,
        form: mayDo(visit.visitor.roles, 'work') ? (none ? openForm : foldedForm)(visit, { id: 'svar', action: `/kunder/${orgnr}/utvardering`, heading: 'För in kundens svar', button: 'Spara svaren', intro: 'Hur nöjd är kunden? 1 betyder mycket missnöjd och 5 mycket nöjd. Allt är frivilligt, och det som lämnas tomt ändras inte.', fields }) : null,
      },
    }
  },
  forms: [pageForm({
    id: 'svar', path: PATH, right: 'work', said: SAID,
    work: async (visit, { said }) => {
      const orgnr = visit.params['orgnr'] ?? ''
      const app = await unlessStale(visit.app, typeof said['sedd'] === 'string' ? said['sedd'] : undefined, { what: 'Kundens svar', stateIn: async (now) => (await customerProgress(now, orgnr)).evaluation })
      const { evaluation } = await customerProgress(app, orgnr)
      const given = new Map(Object.entries(said).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])))
      const answers = EVALUATION_QUESTIONS.flatMap((question) => {
        const grade = GRADES.find((one) => one === given.get(question))
        return grade === undefined || evaluation.answers.some((answer) => answer.question === question && answer.grade === grade) ? [] : [{ question, grade }]
      })
      const words = EVALUATION_WORDS.flatMap((question) => {
        const comment = given.get(question)
        return comment === undefined || evaluation.words.some((word) => word.question === question && word.comment === comment) ? [] : [{ question, comment }]
      })
      await answerEvaluation(app, { orgnr, answers, words, on: given.get('dag') ?? null, by: visit.actor() })
      return { to: `/kunder/${orgnr}/utvardering`, told: `${answers.length + words.length} svar är sparade.` }
    },
  })],
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toLocaleUpperCase('sv')}${text.slice(1)}`
}
