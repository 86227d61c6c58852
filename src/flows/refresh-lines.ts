import { setTimeout as pause } from 'node:timers/promises'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { App } from '../app.js'
import { deriveAgain, keepLine, keepUnderivable, linesOf, staleAmong, staleLineCount, staleLines, type CustomerLine, type StaleLine } from '../storage/customer-lines.js'
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

/** Before a look at the lists: what somebody has just done shows, what a batch is doing does not hold the look up: while it writes, the lists stay as they were and say so. People who look at the same time derive nothing twice. */
export async function refreshForLook(app: App): Promise<void> {
  const stale = await staleLineCount(app.store.read, null)
  if (stale === 0 || stale > MOST_A_LOOK) return
  // What cannot be kept, as on a full disk, keeps nobody from looking.
  const run = (TAILS.get(app.store) ?? Promise.resolve()).then(() => passBy(app)).catch((error: unknown) => void app.report(error))
  TAILS.set(app.store, run)
  const waited = new AbortController()
  await Promise.race([run, pause(LONGEST_WAIT_MS, undefined, { signal: waited.signal }).catch(() => undefined)]).finally(() => waited.abort())
}

async function passBy(app: App): Promise<void> {
  for (const line of await staleLines(app.store.read, { most: MOST_A_LOOK, today: null })) if (!(await app.store.writeIfFree((await derivedAnew(app, line)).keep))) return
}

/** How many customers the pages show as they stood before: changed since, or last derived on another day, on which somebody may not have been late or stuck yet. */
export async function customersBehind(app: App): Promise<number> {
  return staleLineCount(app.store.read, swedishDay(app.now()))
}

/** Derives anew the lines of the list of customers that no longer hold, at most so many; gives how many it did. */
export async function refreshLines(app: App, most: number): Promise<number> {
  const stale = await staleLines(app.store.read, { most, today: swedishDay(app.now()) })
  if (stale.length === 0) return 0
  for (const line of stale) await refreshOne(app, line)
  return stale.length
}

/** Derives anew every line that no longer holds today, with room for other work in between. */
export async function refreshAll(app: App): Promise<void> {
  while ((await refreshLines(app, AT_A_TIME)) > 0) await new Promise((resolve) => setImmediate(resolve))
}

/** The lines of these customers as they stand now, in the order given; derived anew where they no longer hold, and kept where nobody else is writing and the disk takes it: whoever reads waits for neither. */
export async function linesNow(app: App, orgnrs: readonly string[]): Promise<CustomerLine[]> {
  const anew = new Map<string, Partial<CustomerLine>>()
  for (const stale of await staleAmong(app.store.read, orgnrs, swedishDay(app.now()))) {
    const { line, keep } = await derivedAnew(app, stale)
    anew.set(stale.orgnr, line)
    await app.store.writeIfFree(keep).catch(app.report)
  }
  return (await linesOf(app.store.read, orgnrs)).map((line) => ({ ...line, ...anew.get(line.orgnr) }))
}

async function refreshOne(app: App, line: StaleLine): Promise<void> {
  const { keep } = await derivedAnew(app, line)
  if (!(await app.store.writeIfFree(keep))) await app.store.write(keep)
}

interface Derived {
  /** What of the line is known anew. */
  readonly line: Partial<CustomerLine>
  readonly keep: (tx: Transaction) => Promise<void>
}

/** A line as it is now, and what keeps it. One whose status cannot be derived is shown as such, with the number its fault is logged under, and holds no other up. */
async function derivedAnew(app: App, { orgnr, changes }: StaleLine): Promise<Derived> {
  // The changes were counted before the status is read, so whatever happens in between leaves the line stale.
  const today = swedishDay(app.now())
  try {
    const status = await customerStatus(app, orgnr)
    const line = lineOf(status)
    const kept = { ...line, search: searchTextOf(status), outlineJson: JSON.stringify(outlineOf(status)) }
    const tasks = tasksOf(status)
    return { line, keep: (tx) => keepLine(tx, kept, tasks, { changes, today: status.today }) }
  } catch (error) {
    const words = underivable(app.report(error))
    const task = { kind: UNDERIVABLE, what: 'Läget går inte att räkna ut', why: words, since: today, path: `/kunder/${orgnr}/historik` }
    return { line: { stuck: 1, nextAction: words }, keep: (tx) => keepUnderivable(tx, { orgnr, nextAction: words, task }, { changes, today }) }
  }
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
