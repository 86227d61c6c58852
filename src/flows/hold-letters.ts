import type { Actor } from '../../contracts/event.js'
import { appendEvents } from '../storage/events.js'
import type { Letter } from '../storage/letter.js'
import { letters, moveLetter, restateStopped } from '../storage/letters.js'
import { moveOrdinaryLetter, ordinaryLettersWhere } from '../storage/ordinary-letters.js'
import type { Transaction } from '../storage/store.js'
import { leavingOrdinary, type LeavingLetter } from './leaving-letter.js'
import { customerEvent } from './new-event.js'
import { ordinarySealedWith, sealedWith, type SealedKeys } from './sealed-with.js'

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

/** Stops every encrypted ordinary letter that has not left and that `concerns` it, each with its own reason; gives how many. */
export async function holdSealedOrdinary(tx: Transaction, by: Actor, at: string, reasonOf: (letter: LeavingLetter) => string, concerns: (letter: LeavingLetter) => boolean): Promise<number> {
  let held = 0
  for (const row of await ordinaryLettersWhere(tx, { states: ['queued', 'unknown'] })) {
    if (row.protection !== 'encrypted' || row.orgnr === null || (await ordinarySealedWith(tx, row)) === null) continue
    const letter = await leavingOrdinary(tx, row)
    if (!concerns(letter)) continue
    const reason = reasonOf(letter)
    if (!(await moveOrdinaryLetter(tx, row, { state: 'held', reason }))) continue
    await appendEvents(tx, [customerEvent(by, at, row.orgnr, { type: 'mail-held', mail: row.id, reason })], at)
    held += 1
  }
  return held
}

/** Adds `words` to the reason of every sealed letter that stands still and `concerns` them, so that whoever lets it go on has been told. */
export async function tellOfStopped(tx: Transaction, by: Actor, at: string, words: string, concerns: (letter: { readonly recipient: string; readonly keys: SealedKeys }) => boolean): Promise<void> {
  for (const row of await letters(tx)) {
    if ((row.state !== 'held' && row.state !== 'failed') || row.ciphertextSha256 === null || !concerns({ recipient: row.recipient, keys: await sealedWith(tx, row) })) continue
    const reason = also(row.reason, words)
    // The history has no word for what is added to a failure.
    if ((await restateStopped(tx, row.id, reason)) && row.state === 'held') await appendEvents(tx, [customerEvent(by, at, row.orgnr, { type: 'letter-held', letter: row.id, reason })], at)
  }
  for (const row of await ordinaryLettersWhere(tx, { states: ['held', 'failed'] })) {
    const keys = row.protection === 'encrypted' ? await ordinarySealedWith(tx, row) : null
    if (keys === null || row.orgnr === null || !concerns({ recipient: row.recipient, keys })) continue
    const reason = also(row.reason, words)
    if (await moveOrdinaryLetter(tx, row, { state: 'held', reason })) await appendEvents(tx, [customerEvent(by, at, row.orgnr, { type: 'mail-held', mail: row.id, reason })], at)
  }
}

function also(reason: string | null, words: string): string {
  return [reason, words].filter((part) => part !== null).join(' ')
}
