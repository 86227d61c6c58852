import { nextMonth } from './calendar.js'
import type { RecordedEvent } from './event.js'

/** The monthly task around the 5th once delivery may start: was the customer file sent, and do cards and invoice basis agree with the order (seed step 9)? */
export interface CustomerFileTask {
  /** "2026-12". */
  readonly month: string
  readonly expectedOn: string
  readonly sentOn: string | null
  /** Who recorded that it was sent, and who checked it against the order. */
  readonly sentBy: string | null
  readonly checkedOn: string | null
  readonly checkedBy: string | null
  /** `late` from the 10th when it has not been sent. */
  readonly state: 'sent' | 'checked' | 'expected' | 'late'
}

/** The month of the first file: that of the first 5th after delivery may start; null before it may. `events` without withdrawn ones. */
export function firstFileMonth(events: readonly RecordedEvent[]): string | null {
  const start = events.find(({ event }) => event.type === 'delivery-may-start')?.happenedOn
  if (start === undefined) return null
  return start <= `${start.slice(0, 7)}-05` ? start.slice(0, 7) : nextMonth(start.slice(0, 7))
}

/** One task a month from the first file, up to the month of `today`; empty before. `events` without withdrawn ones. */
export function customerFileTasks(events: readonly RecordedEvent[], today: string): CustomerFileTask[] {
  const first = firstFileMonth(events)
  if (first === null) return []
  const tasks: CustomerFileTask[] = []
  for (let month = first; month <= today.slice(0, 7); month = nextMonth(month)) {
    const sent = eventOf(events, 'customer-file-sent', month)
    const checked = eventOf(events, 'customer-file-checked', month)
    const state = checked !== undefined ? 'checked' : sent !== undefined ? 'sent' : today >= `${month}-10` ? 'late' : 'expected'
    tasks.push({ month, expectedOn: `${month}-05`, sentOn: sent?.happenedOn ?? null, sentBy: sent?.actor.name ?? null, checkedOn: checked?.happenedOn ?? null, checkedBy: checked?.actor.name ?? null, state })
  }
  return tasks
}

function eventOf(events: readonly RecordedEvent[], type: 'customer-file-sent' | 'customer-file-checked', month: string): RecordedEvent | undefined {
  return events.find(({ event }) => event.type === type && event.month === month)
}
