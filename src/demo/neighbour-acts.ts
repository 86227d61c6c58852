import { POINTS } from '../../contracts/checklist-points.js'
import { addDays, daysBetween } from '../../contracts/calendar.js'
import { isWorkingDay } from '../../contracts/working-days.js'
import type { Event } from '../../contracts/event.js'
import type { Facts } from '../../templates/facts.js'
import type { Act } from './neighbour.js'

type Item = Extract<Event, { type: 'lead-time-requested' }>['item']

/** The papers that are handed over at the second meeting. */
export const HANDED_OVER = ['grundavtal', 'tjansteavtal', 'raps', 'rutiner', 'leveransavtal'] as const

/** The points of a step that a person ticks. */
export function ticked(step: number): Event[] {
  return POINTS.filter((point) => point.step === step && point.settledBy.by === 'person').map(({ id }): Event => ({ type: 'point-ticked', point: id }))
}

/** Who the customer sends to meetings. */
export function people({ kontakter }: Facts): { name: string; address?: string }[] {
  return [...(kontakter?.ra ?? []), ...(kontakter?.kra ?? [])].slice(0, 4).map(({ namn, epost }) => ({ name: namn, ...(epost === undefined ? {} : { address: epost }) }))
}

/** A meeting that was held, and who came. */
export function held(ordinal: number, facts: Facts): Event[] {
  return [{ type: 'meeting-held', ordinal }, { type: 'meeting-attended', ordinal, participants: ['Demo Handläggare', ...people(facts).map(({ name }) => name)] }]
}

/** A meeting from nine to three on that day, or the last working day before it. */
export function booked(ordinal: number, on: string, facts: Facts): Event {
  const day = workingDayUpTo(on)
  return { type: 'meeting-booked', ordinal, startsAt: `${day}T09:00`, endsAt: `${day}T15:00`, place: `Hos ${facts.kund.namn}, sammanträdesrummet`, participants: people(facts) }
}

/** The local seller is named, and the customer told two days after. */
export function seller(daysAgo: number, name: string): Act[] {
  return [{ daysAgo, events: [{ type: 'local-seller-named', name, phone: '08-465 004 77', email: 'saljare@driftbolaget.example' }] }, { daysAgo: daysAgo - 2, events: [{ type: 'local-seller-told' }] }]
}

/** Something with a lead time is asked for, and promised for a day. */
export function awaited(item: Item, promisedOn: string): Event[] {
  return [{ type: 'lead-time-requested', item, owner: 'Demo Handläggare' }, { type: 'lead-time-promised', item, promisedOn }]
}

/** Steps 1 to 3, from the first contact `daysAgo`. */
export function initiated(daysAgo: number, facts: Facts, today: string): Act[] {
  return [
    { daysAgo, issued: { stage: 'draft', kinds: ['grundavtal'] }, events: [...ticked(1), booked(1, addDays(today, 9 - daysAgo), facts)] },
    { daysAgo: daysAgo - 9, events: [...held(1, facts), ...ticked(2), { type: 'point-ticked', point: '2.boka' }] },
    ...seller(daysAgo - 14, 'Lina Lokalsson'),
  ]
}

/** Step 4: the papers are issued and handed over at the second meeting, and what takes time is asked for. */
export function agreed(daysAgo: number, facts: Facts, today: string): Act[] {
  return [
    { daysAgo: daysAgo + 5, issued: { stage: 'signing', kinds: [...HANDED_OVER, 'handlaggare-ansokan', ...(facts.kort?.sisKort === 'ja' ? ['sis-dnv-ansokan'] : [])] }, events: [booked(2, addDays(today, -daysAgo), facts)] },
    {
      daysAgo, papers: [...HANDED_OVER, 'sis-dnv-ansokan'].map((kind) => ({ kind, event: { type: 'handed-over' } })),
      events: [...held(2, facts), ...ticked(4), { type: 'forecast-recorded', note: 'Pilot med trettio kort, sedan avdelning för avdelning.' }, ...awaited('handlaggare', addDays(today, 28 - daysAgo)), { type: 'lead-time-requested', item: 'korttyper', owner: 'Demo Kollega' }],
    },
  ]
}

/** Step 5: the seller has been there, and what the customer asks for is handed in. */
export function discussed(daysAgo: number): Act {
  return {
    daysAgo, events: [{ type: 'logotype-handed-in' }, { type: 'lead-time-received', item: 'korttyper' }],
    papers: [{ kind: 'leveransavtal', event: { type: 'seller-dialogue-held' } }, { kind: 'handlaggare-ansokan', event: { type: 'handed-in' } }],
  }
}

/** Step 6 but for the board: training is held and the RA cards are handed over. */
export function trained(daysAgo: number, facts: Facts): Act {
  const to = people(facts)[0]?.name ?? facts.kund.namn
  return { daysAgo, events: [...held(3, facts), ...ticked(6), { type: 'point-ticked', point: '6.boka' }, { type: 'ra-card-handed-over', environment: 'production', to }, { type: 'ra-card-handed-over', environment: 'training', to }, { type: 'secure-mail-configured' }] }
}

function workingDayUpTo(day: string): string {
  return isWorkingDay(day) ? day : workingDayUpTo(addDays(day, -1))
}

/** The same with every act on a working day: the day itself, or the last one before it. */
export function onWorkingDays(acts: readonly Act[], today: string): Act[] {
  return acts.map((act) => ({ ...act, daysAgo: daysBetween(workingDayUpTo(addDays(today, -act.daysAgo)), today) }))
}

/** The longest that somebody takes to tick what was begun on one day. */
const MOST_DAYS = 17

/** The same with the points of each act ticked one after the other on the working days before the customer's next act: nobody does a step in a day. */
export function overDays(acts: readonly Act[], today: string): Act[] {
  return acts.flatMap((act) => {
    const ticks = (act.events ?? []).filter(({ type }) => type === 'point-ticked')
    const next = Math.max(0, ...acts.map(({ daysAgo }) => daysAgo).filter((daysAgo) => daysAgo < act.daysAgo))
    const days = Array.from({ length: Math.max(0, Math.min(MOST_DAYS, act.daysAgo - next - 1)) + 1 }, (_, after) => act.daysAgo - after).filter((daysAgo) => daysAgo === act.daysAgo || isWorkingDay(addDays(today, -daysAgo)))
    const later = days.slice(1).map((daysAgo, index): Act => ({ daysAgo, events: ticks.filter((_, place) => dayOf(place, ticks.length, days.length) === index + 1) })).filter(({ events = [] }) => events.length > 0)
    const moved = new Set(later.flatMap(({ events = [] }) => events))
    return [{ ...act, ...(act.events === undefined ? {} : { events: act.events.filter((event) => !moved.has(event)) }) }, ...later]
  })
}

/** On which of so many days the point at that place is ticked: the first on the first day, the last on the last. */
function dayOf(place: number, ticks: number, days: number): number {
  return ticks < 2 ? 0 : Math.round((place * (days - 1)) / (ticks - 1))
}
