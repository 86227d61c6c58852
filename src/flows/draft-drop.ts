import type { Actor } from '../../contracts/event.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { customerTextInForce, moveCustomerText } from '../storage/customer-texts.js'
import { appendEvents } from '../storage/events.js'
import { namedVersion } from './history.js'
import { customerEvent } from './new-event.js'
import { personName } from './persons.js'
import type { Recorded } from './record-events.js'

/** Takes a customer's text out of use: what is issued stays, and the next `pack` returns to the template's text, for which a version that says the same words already counts. @throws Failure `code-unknown`, `transition-refused` when no customer's text stands for that document */
export async function dropDraft(app: App, { document, by, reason }: { readonly document: string; readonly by: Actor; readonly reason: string }): Promise<Recorded> {
  const actor = { ...by, name: personName(by.name) }
  const version = await namedVersion(app.store.read, document)
  const now = app.now().toISOString()
  return app.store.write(async (tx) => {
    const text = await customerTextInForce(tx, version.orgnr, version.kind)
    if (text === null) throw new Failure('transition-refused', `Ingen text från kunden står i stället för mallens i ${version.title} ${spokenCode(version.code)}. Inget behöver göras.`)
    await moveCustomerText(tx, text.id, 'in-force', 'dropped')
    const events = await appendEvents(tx, [customerEvent(actor, now, version.orgnr, { type: 'customer-text-dropped', text: text.id, reason })], now)
    return { events, letterDue: null }
  })
}
