import { z } from 'zod'
import { CALENDAR_KIND_LABELS, type CalendarEntry } from '../../../contracts/calendar-entries.js'
import { addDays, daysBetween, nextMonth } from '../../../contracts/calendar.js'
import { entriesOf } from '../../flows/calendar.js'
import { swedishDay } from '../../flows/new-event.js'
import type { Outline } from '../../flows/outline.js'
import { outlinesForLook } from '../../flows/outlines.js'
import type { Page } from '../page.js'
import { pagerView, pageStart } from '../pager.js'
import { staleNotice } from '../stale-notice.js'

const WEEKS = 13
/** Customers a page of weeks, and entries a list, so that no page grows with the house. */
const MOST_ROWS = 25
const MOST_ENTRIES = 100
const MONTH = new Intl.DateTimeFormat('sv-SE', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** *Kalender*: a month of everything dated, the coordination lane, and the weeks ahead customer by customer. */
export const CALENDAR_PAGE: Page = {
  path: '/kalender', right: 'read', forms: [],
  show: async ({ app, query }) => {
    const today = swedishDay(app.now())
    const month = z.iso.date().safeParse(`${query['manad'] ?? ''}-01`).success ? (query['manad'] ?? '') : today.slice(0, 7)
    const { all, stale } = await outlinesForLook(app)
    const entries = entriesOf(all)
    const late = entries.filter((entry) => entry.late && !entry.done)
    const inMonth = entries.filter(({ on, kind }) => on.slice(0, 7) === month && kind !== 'coordination')
    const open = all.filter(({ steps }) => steps.some(({ state }) => state !== 'done'))
    const from = Math.min(pageStart(query, MOST_ROWS), Math.max(0, Math.ceil(open.length / MOST_ROWS) - 1) * MOST_ROWS)
    const lane = entries.filter(({ kind, done }) => kind === 'coordination' && !done)
    const monday = mondayOf(month === today.slice(0, 7) ? today : `${month}-01`)
    return {
      view: 'calendar', title: 'Kalender', crumbs: [],
      content: {
        stale: staleNotice(stale), month: capitalised(MONTH.format(new Date(`${month}-15T12:00:00Z`))), previous: `/kalender?manad=${monthBefore(month)}`, next: `/kalender?manad=${nextMonth(month)}`, current: month === today.slice(0, 7) ? '' : '/kalender',
        late: late.slice(0, MOST_ENTRIES).map(entryRow), entries: inMonth.slice(0, MOST_ENTRIES).map(entryRow), more: moreText(late.length, inMonth.length, lane.length), none: inMonth.length === 0,
        lane: lane.slice(0, MOST_ENTRIES).map(entryRow),
        pager: pagerView('/kalender', query, { from, shown: Math.min(MOST_ROWS, open.length - from), total: open.length, most: MOST_ROWS }),
        weeks: Array.from({ length: WEEKS }, (_, index) => weekHead(addDays(monday, index * 7), today)),
        customers: open.slice(from, from + MOST_ROWS).map((customer) => weekRow(customer, monday)), anyone: all.length > 0,
      },
    }
  },
}

/** Says when a list is cut; nothing is left out in silence. */
function moreText(...counts: readonly number[]): string {
  return counts.some((count) => count > MOST_ENTRIES) ? `Varje lista visar högst ${MOST_ENTRIES} rader. Resten står på varje kunds sida.` : ''
}

/** What begins with the word for its kind says that once. */
function entryRow({ on, kind, what, orgnr, name, who, late, done }: CalendarEntry) {
  const label = CALENDAR_KIND_LABELS[kind]
  return { on, kind: what.startsWith(label) ? '' : label, what, href: `/kunder/${orgnr}`, name, who: who ?? '', badge: done ? { state: 'done', text: 'Klart' } : late ? { state: 'stuck', text: kind === 'renewal' ? 'Behöver förnyas' : 'Försenat' } : { state: 'waiting', text: 'Väntar' } }
}

function weekHead(monday: string, today: string) {
  return { number: isoWeek(monday), from: monday, now: daysBetween(monday, today) >= 0 && daysBetween(monday, today) < 7 }
}

/** The steps that a customer's plan puts in each week, and the meetings booked then. */
function weekRow({ orgnr, name, steps, meetings }: Outline, monday: string) {
  const cells = Array.from({ length: WEEKS }, (_, index) => {
    const [from, to] = [addDays(monday, index * 7), addDays(monday, index * 7 + 6)]
    const planned = steps.filter(({ plannedFrom, plannedTo, state }) => state !== 'done' && plannedFrom !== null && plannedFrom <= to && (plannedTo === null ? plannedFrom >= from : plannedTo >= from))
    const booked = meetings.filter(({ state, booking }) => (state === 'booked' || state === 'passed') && booking !== null && booking.startsAt.slice(0, 10) >= from && booking.startsAt.slice(0, 10) <= to)
    return { week: isoWeek(from), steps: planned.map(({ step, lane }) => ({ step, lane })), meetings: booked.map(({ ordinal, title, booking }) => ({ ordinal, title, href: `/kunder/${orgnr}/moten/${ordinal}`, day: booking?.startsAt.slice(8, 10) ?? '' })), empty: planned.length + booked.length === 0 }
  })
  return { orgnr, name, plan: `/kunder/${orgnr}/plan`, cells }
}

function mondayOf(day: string): string {
  return addDays(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7))
}

/** The week's number as Swedish calendars count (ISO 8601). */
function isoWeek(monday: string): number {
  const thursday = addDays(monday, 3)
  return Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1
}

function monthBefore(month: string): string {
  return addDays(`${month}-01`, -1).slice(0, 7)
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toLocaleUpperCase('sv')}${text.slice(1)}`
}
