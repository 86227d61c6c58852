import type { LetterState } from '../../signing/outbox.js'

const STATE_WORDS: Readonly<Record<LetterState, string>> = {
  due: 'väntar på att skickas', queued: 'är köat', sending: 'skickas just nu', unknown: 'kan ha kommit fram', relayed: 'är skickat', failed: 'gick inte att skicka', held: 'är stoppat', cancelled: 'är inställt',
}

/** A letter's outbox state in running Swedish. */
export function stateWords(state: LetterState): string {
  return STATE_WORDS[state]
}
