import type { Event } from '../../contracts/event.js'
import type { App } from '../app.js'
import { appendEvents } from '../storage/events.js'
import type { Transaction } from '../storage/store.js'
import { customerEvent, SYSTEM } from './new-event.js'

/** Appends what the system did with a customer's letter. */
export async function recordLetterEvent(tx: Transaction, app: App, orgnr: string, event: Event): Promise<void> {
  const now = app.now().toISOString()
  await appendEvents(tx, [customerEvent(SYSTEM, now, orgnr, event)], now)
}
