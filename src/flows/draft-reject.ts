import type { Actor } from '../../contracts/event.js'
import type { App } from '../app.js'
import { customerTextOf, moveCustomerText } from '../storage/customer-texts.js'
import { appendEvents } from '../storage/events.js'
import { namedText } from './named-text.js'
import { customerEvent } from './new-event.js'
import { personName } from './persons.js'
import type { Recorded } from './record-events.js'
import { refuseSettled } from './refuse-acceptance.js'

/** Ends a proposed deviation, whoever has accepted it so far; what is issued stays. @throws Failure `draft-unknown`, `already-recorded` when it is accepted, `transition-refused` when it is rejected already */
export async function rejectDraft(app: App, { text: typed, by, reason }: { readonly text: string; readonly by: Actor; readonly reason: string }): Promise<Recorded> {
  const actor = { ...by, name: personName(by.name) }
  const { text, base } = await namedText(app, typed)
  const now = app.now().toISOString()
  return app.store.write(async (tx) => {
    refuseSettled((await customerTextOf(tx, text.id)) ?? text, base)
    await moveCustomerText(tx, text.id, 'proposed', 'rejected')
    const events = await appendEvents(tx, [customerEvent(actor, now, text.orgnr, { type: 'customer-text-rejected', text: text.id, reason })], now)
    return { events, letterDue: null }
  })
}
