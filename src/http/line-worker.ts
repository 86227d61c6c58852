import type { App } from '../app.js'
import { keyFaultsOfLate } from '../flows/key-faults-of-late.js'
import { mailMatters } from '../flows/matters.js'
import { outlines } from '../flows/outlines.js'
import { refreshLines, tryUnderivableAgain } from '../flows/refresh-lines.js'
import { openPasses, type Passes } from './passes.js'

const EVERY_MS = 2000
/** What could not be derived may have been a disk that did not answer. */
const TRY_AGAIN_MS = 10 * 60 * 1000
/** Few enough that a page asked for meanwhile waits for none of them. */
const AT_A_TIME = 5

/** Keeps derived what the pages say of all customers: after a start or an upgrade, after midnight, and what other processes have changed. `onError` is told of whatever a pass throws. */
export function openLineWorker(app: App, onError: (error: unknown) => void): Passes {
  let keysLookedAt = false
  let triedAgain = -Infinity
  return openPasses(async (signal) => {
    // The library of keys takes a second to load, and the first page must not wait for it.
    if (!keysLookedAt) await keyFaultsOfLate(app)
    keysLookedAt = true
    if (performance.now() - triedAgain >= TRY_AGAIN_MS) {
      await tryUnderivableAgain(app)
      triedAgain = performance.now()
    }
    while (!signal.aborted && (await refreshLines(app, AT_A_TIME)) > 0) await new Promise((resolve) => setImmediate(resolve))
    if (signal.aborted) return
    await outlines(app, signal)
    await mailMatters(app)
  }, { everyMs: EVERY_MS, onError })
}
