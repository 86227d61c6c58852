import type { Actor } from '../../contracts/event.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { customerTextInForce, moveCustomerText } from '../storage/customer-texts.js'
import { appendEvents } from '../storage/events.js'
import { namedVersion } from './history.js'
import { customerEvent, swedishDay } from './new-event.js'
import { personName } from './persons.js'
import type { Recorded } from './record-events.js'

/** What a person takes out of use: whatever text stands for the document, or only the one that the person has read. */
export interface DroppedDraft {
  readonly document: string
  readonly text?: string
  readonly by: Actor
  readonly reason: string
}

/** Takes a customer's text out of use: what is issued stays, and the next `pack` returns to the template's text, for which a version that says the same words already counts. @throws Failure `code-unknown`, `transition-refused` when no customer's text, or another than the one named, stands for that document */
export async function dropDraft(app: App, { document, text: named, by, reason }: DroppedDraft): Promise<Recorded> {
  const actor = { ...by, name: personName(by.name) }
  const version = await namedVersion(app.store.read, document)
  const now = app.now().toISOString()
  return app.store.write(async (tx) => {
    const text = await customerTextInForce(tx, version.orgnr, version.kind)
    if (text === null) throw new Failure('transition-refused', `Ingen text från kunden står i stället för mallens i ${version.title} ${spokenCode(version.code)}. Inget behöver göras.`)
    if (named !== undefined && named !== text.id) throw new Failure('transition-refused', `En annan text från kunden gäller för ${version.title}, registrerad ${swedishDay(text.registeredAt)} av ${text.byName}. Inget är ändrat. Läs den först.`)
    await moveCustomerText(tx, text.id, 'in-force', 'dropped')
    const events = await appendEvents(tx, [customerEvent(actor, now, version.orgnr, { type: 'customer-text-dropped', text: text.id, reason })], now)
    return { events, letterDue: null }
  })
}
