import type { EventOf } from '../../contracts/event.js'
import type { DeliveryOutcome } from '../../signing/delivery.js'
import { afterAttempt, type NextStep } from '../../signing/outbox.js'
import type { App } from '../app.js'
import { eventsOf } from '../storage/events.js'
import type { Letter } from '../storage/letter.js'
import { markLetterPart, nextLetterPart } from '../storage/letter-parts.js'
import { moveLetter } from '../storage/letters.js'
import type { Transaction } from '../storage/store.js'
import { pastAttempts, saveAttempt } from './letter-attempts.js'
import { recordLetterEvent } from './record-letter-event.js'

/** Records how an attempt ended and moves the letter on, row and history together; `receiptSha256` is null unless the letter was accepted. The row must still be claimed as it was read. */
export async function settleAttempt(tx: Transaction, app: App, row: Letter, outcome: DeliveryOutcome, receiptSha256: string | null): Promise<void> {
  const at = app.now().toISOString()
  const resumedAt = (await eventsOf(tx, row.orgnr)).findLast(({ event }) => event.type === 'letter-resumed' && event.letter === row.id)?.recordedAt ?? null
  const part = (await nextLetterPart(tx, row.id))?.part ?? 1
  const judged = afterAttempt({ attempts: await pastAttempts(tx, row.id, outcome.kind === 'too-large' ? 'all' : { part }), resumedAt }, outcome, at)
  await saveAttempt(tx, row.id, { at, outcome }, part)
  if (judged.state === 'relayed') await markLetterPart(tx, row.id, part, { relayedAt: at, deliveredAt: null })
  // The letter is taken over when its last mail is.
  const isMore = judged.state === 'relayed' && (await nextLetterPart(tx, row.id)) !== null
  const next: NextStep = isMore ? { ...judged, state: 'queued' } : judged
  const moved = await moveLetter(tx, row.id, 'sending', { ...next, ...(row.claimedBy === null ? {} : { claimedBy: row.claimedBy }), ...(receiptSha256 === null ? {} : { receiptSha256 }) })
  if (!moved) throw new Error(`letter ${row.id} left the state sending while it was sent`)
  const event = eventOf(row.id, next, receiptSha256)
  if (event !== null) await recordLetterEvent(tx, app, row.orgnr, event)
}

function eventOf(letter: string, next: NextStep, receiptSha256: string | null): EventOf<'letter-relayed' | 'letter-failed' | 'letter-held'> | null {
  switch (next.state) {
    case 'relayed':
      if (receiptSha256 === null) throw new Error(`letter ${letter} was accepted without a receipt`)
      return { type: 'letter-relayed', letter, receiptSha256 }
    case 'failed': return { type: 'letter-failed', letter, reason: next.reason }
    case 'held': return { type: 'letter-held', letter, reason: next.reason }
    case 'queued':
    case 'unknown': return null
    default: return next.state satisfies never
  }
}
