import type { Actor } from '../../contracts/event.js'
import type { Invitation } from '../../contracts/invitation.js'
import type { InvitationLetter } from '../../signing/ordinary-letter.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { writeInvitation } from '../mail/write-customer-mail.js'
import type { OrdinaryLetter } from '../storage/ordinary-letters.js'
import { namedCustomer } from './history.js'
import { configuredParties } from './party.js'
import { contactWith, letterNames, queueOrdinary, sameBefore } from './queue-ordinary.js'

/** A meeting with a customer, and whether its attendees are asked to come or told that it is off. */
export interface InvitationMailing {
  readonly orgnr: string
  readonly invitation: Invitation
  readonly method: InvitationLetter['method']
  readonly by: Actor
}

/**
 * Queues an invitation to every attendee, one letter each; those who have got the same before get nothing. All are the customer's contacts, or nobody is written to.
 * @throws Failure `customer-unknown`, `facts-missing`, `event-incomplete` when nobody can be invited
 */
export async function sendInvitation(app: App, { orgnr: typed, invitation, method, by }: InvitationMailing): Promise<OrdinaryLetter[]> {
  const customer = await namedCustomer(app, typed)
  const { orgnr } = customer
  const recipients = invitation.attendees.map(({ address }) => contactWith(customer, address))
  if (recipients.length === 0) throw new Failure('event-incomplete', `Mötet ”${invitation.subject}” har ingen deltagare med e-postadress. Lägg till deltagare. Inget har skickats.`)
  const { svr } = await configuredParties(app)
  const about = `${invitation.uid} ${invitation.sequence} ${method}`
  const queued: OrdinaryLetter[] = []
  for (const to of recipients) {
    if ((await sameBefore(app.store.read, { purpose: 'invitation', recipient: to.address, about })) !== null) continue
    const names = letterNames(app, svr.avsandaradress)
    const raw = writeInvitation({ purpose: 'invitation', method, invitation, provider: { name: svr.namn, replyAddress: svr.epost } }, { from: { name: svr.namn, address: svr.avsandaradress }, to, date: app.now(), messageId: names.messageId })
    queued.push(await queueOrdinary(app, { ...names, rawSha256: (await app.archive.keep(raw)).sha256, purpose: 'invitation', orgnr, recipient: to.address, about, codes: [], protection: 'open' }, { by, sending: 'once' }))
  }
  return queued
}
