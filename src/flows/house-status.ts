import type { App } from '../app.js'
import type { KeyFault } from '../mail/key-verdict.js'
import { latestArrivals, scansUnderWay, type ToldArrival } from '../storage/arrivals.js'
import { customerTasks } from '../storage/customer-lines.js'
import { incomingState } from './incoming-state.js'
import { keyNotices } from './keys.js'
import { mailMatters } from './matters.js'
import type { IncomingState } from './scan-shapes.js'
import { tryUnderivableAgain } from './refresh-lines.js'
import type { CustomerSummary } from './status.js'
import { summaries } from './summaries.js'
import { UNDERIVABLE } from './tasks.js'

/** Where the whole house stands. */
export interface HouseStatus {
  readonly customers: readonly CustomerSummary[]
  /** Those of them whose status could not be derived, each with why in words; what `customers` says of them is what was last known. */
  readonly underivable: readonly { readonly orgnr: string; readonly name: string; readonly why: string }[]
  /** What is about the own keys, by place. */
  readonly keys: readonly KeyFault[]
  /** What waits of letters and answers, in words. */
  readonly mail: readonly string[]
  /** The directory `incoming/`: what waits there, and what was refused. */
  readonly incoming: IncomingState
  /** The latest files that have come in, whichever way, newest first, and whether they could be read. */
  readonly arrivals: readonly (ToldArrival & { readonly state: 'under-way' | 'read' | 'unreadable' })[]
}

const MOST_TOLD = 50
const MOST_UNDERIVABLE = 10_000

/** Every customer with the next thing to do, what is about the own keys, and what has come in lately, read or not. */
export async function houseStatus(app: App): Promise<HouseStatus> {
  await tryUnderivableAgain(app)
  const customers = await summaries(app)
  const came = await latestArrivals(app.store.read, MOST_TOLD)
  const underWay = new Set((await scansUnderWay(app.store.read)).map(({ scan }) => scan))
  return {
    customers,
    underivable: (await customerTasks(app.store.read, UNDERIVABLE, MOST_UNDERIVABLE)).tasks.map(({ orgnr, name, why }) => ({ orgnr, name, why })),
    keys: await keyNotices(app),
    mail: (await mailMatters(app)).map(({ text }) => text),
    incoming: await incomingState(app),
    arrivals: came.map(({ pages, ...arrival }) => ({ ...arrival, state: underWay.has(arrival.scan) ? 'under-way' : pages === 0 ? 'unreadable' : 'read' })),
  }
}
