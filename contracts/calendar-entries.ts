import { STEPS } from './checklist-steps.js'
import type { CustomerFileTask } from './customer-file.js'
import type { LeadTime } from './lead-time.js'
import type { MeetingStatus } from './meetings.js'
import type { StepStatus } from './step-status.js'

/** One dated thing about one customer. */
export interface CalendarEntry {
  readonly on: string
  readonly kind: 'meeting' | 'lead-time' | 'renewal' | 'customer-file' | 'coordination'
  readonly what: string
  readonly orgnr: string
  readonly name: string
  /** Who sees to it, or did it; null when nobody is named. */
  readonly who: string | null
  readonly late: boolean
  readonly done: boolean
}

/** What a calendar is made of, of one customer. */
export interface Dated {
  readonly orgnr: string
  readonly name: string
  readonly today: string
  readonly steps: readonly StepStatus[]
  readonly meetings: readonly MeetingStatus[]
  readonly leadTimes: readonly LeadTime[]
  readonly customerFiles: readonly CustomerFileTask[]
}

/** What a clerk reads for each kind of entry. */
export const CALENDAR_KIND_LABELS: Readonly<Record<CalendarEntry['kind'], string>> = {
  meeting: 'Träff', 'lead-time': 'Ledtid', renewal: 'Förnyelse', 'customer-file': 'Kunddatafil', coordination: 'Samordning',
}

const SWEDISH = new Intl.Collator('sv')

/** Entries by day, those of one day by customer. */
export function inOrder(entries: readonly CalendarEntry[]): CalendarEntry[] {
  return entries.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : SWEDISH.compare(a.name, b.name)))
}

/** Everything dated of one customer, in no order: booked and held meetings, what was promised, permits to renew, the monthly customer file, and the steps of the coordination lane by plan. */
export function datedOf(one: Dated): CalendarEntry[] {
  return [...meetings(one), ...leadTimes(one), ...customerFiles(one), ...coordination(one)]
}

function meetings({ orgnr, name, meetings: all }: Dated): CalendarEntry[] {
  return all.flatMap(({ ordinal, title, booking, held, cancelled, state }): CalendarEntry[] => {
    const what = `Träff ${ordinal} (${title})`
    if (held !== null) return [{ on: held.on, kind: 'meeting', what, orgnr, name, who: held.by, late: false, done: true }]
    if (booking === null || cancelled !== null) return []
    return [{ on: booking.startsAt.slice(0, 10), kind: 'meeting', what: `${what} kl. ${booking.startsAt.slice(11)}${booking.place === null ? '' : `, ${booking.place}`}`, orgnr, name, who: null, late: state === 'passed', done: false }]
  })
}

function leadTimes({ orgnr, name, leadTimes: items }: Dated): CalendarEntry[] {
  return items.flatMap(({ label, owner, promisedOn, receivedOn, expiresOn, number, state }) => [
    ...(promisedOn === null ? [] : [{ on: promisedOn, kind: 'lead-time' as const, what: `${label} utlovad`, orgnr, name, who: owner, late: state === 'overdue', done: receivedOn !== null }]),
    ...(expiresOn === null ? [] : [{ on: expiresOn, kind: 'renewal' as const, what: `${label}${number === null ? '' : ` ${number}`} går ut`, orgnr, name, who: owner, late: state === 'expired' || state === 'expiring', done: false }]),
  ])
}

function customerFiles({ orgnr, name, customerFiles: tasks }: Dated): CalendarEntry[] {
  return tasks.map(({ month, expectedOn, sentOn, sentBy, checkedOn, checkedBy, state }) => ({
    on: expectedOn, kind: 'customer-file' as const, orgnr, name, late: state === 'late', done: checkedOn !== null, who: checkedBy ?? sentBy,
    what: `Kunddatafil ${month}: ${checkedOn !== null ? `kontrollerad ${checkedOn}` : sentOn !== null ? `skickad ${sentOn}, att kontrollera mot beställningen` : 'skickad? Kort och fakturaunderlag kontrolleras mot beställningen'}`,
  }))
}

function coordination({ orgnr, name, today, steps }: Dated): CalendarEntry[] {
  const lane = new Set(STEPS.filter((step) => step.lane === 'samordning').map(({ step }) => step))
  return steps.filter(({ step, plannedFrom }) => lane.has(step) && plannedFrom !== null).map(({ step, title, plannedFrom, plannedTo, state }) => ({
    on: plannedTo ?? plannedFrom ?? today, kind: 'coordination' as const, what: `Steg ${step}, ${title}`, orgnr, name, who: null, late: state !== 'done' && plannedTo !== null && plannedTo < today, done: state === 'done',
  }))
}
