import { setTimeout as pause } from 'node:timers/promises'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { App } from '../app.js'
import { keepLine, staleLineCount, staleLines } from '../storage/customer-lines.js'
import type { Store } from '../storage/store.js'
import { swedishDay } from './new-event.js'
import { outlineOf } from './outline.js'
import { customerStatus, type CustomerStatus } from './status.js'
import { tasksOf } from './tasks.js'

/** A look that finds more changed than this is in the middle of a batch, and is not held up by it: the service derives them meanwhile and the page says that it does. */
const MOST_A_LOOK = 3
const LONGEST_WAIT_MS = 1000

const TAILS = new WeakMap<Store, Promise<unknown>>()

/** Before a look at the lists: what somebody has just done shows, what a batch is doing does not hold the look up. People who look at the same time derive nothing twice. */
export async function refreshForLook(app: App): Promise<void> {
  const stale = await staleLineCount(app.store.read, null)
  if (stale === 0 || stale > MOST_A_LOOK) return
  const run = (TAILS.get(app.store) ?? Promise.resolve()).then(() => refreshLines(app, { most: MOST_A_LOOK, which: 'only-changed' }))
  TAILS.set(app.store, run.catch(() => undefined))
  const waited = new AbortController()
  await Promise.race([run, pause(LONGEST_WAIT_MS, undefined, { signal: waited.signal }).catch(() => undefined)]).finally(() => waited.abort())
}

/** How many customers the pages show as they stood before: changed since, or last derived on another day, on which somebody may not have been late or stuck yet. */
export async function customersBehind(app: App): Promise<number> {
  return staleLineCount(app.store.read, swedishDay(app.now()))
}

/** Derives anew the lines of the list of customers that no longer hold, at most so many; gives how many it did. `only-changed` leaves those that merely stem from another day. */
export async function refreshLines(app: App, { most, which }: { readonly most: number; readonly which: 'all' | 'only-changed' }): Promise<number> {
  const stale = await staleLines(app.store.read, { most, today: which === 'all' ? swedishDay(app.now()) : null })
  if (stale.length === 0) return 0
  // The changes were counted before the status was read, so whatever happens in between leaves the line stale.
  const derived: { readonly status: CustomerStatus; readonly changes: number }[] = []
  for (const { orgnr, changes } of stale) derived.push({ status: await customerStatus(app, orgnr), changes })
  await app.store.write(async (tx) => {
    for (const { status, changes } of derived) await keepLine(tx, { ...lineOf(status), search: searchTextOf(status), outlineJson: JSON.stringify(outlineOf(status)) }, tasksOf(status), { changes, today: status.today })
  })
  return stale.length
}

/** What the list says of one customer. */
export function lineOf({ orgnr, name, steps, stuck, nextAction }: CustomerStatus) {
  const current = steps.find(({ state }) => state !== 'done')
  return { orgnr, name, phase: current?.phase ?? '', step: current?.step ?? null, stepsDone: steps.filter(({ state }) => state === 'done').length, stuck: stuck.length, nextAction }
}

function searchTextOf({ orgnr, name, documents }: CustomerStatus): string {
  return [name, orgnr, orgnr.replace('-', ''), ...documents.flatMap(({ code }) => [code, spokenCode(code)])].join(' ').toLocaleLowerCase('sv')
}
