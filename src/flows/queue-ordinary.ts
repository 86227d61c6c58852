import type { Actor } from '../../contracts/event.js'
import { contactsOf } from '../../contracts/customer-contacts.js'
import type { Mailbox } from '../../signing/letter.js'
import { sameAddress } from '../../signing/same-address.js'
import type { Facts } from '../../templates/facts.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { appendEvents } from '../storage/events.js'
import type { Customer } from '../storage/customers.js'
import { insertOrdinaryLetter, ordinaryLettersWhere, type OrdinaryLetter } from '../storage/ordinary-letters.js'
import type { Db } from '../storage/store.js'
import { customerEvent } from './new-event.js'
import type { SealedKeys } from './sealed-with.js'

/** A letter to a customer, written and about to be queued. */
export interface WrittenLetter {
  readonly id: string
  readonly purpose: 'draft' | 'invitation'
  readonly orgnr: string
  readonly recipient: string
  /** What it carries; a second letter with the same to the same address is refused unless it is `again`. */
  readonly about: string
  readonly codes: readonly string[]
  /** What it is encrypted with; null when it goes in clear. */
  readonly keys: SealedKeys | null
  readonly messageId: string
  /** Its bytes are in the archive already. */
  readonly rawSha256: string
}

/** A customer's contact with that address, among those that these facts name. Letters go to nobody whom the customer has not named. @throws Failure `facts-missing` */
export function contactWith({ name }: Pick<Customer, 'name'>, facts: readonly Facts[], address: string): Mailbox {
  const contacts = facts.flatMap(contactsOf)
  const found = contacts.find((contact) => sameAddress(contact.address, address.trim()))
  if (found !== undefined) return { name: found.name, address: found.address }
  const known = [...new Set(contacts.map((contact) => contact.address))]
  throw new Failure('facts-missing', `Adressen ”${address}” finns inte bland uppgifterna om ${name}. ${known.length === 0 ? 'Där finns ingen e-postadress alls.' : `Där finns: ${known.join(', ')}.`} Lägg till den i kundens uppgifter och registrera dem med ”pack”. Inget har skickats.`)
}

/** A fresh id and Message-ID. */
export function letterNames(app: App, sender: string): { readonly id: string; readonly messageId: string } {
  return { id: Buffer.from(app.random(8)).toString('hex'), messageId: `<${Buffer.from(app.random(16)).toString('hex')}@${sender.split('@')[1] ?? 'anslut.invalid'}>` }
}

/** The letter with the same content to the same address that was queued before and has neither failed nor been called off: a stopped one may still go. Null when there is none. */
export async function sameBefore(db: Db, { purpose, recipient, about }: Pick<WrittenLetter, 'purpose' | 'recipient' | 'about'>): Promise<OrdinaryLetter | null> {
  return (await ordinaryLettersWhere(db, { purpose, about })).findLast((one) => bringsTheSame(one, { purpose, recipient, about })) ?? null
}

/** Whether a letter has brought, or may yet bring, the same content to the same address. */
export function bringsTheSame({ purpose, recipient, about, state }: OrdinaryLetter, other: Pick<OrdinaryLetter, 'purpose' | 'recipient' | 'about'>): boolean {
  return purpose === other.purpose && sameAddress(recipient, other.recipient) && about === other.about && state !== 'failed' && state !== 'cancelled'
}

/** What to do with the earlier letter when it has been stopped, after a space; nothing otherwise. */
export function wayWithStopped({ id, state }: Pick<OrdinaryLetter, 'id' | 'state'>): string {
  return state === 'held' ? ` Det är stoppat: släpp det med ”outbox release ${id}”, eller ställ in det med ”outbox cancel ${id}” och skicka på nytt.` : ''
}

/** Queues a letter, with who asked for it in the customer's history. @throws Failure `already-recorded` when the same has been queued before, unless it is sent `again` */
export async function queueOrdinary(app: App, letter: WrittenLetter, { by, sending }: { readonly by: Actor; readonly sending: 'once' | 'again' }): Promise<OrdinaryLetter> {
  return app.store.write(async (tx) => {
    const before = sending === 'again' ? null : await sameBefore(tx, letter)
    if (before !== null) throw new Failure('already-recorded', `Detsamma köades till ${letter.recipient} ${before.createdAt.slice(0, 10)} och skickas inte igen av misstag.${wayWithStopped(before)}`)
    const now = app.now().toISOString()
    const { id, purpose, orgnr, recipient, about, keys, messageId, rawSha256 } = letter
    const protection = keys === null ? 'open' : 'encrypted'
    await insertOrdinaryLetter(tx, { id, purpose, orgnr, recipient, about, protection, messageId, rawSha256, createdAt: now })
    await appendEvents(tx, [customerEvent(by, now, orgnr, { type: 'mail-queued', mail: id, purpose, recipient, protection, codes: [...letter.codes], ...(keys === null ? {} : { keys }) })], now)
    const [queued] = await ordinaryLettersWhere(tx, { ids: [id] })
    if (queued === undefined) throw new Error(`letter ${id} is gone`)
    return queued
  })
}
