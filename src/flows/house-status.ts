import type { z } from 'zod'
import type { App } from '../app.js'
import { latestArrivals, scansUnderWay } from '../storage/arrivals.js'
import { incomingState } from './incoming-state.js'
import { keyNotices } from './keys.js'
import type { houseStatusSchema } from './status-shape.js'
import { summariesAfter } from './summaries.js'

/** Where the whole house stands. */
export type HouseStatus = z.output<typeof houseStatusSchema>

const MOST_TOLD = 50

/** Every customer with the next thing to do, what is about the own keys, and what has come in lately, read or not. */
export async function houseStatus(app: App): Promise<HouseStatus> {
  const came = await latestArrivals(app.store.read, MOST_TOLD)
  const underWay = new Set((await scansUnderWay(app.store.read)).map(({ scan }) => scan))
  return {
    customers: [...((await summariesAfter(app, null, null)) ?? [])],
    keys: (await keyNotices(app)).map(({ path, message }) => ({ path, message })),
    incoming: await incomingState(app),
    arrivals: came.map(({ pages, ...arrival }) => ({ ...arrival, state: underWay.has(arrival.scan) ? 'under-way' : pages === 0 ? 'unreadable' : 'read' })),
  }
}
