import type { Actor, NewEvent } from '../../contracts/event.js'
import { track } from '../../contracts/tracking.js'
import type { App } from '../app.js'
import { acceptances, addAcceptance, type CustomerText, customerTextInForce, customerTextOf, insertCustomerText, moveCustomerText } from '../storage/customer-texts.js'
import type { Transaction } from '../storage/store.js'
import { Failure } from '../../templates/failure.js'
import { type NewVersion, versionOf } from '../storage/versions.js'
import { refuseRepeated, refuseSettled } from './refuse-acceptance.js'
import { historyOf } from './history.js'
import type { Registration } from './pack.js'
import { customerEvent, swedishDay } from './new-event.js'
import { refuseOutdatedBase } from './refuse-outdated-base.js'
import { recordWanted } from './record-events.js'
import type { PreparedDocument } from './prepare-documents.js'
import { refuseLostApproval } from './refuse-lost-approval.js'

/**
 * What was asked before the papers were made is asked again when they are recorded: a board may decide, and a colleague register, in between.
 * @throws Failure `reissue-needed`, `already-recorded`, `transition-refused`
 */
export async function refuseOvertaken(app: App, tx: Transaction, { text, reason, replaces }: Registration, prepared: readonly PreparedDocument[]): Promise<void> {
  const inForce = await customerTextInForce(tx, text.orgnr, text.kind)
  if (inForce !== null && inForce.id !== replaces) {
    if (inForce.fileSha256 === text.fileSha256) throw new Failure('already-recorded', `Filen är redan registrerad av ${inForce.byName}. Inget behöver göras.`)
    throw new Failure('transition-refused', `${inForce.byName} har registrerat en annan text för samma handling under tiden. Inget är registrerat. Jämför filerna med ”draft compare” och registrera den som gäller.`)
  }
  for (const { current } of prepared) if (current !== null) await refuseLostApproval(app, tx, current, reason)
}

/** Puts a customer's text in force in place of the one before, and gives the event that says so; a proposed one by the second person's acceptance. @throws Failure `already-recorded`, `transition-refused` when the proposal is settled or outdated meanwhile */
export async function recordCustomerText(tx: Transaction, { text, by, otherFacts }: Registration, now: string): Promise<NewEvent> {
  if (text.state === 'proposed') await recordSecondAcceptance(tx, text, by, now)
  const before = await customerTextInForce(tx, text.orgnr, text.kind)
  if (before !== null) await moveCustomerText(tx, before.id, 'in-force', 'replaced')
  if (text.state === 'proposed') {
    await moveCustomerText(tx, text.id, 'proposed', 'in-force')
    return customerEvent(by, now, text.orgnr, { type: 'customer-text-accepted', text: text.id, acceptance: 2 })
  }
  await insertCustomerText(tx, text)
  return registeredEvent(text, { by, otherFacts }, now)
}

/** The event that says that a text is registered, and why where it says what the recorded facts do not. */
export function registeredEvent({ id, orgnr, kind, baseCode: base, fileSha256, templateSha256, differences, state }: CustomerText, { by, otherFacts }: Pick<Registration, 'by' | 'otherFacts'>, now: string): NewEvent {
  return customerEvent(by, now, orgnr, { type: 'customer-text-registered', text: id, kind, base, fileSha256, templateSha256, differences, state: state === 'proposed' ? 'proposed' : 'in-force', ...(otherFacts === null ? {} : { reason: otherFacts }) })
}

/** Checked again where nobody can come in between: two at once are one acceptance and one refusal. */
async function recordSecondAcceptance(tx: Transaction, text: CustomerText, by: Actor, now: string): Promise<void> {
  const row = await customerTextOf(tx, text.id)
  const base = await versionOf(tx, text.baseCode)
  if (row === null || base === null) throw new Error(`the deviation ${text.id} is not recorded`)
  refuseSettled(row, base)
  refuseRepeated(text.id, await acceptances(tx, text.id), by)
  await refuseOutdatedBase(tx, base, text.registeredAt)
  await addAcceptance(tx, { text: text.id, byName: by.name, osUser: by.osUser, at: now })
}

/** Records that the customer's final has come in, which its text being issued says; a text the board has approved already is still approved. */
export async function recordFinal(app: App, tx: Transaction, { code, orgnr, issuedAt }: NewVersion, by: Actor): Promise<void> {
  const { versions, events } = await historyOf(app, tx, orgnr)
  if (track(versions, events, app.kinds).versions.get(code)?.stage !== 'issued') return
  await recordWanted(tx, app, orgnr, [{ actor: by, happenedOn: swedishDay(issuedAt), orgnr, code, exemplar: null, event: { type: 'final-received' } }])
}
