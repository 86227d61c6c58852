import { spokenCode } from '../../contracts/spoken-code.js'
import type { App } from '../app.js'
import { keepLine, staleLines, type StaleLine } from '../storage/customer-lines.js'
import { swedishDay } from './new-event.js'
import { customerStatus, type CustomerStatus } from './status.js'
import { tasksOf } from './tasks.js'

/** Derives anew the lines of the list of customers that no longer hold, at most so many; gives how many it did. `only-changed` leaves those that merely stem from another day. */
export async function refreshLines(app: App, { most, which }: { readonly most: number; readonly which: 'all' | 'only-changed' }): Promise<number> {
  const stale = await staleLines(app.store.read, { most, today: which === 'all' ? swedishDay(app.now()) : null })
  for (const line of stale) await refreshLine(app, line)
  return stale.length
}

/** The changes were counted before the status was read, so whatever happens in between leaves the line stale. */
async function refreshLine(app: App, { orgnr, changes }: StaleLine): Promise<void> {
  const status = await customerStatus(app, orgnr)
  await app.store.write((tx) => keepLine(tx, { ...lineOf(status), search: searchTextOf(status) }, tasksOf(status), { changes, today: status.today }))
}

/** What the list says of one customer. */
export function lineOf({ orgnr, name, steps, stuck, nextAction }: CustomerStatus) {
  const current = steps.find(({ state }) => state !== 'done')
  return { orgnr, name, phase: current?.phase ?? '', step: current?.step ?? null, stepsDone: steps.filter(({ state }) => state === 'done').length, stuck: stuck.length, nextAction }
}

function searchTextOf({ orgnr, name, documents }: CustomerStatus): string {
  return [name, orgnr, orgnr.replace('-', ''), ...documents.flatMap(({ code }) => [code, spokenCode(code)])].join(' ').toLocaleLowerCase('sv')
}
