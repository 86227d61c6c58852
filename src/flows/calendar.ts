import { calendarEntries, type CalendarEntry } from '../../contracts/calendar-entries.js'
import type { App } from '../app.js'
import { outlines } from './outlines.js'

/** Everything dated of all customers from one day to another (ISO, both included); null for no bound. */
export async function calendar(app: App, from: string | null, to: string | null): Promise<CalendarEntry[]> {
  const entries = calendarEntries(await outlines(app))
  return entries.filter(({ on }) => (from === null || on >= from) && (to === null || on <= to))
}
