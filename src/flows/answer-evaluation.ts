import type { EvaluationQuestion, EvaluationWord, Grade } from '../../contracts/evaluation-questions.js'
import type { Actor, Event, NewEvent } from '../../contracts/event.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { namedCustomer } from './history.js'
import { swedishDay } from './new-event.js'
import { recordWanted, type Recorded } from './record-events.js'

/** A customer's answers as somebody typed them in from the form. */
export interface EvaluationRequest {
  readonly orgnr: string
  readonly answers: readonly { readonly question: EvaluationQuestion; readonly grade: Grade; readonly note?: string | undefined }[]
  readonly words: readonly { readonly question: EvaluationWord; readonly comment: string }[]
  readonly on: string | null
  readonly by: Actor
}

/** Records all answers at once, or none. @throws Failure `customer-unknown`, `call-invalid` when there is none */
export async function answerEvaluation(app: App, { orgnr: typed, answers, words, on, by }: EvaluationRequest): Promise<Recorded> {
  const { orgnr } = await namedCustomer(app, typed)
  const events: Event[] = [
    ...answers.map(({ question, grade, note }): Event => ({ type: 'evaluation-answered', question, grade, ...(note === undefined ? {} : { note }) })),
    ...words.map(({ question, comment }): Event => ({ type: 'evaluation-commented', question, comment })),
  ]
  if (events.length === 0) throw new Failure('call-invalid', 'Inget svar är ifyllt. Fyll i minst en fråga.')
  const happenedOn = on ?? swedishDay(app.now())
  return app.store.write((tx) => recordWanted(tx, app, orgnr, events.map((event): NewEvent => ({ actor: by, happenedOn, orgnr, code: null, exemplar: null, event }))))
}
