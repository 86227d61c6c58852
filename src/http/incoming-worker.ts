import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { resumeScans } from '../flows/analyse-scan.js'
import { openWatch, takeIncoming, type TakenFile } from '../flows/take-incoming.js'

const EVERY_MS = 2000

/** Reads what a copier drops in `incoming/` while the service runs, one file at a time. */
export interface IncomingWorker {
  readonly start: () => void
  /** A pass of its own, after the one under way; gives what became of the files that have lain long enough. */
  readonly runNow: () => Promise<TakenFile[]>
  /** Why the latest pass broke off; null when it went through. */
  readonly failure: () => string | null
  /** Ends after the file at hand. */
  readonly stop: () => Promise<void>
}

/** A worker for the app's incoming directory that first reads anew what an earlier run left half read; it survives whatever a pass throws. `onBug` is told of bugs. */
export function openIncomingWorker(app: App, onBug: (error: unknown) => string): IncomingWorker {
  const { incomingSettleMs: settleMs } = app.config
  const watch = openWatch(settleMs, () => performance.now())
  const stopping = new AbortController()
  const startedAt = app.now()
  const isStopping = (): boolean => stopping.signal.aborted
  let failure: string | null = null
  let tail: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout | null = null

  const pass = async (): Promise<TakenFile[]> => {
    if (isStopping()) throw new Failure('shutting-down', 'Tjänsten stängs av. Försök igen när den har startat.')
    const { taken } = await takeIncoming(app, watch, isStopping)
    failure = null
    return [...taken]
  }
  const runNow = (): Promise<TakenFile[]> => {
    const next = tail.then(pass)
    tail = next.catch(() => undefined)
    return next
  }
  const tell = (error: unknown): void => {
    failure = error instanceof Failure ? error.message : `Internt fel ${onBug(error)}. Meddela numret till den som sköter programmet.`
  }
  const passAndPlan = async (): Promise<void> => {
    await runNow().catch(tell)
    plan()
  }
  const plan = (): void => {
    if (!isStopping() && settleMs > 0) timer = setTimeout(() => void passAndPlan(), Math.min(settleMs, EVERY_MS))
  }
  const begin = async (): Promise<void> => {
    tail = tail.then(() => resumeScans(app, startedAt, isStopping)).catch(tell)
    await tail
    if (settleMs > 0) await passAndPlan()
  }
  return {
    start: () => void begin(),
    runNow,
    failure: () => failure,
    async stop() {
      stopping.abort()
      if (timer !== null) clearTimeout(timer)
      await tail
    },
  }
}
