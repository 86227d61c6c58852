import type { Actor } from '../../contracts/event.js'
import type { Invitation } from '../../contracts/invitation.js'
import type { InvitationLetter } from '../../signing/ordinary-letter.js'
import { mayBeWithRecipient } from '../../signing/outbox.js'
import { addressKey } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { writeInvitation } from '../mail/write-customer-mail.js'
import { ordinaryLettersWhere, type OrdinaryLetter } from '../storage/ordinary-letters.js'
import { namedCustomer } from './history.js'
import { factsOfDrafts } from './latest-facts.js'
import { configuredParties } from './party.js'
import { contactWith, letterNames, queueOrdinary, sameBefore } from './queue-ordinary.js'

/** A meeting with a customer, and whether its attendees are asked to come or told that it is off. */
export interface InvitationMailing {
  readonly orgnr: string
  readonly invitation: Invitation
  readonly method: Exclude<InvitationLetter['method'], 'drop'>
  readonly by: Actor
}

/**
 * Queues an invitation to every attendee, one letter each, and word to those invited before who are attendees no more; those who have got the same before get nothing. All attendees are the customer's contacts, or nobody is written to.
 * @throws Failure `customer-unknown`, `facts-missing`, `event-incomplete` when nobody can be invited
 */
export async function sendInvitation(app: App, { orgnr: typed, invitation, method, by }: InvitationMailing): Promise<OrdinaryLetter[]> {
  const customer = await namedCustomer(app, typed)
  // The meeting was booked with the people of either.
  const facts = [(await factsOfDrafts(app.store.read, customer)) ?? [], customer.facts].flat()
  const invited = invitation.attendees.map(({ address }) => ({ to: contactWith(customer, facts, address), method, invitation }))
  const dropped = (await noLongerInvited(app, customer.orgnr, invitation)).map((address) => ({ to: { name: '', address }, method: 'drop' as const, invitation: { ...invitation, attendees: [{ name: address, address }] } }))
  const wanted = [...invited, ...dropped]
  if (wanted.length === 0) throw new Failure('event-incomplete', `Mötet ”${invitation.subject}” har ingen deltagare med e-postadress. Lägg till deltagare. Inget har skickats.`)
  const { svr } = await configuredParties(app)
  const queued: OrdinaryLetter[] = []
  for (const one of wanted) {
    const about = `${invitation.uid} ${invitation.sequence} ${one.method}`
    if ((await sameBefore(app.store.read, { purpose: 'invitation', recipient: one.to.address, about })) !== null) continue
    const names = letterNames(app, svr.avsandaradress)
    const raw = writeInvitation({ purpose: 'invitation', method: one.method, invitation: one.invitation, provider: { name: svr.namn, replyAddress: svr.epost } }, { from: { name: svr.namn, address: svr.avsandaradress }, to: one.to, date: app.now(), messageId: names.messageId })
    queued.push(await queueOrdinary(app, { ...names, rawSha256: (await app.archive.keep(raw)).sha256, purpose: 'invitation', orgnr: customer.orgnr, recipient: one.to.address, about, codes: [], keys: null }, { by, sending: 'once' }))
  }
  return queued
}

/** Addresses that the last letter about this meeting to reach them, or that may have, asked to come, and that are not among its attendees any more. */
async function noLongerInvited(app: App, orgnr: string, { uid, attendees }: Invitation): Promise<string[]> {
  const last = new Map<string, OrdinaryLetter>()
  for (const letter of await ordinaryLettersWhere(app.store.read, { purpose: 'invitation', orgnr })) {
    if (letter.about.startsWith(`${uid} `) && reachesRecipient(letter)) last.set(addressKey(letter.recipient), letter)
  }
  const still = new Set(attendees.map(({ address }) => addressKey(address)))
  return [...last].filter(([key, { about }]) => about.endsWith(' request') && !still.has(key)).map(([, { recipient }]) => recipient)
}

/** One that asks somebody to come and has not left yet never will, once they are taken off the meeting. */
function reachesRecipient({ state, attempts, about }: OrdinaryLetter): boolean {
  return state === 'sending' || mayBeWithRecipient(state, attempts) || (state === 'queued' && !about.endsWith(' request'))
}
