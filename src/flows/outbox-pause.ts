import type { Actor } from '../../contracts/event.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { appendEvents, latestOfTypes } from '../storage/events.js'
import type { Db } from '../storage/store.js'
import { houseEvent, swedishDay } from './new-event.js'

/** Who stopped all letters, when and why. */
export interface OutboxPause {
  readonly by: string
  /** The day (ISO 8601). */
  readonly since: string
  readonly reason: string
}

/** The pause in force; null when letters may go. */
export async function outboxPause(db: Db): Promise<OutboxPause | null> {
  const latest = await latestOfTypes(db, ['outbox-paused', 'outbox-reopened'])
  return latest?.event.type === 'outbox-paused' ? { by: latest.actor.name, since: swedishDay(latest.recordedAt), reason: latest.event.reason } : null
}

/** Stops every letter of the house, but reminders to the administrator, until somebody lets them go again; one on its way out is not called back. @throws Failure `already-recorded` */
export async function pauseOutbox(app: App, reason: string, by: Actor): Promise<OutboxPause> {
  return app.store.write(async (tx) => {
    const paused = await outboxPause(tx)
    if (paused !== null) throw new Failure('already-recorded', `Utskicken är redan pausade av ${paused.by} sedan ${paused.since}: ${paused.reason}`)
    const now = app.now().toISOString()
    await appendEvents(tx, [houseEvent(by, now, { type: 'outbox-paused', reason })], now)
    return { by: by.name, since: swedishDay(now), reason }
  })
}

/** Lets letters go again after a pause. @throws Failure `already-recorded` when there is none */
export async function reopenOutbox(app: App, by: Actor): Promise<void> {
  await app.store.write(async (tx) => {
    if ((await outboxPause(tx)) === null) throw new Failure('already-recorded', 'Utskicken är inte pausade, så det finns inget att återuppta. Ett enskilt stoppat brev går vidare med ”letter resume BREV”.')
    const now = app.now().toISOString()
    await appendEvents(tx, [houseEvent(by, now, { type: 'outbox-reopened' })], now)
  })
}
