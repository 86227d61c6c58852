import type { App } from '../app.js'
import { mailMatters } from '../flows/matters.js'
import { outlines } from '../flows/outlines.js'
import { refreshLines } from '../flows/refresh-lines.js'

const EVERY_MS = 2000
/** Few enough that a page asked for meanwhile waits for none of them. */
const AT_A_TIME = 5

/** Keeps derived what the pages say of all customers: after a start or an upgrade, after midnight, and what other processes have changed. */
export interface LineWorker {
  readonly start: () => void
  /** Ends after the lines at hand. */
  readonly stop: () => Promise<void>
}

/** A worker that is not started yet; `onError` is told of whatever a pass throws. */
export function openLineWorker(app: App, onError: (error: unknown) => void): LineWorker {
  const stopping = new AbortController()
  const isStopping = (): boolean => stopping.signal.aborted
  let timer: NodeJS.Timeout | null = null
  let underWay: Promise<void> = Promise.resolve()
  const pass = async (): Promise<void> => {
    while (!isStopping() && (await refreshLines(app, { most: AT_A_TIME, which: 'all' })) > 0) await new Promise((resolve) => setImmediate(resolve))
    if (isStopping()) return
    await outlines(app, stopping.signal)
    await mailMatters(app)
  }
  const passAndPlan = async (): Promise<void> => {
    try {
      await pass()
    } catch (error) {
      if (!isStopping()) onError(error)
    }
    if (!isStopping()) timer = setTimeout(run, EVERY_MS)
  }
  const run = (): void => {
    underWay = passAndPlan()
  }
  return {
    start: run,
    async stop() {
      stopping.abort()
      if (timer !== null) clearTimeout(timer)
      await underWay
    },
  }
}
