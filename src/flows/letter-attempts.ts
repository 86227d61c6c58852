import { deliveryOutcomeSchema, type DeliveryAttempt } from '../../signing/delivery.js'
import { mayHaveArrived, withoutBounced } from '../../signing/outbox.js'
import { bouncesByEnvelope } from '../storage/answers.js'
import { attemptsOf, recordAttempt } from '../storage/letter-attempts.js'
import type { Db, Transaction } from '../storage/store.js'

/** A letter's attempts so far, oldest first: of all its mails, or of one. */
export async function pastAttempts(db: Db, letter: string, of: 'all' | { readonly part: number } = 'all'): Promise<DeliveryAttempt[]> {
  return (await attemptsOf(db, letter)).filter(({ part }) => of === 'all' || part === of.part).map(({ at, response }) => ({ at, outcome: deliveryOutcomeSchema.parse(JSON.parse(response)) }))
}

/** Whether the recipient may have any mail of a letter as things stand: an attempt of it was taken over, or nobody knows how it ended, and it has not for certain come back. */
export async function mayBeThere(db: Db, letter: string): Promise<boolean> {
  return (await standingAttempts(db, letter)).some(mayHaveArrived)
}

/** Whether the recipient may have the same mail of a letter twice: nobody knows how an attempt ended, a later one was taken over, and neither has for certain come back. */
export async function mayBeThereTwice(db: Db, letter: string): Promise<boolean> {
  return (await standingAttempts(db, letter)).some((attempts) => {
    const doubt = attempts.findIndex(({ outcome }) => outcome.kind === 'unknown')
    return doubt >= 0 && attempts.slice(doubt).some(({ outcome }) => outcome.kind === 'accepted')
  })
}

/** Of each of a letter's mails the attempts that have not for certain come back, oldest first. */
async function standingAttempts(db: Db, letter: string): Promise<DeliveryAttempt[][]> {
  const bounces = await bouncesByEnvelope(db, letter)
  const standing: DeliveryAttempt[][] = []
  for (const part of new Set((await attemptsOf(db, letter)).map((attempt) => attempt.part))) {
    const bouncedAt = bounces.filter((bounce) => (bounce.part ?? 1) === part).map(({ receivedAt }) => receivedAt)
    standing.push(withoutBounced(await pastAttempts(db, letter, { part }), bouncedAt))
  }
  return standing
}

/** Records one attempt to send one of a letter's mails. */
export async function saveAttempt(tx: Transaction, letter: string, { at, outcome }: DeliveryAttempt, part = 1): Promise<void> {
  await recordAttempt(tx, letter, { part, at, outcome: outcome.kind, response: JSON.stringify(outcome) })
}
