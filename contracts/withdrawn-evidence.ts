import { EVIDENCE } from './decide-withdrawal.js'
import type { RecordedEvent } from './event.js'
import { hasLeft, type LetterState } from './letter-life.js'

/** A letter that went to the supplier on the strength of something taken back afterwards. */
export interface WithdrawnEvidence {
  readonly letter: string
  /** The version whose confirmation or approval was taken back. */
  readonly code: string
  readonly on: string
}

/** The letters that have left and rest on events withdrawn since; `events` is the whole history, withdrawn ones included. */
export function withdrawnEvidence(letters: readonly LetterState[], events: readonly RecordedEvent[]): WithdrawnEvidence[] {
  return events.flatMap((withdrawal) => {
    const { event, sequence } = withdrawal
    if (event.type !== 'withdrawn') return []
    const target = events.find((earlier) => earlier.sequence === event.event)
    const code = target?.code ?? null
    if (target === undefined || code === null || !EVIDENCE.has(target.event.type)) return []
    return letters
      .filter((letter) => hasLeft(letter) && letter.codes.includes(code) && target.sequence < letter.dueEvent && letter.dueEvent < sequence)
      .map(({ letter }) => ({ letter, code, on: withdrawal.happenedOn }))
  })
}
