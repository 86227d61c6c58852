import type { Actor, NewEvent } from '../../contracts/event.js'
import { track } from '../../contracts/tracking.js'
import type { App } from '../app.js'
import { customerTextInForce, insertCustomerText, moveCustomerText } from '../storage/customer-texts.js'
import type { Transaction } from '../storage/store.js'
import type { NewVersion } from '../storage/versions.js'
import { historyOf } from './history.js'
import type { Registration } from './pack.js'
import { swedishDay } from './new-event.js'
import { recordWanted } from './record-events.js'

/** Puts a customer's text in force in place of the one before, and gives the event that says so. */
export async function recordCustomerText(tx: Transaction, { text, by }: Registration, happenedOn: string): Promise<NewEvent> {
  const before = await customerTextInForce(tx, text.orgnr, text.kind)
  if (before !== null) await moveCustomerText(tx, before.id, 'in-force', 'replaced')
  await insertCustomerText(tx, text)
  const { id, orgnr, kind, baseCode: base, fileSha256, templateSha256, differences } = text
  return { actor: by, happenedOn, orgnr, code: null, exemplar: null, event: { type: 'customer-text-registered', text: id, kind, base, fileSha256, templateSha256, differences, state: 'in-force' } }
}

/** Records that the customer's final has come in, which its text being issued says; a text the board has approved already is still approved. */
export async function recordFinal(app: App, tx: Transaction, { code, orgnr, issuedAt }: NewVersion, by: Actor): Promise<void> {
  const { versions, events } = await historyOf(app, tx, orgnr)
  if (track(versions, events, app.kinds).versions.get(code)?.stage !== 'issued') return
  await recordWanted(tx, app, orgnr, [{ actor: by, happenedOn: swedishDay(issuedAt), orgnr, code, exemplar: null, event: { type: 'final-received' } }])
}
