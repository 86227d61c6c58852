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
  for (let last: string | undefined = after; last !== undefined && (most === null || found.length < most); last = found.at(-1)?.orgnr) {
    const orgnrs = await orgnrsAfter(app.store.read, last, most === null ? AT_A_TIME : Math.min(AT_A_TIME, most - found.length))
    if (orgnrs.length === 0) break
    await refreshThese(app, orgnrs)
    found.push(...(await linesOf(app.store.read, orgnrs)).map(summaryOf))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return found
}

function summaryOf({ orgnr, name, stepsDone, stuck, nextAction }: CustomerLine): CustomerSummary {
  return { orgnr, name, stepsDone, stuck, nextAction }
}
