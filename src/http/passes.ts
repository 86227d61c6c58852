import { Failure } from '../../templates/failure.js'

/** Work that is done over and over while the service runs, a pass at a time. */
export interface Passes {
  readonly start: () => void
  /** Ends after what the pass under way does when its signal is aborted. */
  readonly stop: () => Promise<void>
}

/** Passes that are not started yet, `everyMs` between one's end and the next; `onError` is told of whatever one throws, unless it is being stopped; of the same failure once, until a pass has gone through. */
export function openPasses(pass: (signal: AbortSignal) => Promise<void>, { everyMs, onError }: { readonly everyMs: number; readonly onError: (error: unknown) => void }): Passes {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | null = null
  let underWay: Promise<void> = Promise.resolve()
  let told: string | null = null
  const tell = (error: unknown): void => {
    const code = error instanceof Failure ? error.code : null
    if (code === null || code !== told) onError(error)
    told = code
  }
  const passAndPlan = async (): Promise<void> => {
    try {
      await pass(stopping.signal)
      told = null
    } catch (error) {
      if (!stopping.signal.aborted) tell(error)
    }
    if (!stopping.signal.aborted) timer = setTimeout(run, everyMs)
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
