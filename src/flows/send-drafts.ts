import { contactsOf } from '../../contracts/customer-contacts.js'
import type { Actor } from '../../contracts/event.js'
import { kindOf } from '../../contracts/kinds.js'
import type { LetterMember, Mailbox } from '../../signing/letter.js'
import type { DraftLetter } from '../../signing/ordinary-letter.js'
import type { Provider } from '../../templates/party.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { fingerprintOf } from '../mail/key-description.js'
import { writeOpenDrafts } from '../mail/write-customer-mail.js'
import type { Customer } from '../storage/customers.js'
import type { OrdinaryLetter } from '../storage/ordinary-letters.js'
import { pinInEffect } from '../storage/pins.js'
import { namedCustomer } from './history.js'
import { factsOfDrafts } from './latest-facts.js'
import { draftFiles } from './open-drafts.js'
import { configuredParties } from './party.js'
import { contactWith, letterNames, queueOrdinary, sameBefore, wayWithStopped, type WrittenLetter } from './queue-ordinary.js'

/** What a person asks for. */
export interface DraftMailing {
  readonly orgnr: string
  /** One of the customer's addresses; null for the contact that drafts go to first. */
  readonly to: string | null
  readonly sending: 'once' | 'again'
  readonly by: Actor
}

/** The letter that was queued, what it holds, and the drafts that may not go to an address without a pinned key. */
export interface MailedDrafts {
  readonly letter: OrdinaryLetter
  readonly documents: readonly LetterMember[]
  readonly leftOut: readonly LetterMember[]
}

/**
 * Queues the Word files of a customer's latest drafts as a letter to one of its contacts: encrypted when a key is pinned to the address, otherwise only kinds whose drafts may go in clear.
 * @throws Failure `customer-unknown`, `facts-missing`, `draft-unknown`, `key-unpinned`, `recipient-unusable`, `keys-missing`, `keys-locked`, `already-recorded`
 */
export async function sendDrafts(app: App, { orgnr: typed, to, sending, by }: DraftMailing): Promise<MailedDrafts> {
  const customer = await namedCustomer(app, typed)
  const { orgnr } = customer
  const facts = (await factsOfDrafts(app.store.read, customer)) ?? customer.facts
  const recipient = contactWith(customer, [facts], to ?? firstAddress({ ...customer, facts }))
  const drafts = await draftFiles(app, customer)
  if (drafts.length === 0) throw new Failure('draft-unknown', `Inga utkast är utgivna för ${customer.name}. Ge ut dem med ”pack FAKTA --draft”. Inget har skickats.`)
  const isPinned = (await pinInEffect(app.store.read, recipient.address)) !== null
  const documents = drafts.filter(({ kind }) => isPinned || kindOf(kind, app.kinds).draftsMayGoOpen)
  if (documents.length === 0) throw new Failure('key-unpinned', `Inget av utkasten för ${customer.name} får gå okrypterat, och ingen nyckel är fäst vid ${recipient.address}. Två personer behöver fästa den med ”keys pin FINGERAVTRYCK --address ${recipient.address} --by NAMN”. Inget har skickats.`)

  const about = documents.map(({ code }) => code).sort().join(' ')
  await refuseRepeated(app, { recipient: recipient.address, about, sending })
  const { svr } = await configuredParties(app)
  const letter: DraftLetter = { purpose: 'draft', customer: { name: customer.name, orgnr }, provider: { name: svr.namn, replyAddress: svr.epost }, members: documents }
  const written = await (isPinned ? sealed(app, letter, { svr, recipient }) : open(app, letter, { svr, recipient }))
  const queued = await queueOrdinary(app, { ...written, purpose: 'draft', orgnr, recipient: recipient.address, about, codes: documents.map(({ code }) => code.replaceAll('-', '')) }, { by, sending })
  return { letter: queued, documents, leftOut: drafts.filter((draft) => !documents.includes(draft)) }
}

async function refuseRepeated(app: App, { recipient, about, sending }: { readonly recipient: string; readonly about: string; readonly sending: DraftMailing['sending'] }): Promise<void> {
  const before = sending === 'again' ? null : await sameBefore(app.store.read, { purpose: 'draft', recipient, about })
  if (before !== null) throw new Failure('already-recorded', `Samma utkast köades till ${recipient} ${before.createdAt.slice(0, 10)}. Ska de gå en gång till, lägg till --again.${wayWithStopped(before)} Inget har skickats.`)
}

function firstAddress({ name, facts }: Customer): string {
  const [first] = contactsOf(facts)
  if (first === undefined) throw new Failure('facts-missing', `Uppgifterna om ${name} har ingen e-postadress (kontakter.kontraktsansvarig.epost). Lägg till den och registrera uppgifterna med ”pack”. Inget har skickats.`)
  return first.address
}

interface Between {
  readonly svr: Provider
  readonly recipient: Mailbox
}

async function open(app: App, letter: DraftLetter, { svr, recipient }: Between): Promise<Kept> {
  const names = letterNames(app, svr.avsandaradress)
  const raw = await writeOpenDrafts(letter, (sha256) => app.archive.pieces(sha256), { from: { name: svr.namn, address: svr.avsandaradress }, to: recipient, date: app.now(), messageId: names.messageId })
  return { ...names, rawSha256: (await app.archive.keep(raw)).sha256, keys: null }
}

async function sealed(app: App, letter: DraftLetter, { svr, recipient: contact }: Between): Promise<Kept> {
  const names = letterNames(app, svr.avsandaradress)
  const pin = await pinInEffect(app.store.read, contact.address)
  if (pin === null) throw new Error(`the pin of ${contact.address} is gone`)
  const keyRing = await app.keyRing()
  const [{ sender, archive }, recipient] = [await keyRing.sealingKeys(), await keyRing.recipient(pin.fingerprint)]
  const { sha256 } = await app.sealer.seal({
    letter, sender, archive, recipient, exception: pin.exception, messageId: names.messageId, date: app.now(), boundarySeed: names.id, from: { name: svr.namn, address: svr.avsandaradress }, to: contact,
  })
  return { ...names, rawSha256: sha256, keys: { sender: fingerprintOf(sender), recipient: fingerprintOf(recipient), archive: fingerprintOf(archive) } }
}

type Kept = Pick<WrittenLetter, 'id' | 'messageId' | 'rawSha256' | 'keys'>
