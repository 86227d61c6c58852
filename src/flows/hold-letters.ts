import type { Actor } from '../../contracts/event.js'
import { appendEvents } from '../storage/events.js'
import type { Letter } from '../storage/letter.js'
import { letters, moveLetter } from '../storage/letters.js'
import type { Transaction } from '../storage/store.js'
import { customerEvent } from './new-event.js'

/** Stops every letter that has not left and that `concerns` it; gives how many. One that is being sent right now goes. */
export async function holdLetters(tx: Transaction, by: Actor, at: string, reason: string, concerns: (letter: Letter) => boolean | Promise<boolean>): Promise<number> {
  let held = 0
  for (const row of await letters(tx)) {
    if ((row.state !== 'due' && row.state !== 'queued' && row.state !== 'unknown') || !(await concerns(row))) continue
    if (!(await moveLetter(tx, row.id, row.state, { state: 'held', nextAttemptAt: null, reason }))) continue
    await appendEvents(tx, [customerEvent(by, at, row.orgnr, { type: 'letter-held', letter: row.id, reason })], at)
    held += 1
  }
  return held
}
