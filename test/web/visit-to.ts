import type { App } from '../../src/app.js'
import { THIS_COMPUTER } from '../../src/http/visitor.js'
import type { House, Visit } from '../../src/web/page.js'
import { CLERK } from '../open-house.js'

/** A service in which nothing happens. */
export const IDLE: House = {
  outboxTrouble: () => null, answersTrouble: () => null, address: () => '',
  scanQueue: { take: () => Promise.resolve({ scans: [], faults: [] }), again: () => Promise.resolve(), readings: () => [], stop: () => Promise.resolve() },
}

/** Somebody's look at a page, at the computer itself. */
export function visitTo(app: App, params: Visit['params'] = {}): Visit {
  return { app, house: IDLE, visitor: THIS_COMPUTER, csrf: '', params, query: {}, tried: null, actor: () => app.actor(CLERK) }
}
