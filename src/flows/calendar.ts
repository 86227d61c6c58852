import { calendarEntries, type CalendarEntry } from '../../contracts/calendar-entries.js'
import type { App } from '../app.js'
import { outlines, type Outline } from './outlines.js'

const KEPT = new WeakMap<readonly Outline[], readonly CalendarEntry[]>()

/** Everything dated of these customers; what `outlines` gave once is put together once. */
export function entriesOf(all: readonly Outline[]): readonly CalendarEntry[] {
  const entries = KEPT.get(all) ?? calendarEntries(all)
  KEPT.set(all, entries)
  return entries
}

/** Everything dated of all customers from one day to another (ISO, both included); null for no bound. */
export async function calendar(app: App, from: string | null, to: string | null): Promise<CalendarEntry[]> {
  return entriesOf(await outlines(app)).filter(({ on }) => (from === null || on >= from) && (to === null || on <= to))
}
