import { EVALUATION_QUESTIONS, EVALUATION_TEXTS, EVALUATION_WORD_TEXTS, EVALUATION_WORDS, type EvaluationQuestion, type EvaluationWord, type Grade } from './evaluation-questions.js'
import type { RecordedEvent } from './event.js'

/** What one customer answered in the evaluation; the latest answer to a question counts. */
export interface Evaluation {
  /** Questions answered with a mark, in the form's order. */
  readonly answers: readonly { readonly question: EvaluationQuestion; readonly text: string; readonly grade: Grade; readonly note: string | null; readonly on: string }[]
  readonly words: readonly { readonly question: EvaluationWord; readonly text: string; readonly comment: string; readonly on: string }[]
}

/** The answers recorded for one customer. `events` without withdrawn ones. */
export function evaluationOf(events: readonly RecordedEvent[]): Evaluation {
  const answers = EVALUATION_QUESTIONS.flatMap((question) => {
    const latest = events.findLast(({ event }) => event.type === 'evaluation-answered' && event.question === question)
    return latest?.event.type === 'evaluation-answered' ? [{ question, text: EVALUATION_TEXTS[question].text, grade: latest.event.grade, note: latest.event.note ?? null, on: latest.happenedOn }] : []
  })
  const words = EVALUATION_WORDS.flatMap((question) => {
    const latest = events.findLast(({ event }) => event.type === 'evaluation-commented' && event.question === question)
    return latest?.event.type === 'evaluation-commented' ? [{ question, text: EVALUATION_WORD_TEXTS[question], comment: latest.event.comment, on: latest.happenedOn }] : []
  })
  return { answers, words }
}
