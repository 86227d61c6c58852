import type { Facts } from '../templates/facts.js'
import type { Parties } from '../templates/party.js'
import type { RecordedEvent } from './event.js'

/** One of the people at supplier and card maker whom a customer deals with. */
export interface SupplierContact {
  readonly role: 'lokal-saljare' | 'contract-manager' | 'kundtjanst' | 'korttillverkare'
  readonly label: string
  /** Null while nobody is named. */
  readonly name: string | null
  readonly phone: string | null
  readonly email: string | null
  readonly note: string | null
  /** The day the customer was told (local seller only); null until then. */
  readonly toldOn: string | null
  /** Where it was read: what somebody recorded for this customer, its facts, or the party's record. */
  readonly from: 'recorded' | 'facts' | 'party'
}

type Known = Omit<SupplierContact, 'role' | 'label' | 'toldOn'>

/** The four contacts of one customer, what was recorded last going before facts and party records. `events` without withdrawn ones; `parties` null where they are not at hand. */
export function supplierContacts(facts: Facts | null, events: readonly RecordedEvent[], parties: Parties | null): SupplierContact[] {
  const named = events.findLast(({ event }) => event.type === 'local-seller-named')
  const told = events.findLast(({ event, sequence }) => event.type === 'local-seller-told' && sequence > (named?.sequence ?? 0))
  const seller = facts?.leverantor?.lokalSaljare
  const manager = parties?.driftleverantor.contractManager
  const desk = parties?.driftleverantor.kundtjanst
  const maker = parties?.korttillverkare
  return [
    { role: 'lokal-saljare', label: 'Lokal säljare', ...sellerOf(named, seller), toldOn: told?.happenedOn ?? (named === undefined ? facts?.leverantor?.meddelad ?? null : null) },
    { role: 'contract-manager', label: 'Contract Manager', ...(recorded(events, 'contract-manager') ?? fromParty(manager?.namn, manager?.telefon, manager?.epost)), toldOn: null },
    { role: 'kundtjanst', label: 'Kundtjänst', ...(recorded(events, 'kundtjanst') ?? fromParty(desk && 'Kundtjänst', desk?.telefon, desk?.epost)), toldOn: null },
    { role: 'korttillverkare', label: 'Korttillverkare', ...(recorded(events, 'korttillverkare') ?? fromParty(maker?.namn, maker?.telefon, maker?.epost)), toldOn: null },
  ]
}

function sellerOf(named: RecordedEvent | undefined, seller: NonNullable<Facts['leverantor']>['lokalSaljare']): Known {
  if (named?.event.type === 'local-seller-named') {
    const { name, phone, email, note } = named.event
    return { name, phone: phone ?? null, email: email ?? null, note: note ?? null, from: 'recorded' }
  }
  return { name: seller?.namn ?? null, phone: seller?.telefon ?? null, email: seller?.epost ?? null, note: null, from: 'facts' }
}

function recorded(events: readonly RecordedEvent[], role: string): Known | null {
  const latest = events.findLast(({ event }) => event.type === 'supplier-contact-recorded' && event.role === role)
  if (latest?.event.type !== 'supplier-contact-recorded') return null
  const { name, phone, email, note } = latest.event
  return { name, phone: phone ?? null, email: email ?? null, note: note ?? null, from: 'recorded' }
}

function fromParty(name: string | undefined, phone: string | undefined, email: string | undefined): Known {
  return { name: name ?? null, phone: phone ?? null, email: email ?? null, note: null, from: 'party' }
}
