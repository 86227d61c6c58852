import type { Plan } from '../../contracts/step-status.js'
import { progressOf, type CustomerProgress } from '../../contracts/progress.js'
import type { App } from '../app.js'
import { customers, type Customer } from '../storage/customers.js'
import { historyOf, namedCustomer } from './history.js'
import { swedishDay } from './new-event.js'

/** One customer in the list of all. */
export interface CustomerSummary {
  readonly orgnr: string
  readonly name: string
  /** Steps done, of twelve. */
  readonly stepsDone: number
  readonly stuck: number
  readonly nextAction: string | null
}

/** Where every document, exemplar, original, step and letter of one customer stands. @throws Failure `customer-unknown` */
export async function customerStatus(app: App, typed: string): Promise<CustomerProgress> {
  return progress(app, await namedCustomer(app, typed))
}

/** Every customer by name, with the one thing to do next. */
export async function customerSummaries(app: App): Promise<CustomerSummary[]> {
  const summaries: CustomerSummary[] = []
  for (const customer of await customers(app.store.read)) {
    const { orgnr, name, steps, stuck, nextAction } = await progress(app, customer)
    summaries.push({ orgnr, name, stepsDone: steps.filter(({ state }) => state === 'done').length, stuck: stuck.length, nextAction })
  }
  return summaries
}

/** Week 0 begins the day the customer was registered. */
async function progress(app: App, { orgnr, name, facts, registeredAt }: Customer): Promise<CustomerProgress> {
  const plan: Plan = { startsOn: swedishDay(registeredAt) }
  return progressOf({ orgnr, name, facts, plan, today: swedishDay(app.now()), ...(await historyOf(app, app.store.read, orgnr)) })
}
