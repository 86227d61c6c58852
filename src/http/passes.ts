/** Work that is done over and over while the service runs, a pass at a time. */
export interface Passes {
  readonly start: () => void
  /** Ends after what the pass under way does when its signal is aborted. */
  readonly stop: () => Promise<void>
}

/** Passes that are not started yet, `everyMs` between one's end and the next; `onError` is told of whatever one throws, unless it is being stopped. */
export function openPasses(pass: (signal: AbortSignal) => Promise<void>, { everyMs, onError }: { readonly everyMs: number; readonly onError: (error: unknown) => void }): Passes {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | null = null
  let underWay: Promise<void> = Promise.resolve()
  const passAndPlan = async (): Promise<void> => {
    try {
      await pass(stopping.signal)
    } catch (error) {
      if (!stopping.signal.aborted) onError(error)
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
