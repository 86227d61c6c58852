import { deliveryOutcomeSchema, type DeliveryAttempt } from '../../signing/delivery.js'
import { attemptsOf, recordAttempt } from '../storage/letter-attempts.js'
import type { Db, Transaction } from '../storage/store.js'

/** A letter's attempts so far, oldest first. */
export async function pastAttempts(db: Db, letter: string): Promise<DeliveryAttempt[]> {
  return (await attemptsOf(db, letter)).map(({ at, response }) => ({ at, outcome: deliveryOutcomeSchema.parse(JSON.parse(response)) }))
}

/** Records one attempt. */
export async function saveAttempt(tx: Transaction, letter: string, { at, outcome }: DeliveryAttempt): Promise<void> {
  await recordAttempt(tx, letter, { at, outcome: outcome.kind, response: JSON.stringify(outcome) })
}
