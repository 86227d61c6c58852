import type { App } from '../app.js'
import { allLines, orgnrsAfter, type CustomerLine, type LineFilter } from '../storage/customer-lines.js'
import { linesNow, refreshAll } from './refresh-lines.js'
import type { CustomerSummary } from './status.js'

const AT_A_TIME = 50

/** Every customer by name, as it stands now. */
export async function summaries(app: App): Promise<CustomerSummary[]> {
  await refreshAll(app)
  return (await allLines(app.store.read)).map(summaryOf)
}

/** Customers by organisationsnummer, which never changes as a name does, from the one after `after`, at most so many, null for all, each as it stands now. Only those are derived, and only where they have changed; where a filter asks how they stand, all are. */
export async function summariesAfter(app: App, after: string, most: number | null, filter: LineFilter = { words: [] }): Promise<CustomerSummary[]> {
  if (filter.words.length > 0 || filter.phase !== undefined || filter.step !== undefined || filter.stuck !== undefined) await refreshAll(app)
  const found: CustomerSummary[] = []
  for (;;) {
    const wanted = Math.min(AT_A_TIME, (most ?? Infinity) - found.length)
    const orgnrs = wanted === 0 ? [] : await orgnrsAfter(app.store.read, found.at(-1)?.orgnr ?? after, wanted, filter)
    if (orgnrs.length === 0) return found
    found.push(...(await linesNow(app, orgnrs)).map(summaryOf))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** The words of a search, as lines are searched by them. */
export function searchWords(typed: string): string[] {
  return typed.toLocaleLowerCase('sv').split(/\s+/u).filter((word) => word !== '').slice(0, 8)
}

function summaryOf({ orgnr, name, phase, step, stepsDone, stuck, nextAction }: CustomerLine): CustomerSummary {
  return { orgnr, name, phase: phase === '' ? null : phase, step, stepsDone, stuck, nextAction }
}
