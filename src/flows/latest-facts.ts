import type { Event } from '../../contracts/event.js'
import type { Facts } from '../../templates/facts.js'
import { recordedFacts, type Customer } from '../storage/customers.js'
import { eventsOfTypes } from '../storage/events.js'
import type { Db } from '../storage/store.js'

type FactsRecorded = Extract<Event, { type: 'facts-recorded' }>

/** The event that told last of a customer's facts, were they only a draft's or not; null when none has. */
export async function factsToldLast(db: Db, orgnr: string): Promise<FactsRecorded | null> {
  return (await eventsOfTypes(db, ['facts-recorded'], [orgnr])).flatMap(({ event }) => (event.type === 'facts-recorded' ? [event] : [])).at(-1) ?? null
}

/** The facts that drafts were made from after the papers to be signed, where they are others; null when there are none. */
export async function factsOfDrafts(db: Db, { orgnr, factsSha256 }: Pick<Customer, 'orgnr' | 'factsSha256'>): Promise<Facts | null> {
  const told = await factsToldLast(db, orgnr)
  return told === null || told.only !== 'drafts' || told.factsSha256 === factsSha256 ? null : recordedFacts(db, told.factsSha256)
}
