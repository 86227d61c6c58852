import type { Actor, Event, NewEvent } from '../../contracts/event.js'

/** What acts when no person does. */
export const SYSTEM: Actor = { name: 'systemet', osUser: '', verified: true }

const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', year: 'numeric', month: '2-digit', day: '2-digit' })

/** The day an instant falls on in Sweden (ISO 8601): what clerks, contracts and guards mean by a day. */
export function swedishDay(instant: Date | string): string {
  return DAY.format(typeof instant === 'string' ? new Date(instant) : instant)
}

/** An event about the installation itself, today. */
export function houseEvent(actor: Actor, now: string, event: Event): NewEvent {
  return { actor, happenedOn: swedishDay(now), orgnr: null, code: null, exemplar: null, event }
}

/** An event about one customer, today. */
export function customerEvent(actor: Actor, now: string, orgnr: string, event: Event): NewEvent {
  return { ...houseEvent(actor, now, event), orgnr }
}
