import type { App } from '../app.js'
import { allLines, linesOf, orgnrsAfter, type CustomerLine } from '../storage/customer-lines.js'
import { refreshLines, refreshThese } from './refresh-lines.js'
import type { CustomerSummary } from './status.js'

const AT_A_TIME = 50

/** Every customer by name, as it stands now. */
export async function summaries(app: App): Promise<CustomerSummary[]> {
  while ((await refreshLines(app, { most: AT_A_TIME, which: 'all' })) > 0) await new Promise((resolve) => setImmediate(resolve))
  return (await allLines(app.store.read)).map(summaryOf)
}

/** Customers by organisationsnummer, which never changes as a name does, from the one after `after`, at most so many, null for all, each as it stands now. Only those are derived, and only where they have changed. */
export async function summariesAfter(app: App, after: string, most: number | null): Promise<CustomerSummary[]> {
  const found: CustomerSummary[] = []
  for (;;) {
    const wanted = Math.min(AT_A_TIME, (most ?? Infinity) - found.length)
    const orgnrs = wanted === 0 ? [] : await orgnrsAfter(app.store.read, found.at(-1)?.orgnr ?? after, wanted)
    if (orgnrs.length === 0) return found
    await refreshThese(app, orgnrs)
    found.push(...(await linesOf(app.store.read, orgnrs)).map(summaryOf))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function summaryOf({ orgnr, name, stepsDone, stuck, nextAction }: CustomerLine): CustomerSummary {
  return { orgnr, name, stepsDone, stuck, nextAction }
}
