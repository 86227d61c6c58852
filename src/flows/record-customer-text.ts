import type { Actor, NewEvent } from '../../contracts/event.js'
import { track } from '../../contracts/tracking.js'
import type { App } from '../app.js'
import { customerTextInForce, insertCustomerText, moveCustomerText } from '../storage/customer-texts.js'
import type { Transaction } from '../storage/store.js'
import type { NewVersion } from '../storage/versions.js'
import { Failure } from '../../templates/failure.js'
import { historyOf } from './history.js'
import type { Registration } from './pack.js'
import type { PreparedDocument } from './prepare-documents.js'
import { refuseLostApproval } from './refuse-lost-approval.js'
import { swedishDay } from './new-event.js'
import { recordWanted } from './record-events.js'

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
