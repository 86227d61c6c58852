import { setTimeout as pause } from 'node:timers/promises'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { App } from '../app.js'
import { deriveAgain, keepLine, keepUnderivable, staleAmong, staleLineCount, staleLines, type StaleLine } from '../storage/customer-lines.js'
import type { Store, Transaction } from '../storage/store.js'
import { swedishDay } from './new-event.js'
import { outlineOf } from './outline.js'
import { customerStatus, type CustomerStatus } from './status.js'
import { tasksOf, UNDERIVABLE } from './tasks.js'

/** A look that finds more changed than this is in the middle of a batch, and is not held up by it: the service derives them meanwhile and the page says that it does. */
const MOST_A_LOOK = 3
const LONGEST_WAIT_MS = 1000
const AT_A_TIME = 50

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
  for (const line of stale) await refreshOne(app, line)
  return stale.length
}

/** Derives anew every line that no longer holds today, with room for other work in between. */
export async function refreshAll(app: App): Promise<void> {
  while ((await refreshLines(app, { most: AT_A_TIME, which: 'all' })) > 0) await new Promise((resolve) => setImmediate(resolve))
}

/** Derives anew those of these customers whose lines no longer hold. */
export async function refreshThese(app: App, orgnrs: readonly string[]): Promise<void> {
  for (const line of await staleAmong(app.store.read, orgnrs, swedishDay(app.now()))) await refreshOne(app, line)
}

/** One whose status cannot be derived is shown as such, with the number its fault is logged under, and holds no other up. */
async function refreshOne(app: App, { orgnr, changes }: StaleLine): Promise<void> {
  // The changes were counted before the status is read, so whatever happens in between leaves the line stale.
  const today = swedishDay(app.now())
  let keep: (tx: Transaction) => Promise<void>
  try {
    const status = await customerStatus(app, orgnr)
    const line = { ...lineOf(status), search: searchTextOf(status), outlineJson: JSON.stringify(outlineOf(status)) }
    const tasks = tasksOf(status)
    keep = (tx) => keepLine(tx, line, tasks, { changes, today: status.today })
  } catch (error) {
    const words = underivable(app.report(error))
    keep = (tx) => keepUnderivable(tx, { orgnr, nextAction: words, task: { kind: UNDERIVABLE, what: 'Läget går inte att räkna ut', why: words, since: today, path: `/kunder/${orgnr}/historik` } }, { changes, today })
  }
  await app.store.write(keep)
}

function underivable(id: string): string {
  return `Kundens läge kunde inte beräknas (internt fel ${id}). Inget är förlorat. Meddela numret till den som sköter programmet.`
}

/** Lets customers that could not be derived be tried again, as after an upgrade or when a disk answers again. */
export async function tryUnderivableAgain(app: App): Promise<void> {
  await app.store.write((tx) => deriveAgain(tx, UNDERIVABLE))
}

/** What the list says of one customer. */
export function lineOf({ orgnr, name, steps, stuck, nextAction }: CustomerStatus) {
  const current = steps.find(({ state }) => state !== 'done')
  return { orgnr, name, phase: current?.phase ?? '', step: current?.step ?? null, stepsDone: steps.filter(({ state }) => state === 'done').length, stuck: stuck.length, nextAction }
}

function searchTextOf({ orgnr, name, documents }: CustomerStatus): string {
  return [name, orgnr, orgnr.replace('-', ''), ...documents.flatMap(({ code }) => [code, spokenCode(code)])].join(' ').toLocaleLowerCase('sv')
}
