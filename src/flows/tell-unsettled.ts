import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { Transaction } from '../storage/store.js'

/** Keeps with a letter why it cannot be settled how its attempt ended, so that it is told of until it can; it is tried again at every pass, and keeps no other. Gives what is to be thrown: that an answer cannot be recorded; null otherwise. */
export async function tellUnsettled(app: App, error: unknown, told: string | null, restate: (tx: Transaction, reason: string) => Promise<unknown>): Promise<Failure | null> {
  if (!(error instanceof Failure)) throw error
  if (error.code === 'answer-unrecorded') return error
  // A lock is gone at the next pass, which settles it.
  if (error.code === 'database-busy' || told === error.message) return null
  await app.store.write((tx) => restate(tx, error.message)).catch((failure: unknown) => {
    // A database that takes nothing says so at whatever is written next.
    if (!(failure instanceof Failure)) throw failure
  })
  return null
}
