import { datedOf, inOrder, type CalendarEntry } from '../../contracts/calendar-entries.js'
import type { App } from '../app.js'
import type { Outline } from './outline.js'
import { outlines } from './outlines.js'

/** By customer, so that one that has changed costs what it costs, not what all of them do. */
const OF_ONE = new WeakMap<Outline, readonly CalendarEntry[]>()
const KEPT = new WeakMap<readonly Outline[], readonly CalendarEntry[]>()

/** Everything dated of these customers; what `outlines` gave once is put together once. */
export function entriesOf(all: readonly Outline[]): readonly CalendarEntry[] {
  const entries = KEPT.get(all) ?? inOrder(all.flatMap(entriesOfOne))
  KEPT.set(all, entries)
  return entries
}

function entriesOfOne(one: Outline): readonly CalendarEntry[] {
  const entries = OF_ONE.get(one) ?? datedOf(one)
  OF_ONE.set(one, entries)
  return entries
}

/** Everything dated of all customers from one day to another (ISO, both included); null for no bound. */
export async function calendar(app: App, from: string | null, to: string | null): Promise<CalendarEntry[]> {
  return entriesOf(await outlines(app)).filter(({ on }) => (from === null || on >= from) && (to === null || on <= to))
}
