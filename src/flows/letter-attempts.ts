import { deliveryOutcomeSchema, type DeliveryAttempt } from '../../signing/delivery.js'
import { attemptsOf, recordAttempt } from '../storage/letter-attempts.js'
import type { Db, Transaction } from '../storage/store.js'

/** A letter's attempts so far, oldest first: of all its mails, or of one. */
export async function pastAttempts(db: Db, letter: string, of: 'all' | { readonly part: number } = 'all'): Promise<DeliveryAttempt[]> {
  return (await attemptsOf(db, letter)).filter(({ part }) => of === 'all' || part === of.part).map(({ at, response }) => ({ at, outcome: deliveryOutcomeSchema.parse(JSON.parse(response)) }))
}

/** Records one attempt to send one of a letter's mails. */
export async function saveAttempt(tx: Transaction, letter: string, { at, outcome }: DeliveryAttempt, part = 1): Promise<void> {
  await recordAttempt(tx, letter, { part, at, outcome: outcome.kind, response: JSON.stringify(outcome) })
}
