import type { App } from '../app.js'
import { linesAfter, linesOf } from '../storage/customer-lines.js'
import { refreshLines, refreshThese } from './refresh-lines.js'
import type { CustomerSummary } from './status.js'

const AT_A_TIME = 50

/** Customers by name from the one after `after`, at most so many, null for all, each as it stands now; null when there is no customer `after`. Of a part only those in it are derived. */
export async function summariesAfter(app: App, after: string | null, most: number | null): Promise<CustomerSummary[] | null> {
  if (most === null) while ((await refreshLines(app, { most: AT_A_TIME, which: 'all' })) > 0) await new Promise((resolve) => setImmediate(resolve))
  const asked = await linesAfter(app.store.read, after, most)
  if (asked !== null && most !== null) await refreshThese(app, asked.map(({ orgnr }) => orgnr))
  const lines = asked === null || most === null ? asked : await linesOf(app.store.read, asked.map(({ orgnr }) => orgnr))
  return lines?.map(({ orgnr, name, stepsDone, stuck, nextAction }) => ({ orgnr, name, stepsDone, stuck, nextAction })) ?? null
}
