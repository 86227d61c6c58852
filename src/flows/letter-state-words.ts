import type { LetterState } from '../../signing/outbox.js'

const STATE_WORDS: Readonly<Record<LetterState, string>> = {
  due: 'väntar på att skickas', queued: 'ligger i kö', sending: 'skickas just nu', unknown: 'kan ha kommit fram', relayed: 'har skickats', failed: 'gick inte att skicka', held: 'har stoppats', cancelled: 'har ställts in',
}

/** A letter's outbox state in running Swedish, whatever its noun's gender: `brevet har skickats`, `inbjudan har skickats`. */
export function stateWords(state: LetterState): string {
  return STATE_WORDS[state]
}
