import type { Event } from '../../contracts/event.js'
import type { Facts } from '../../templates/facts.js'
import { recordedFacts, type Customer } from '../storage/customers.js'
import type { CustomerText } from '../storage/customer-texts.js'
import { eventsOfTypes } from '../storage/events.js'
import type { Db } from '../storage/store.js'

type FactsRecorded = Extract<Event, { type: 'facts-recorded' }>

/** The event that told last of a customer's facts, were they only a draft's or not; null when none has. */
export async function factsToldLast(db: Db, orgnr: string): Promise<FactsRecorded | null> {
  return (await eventsOfTypes(db, ['facts-recorded'], [orgnr])).flatMap(({ event }) => (event.type === 'facts-recorded' ? [event] : [])).at(-1) ?? null
}

/** Hash of the facts that papers to be signed were made from when a customer's text was handed in; null when none had been told of. */
export async function factsWhenRegistered(db: Db, { orgnr, id }: Pick<CustomerText, 'orgnr' | 'id'>): Promise<string | null> {
  let factsSha256: string | null = null
  for (const { event } of await eventsOfTypes(db, ['facts-recorded', 'customer-text-registered'], [orgnr])) {
    if (event.type === 'customer-text-registered' && event.text === id) return factsSha256
    if (event.type === 'facts-recorded' && event.only === undefined) factsSha256 = event.factsSha256
  }
  return factsSha256
}

/** The facts that drafts were made from after the papers to be signed, where they are others; null when there are none. */
export async function factsOfDrafts(db: Db, { orgnr, factsSha256 }: Pick<Customer, 'orgnr' | 'factsSha256'>): Promise<Facts | null> {
  const told = await factsToldLast(db, orgnr)
  return told === null || told.only !== 'drafts' || told.factsSha256 === factsSha256 ? null : recordedFacts(db, told.factsSha256)
}
