import type { App } from '../app.js'
import { linesAfter } from '../storage/customer-lines.js'
import { refreshLines } from './refresh-lines.js'
import type { CustomerSummary } from './status.js'

const AT_A_TIME = 50

/** Customers by name from the one after `after`, at most so many, null for all, each as it stands now; null when there is no customer `after`. */
export async function summariesAfter(app: App, after: string | null, most: number | null): Promise<CustomerSummary[] | null> {
  while ((await refreshLines(app, { most: AT_A_TIME, which: 'all' })) > 0) await new Promise((resolve) => setImmediate(resolve))
  const lines = await linesAfter(app.store.read, after, most)
  return lines?.map(({ orgnr, name, stepsDone, stuck, nextAction }) => ({ orgnr, name, stepsDone, stuck, nextAction })) ?? null
}
