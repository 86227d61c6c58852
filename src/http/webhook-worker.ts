import type { App } from '../app.js'
import { deliverWebhooks } from '../flows/webhooks.js'

/** Tells webhooks what they wait for, one pass at a time. */
export interface WebhookWorker {
  readonly start: () => void
  /** Ends after the telling under way. */
  readonly stop: () => Promise<void>
}

/** A worker that is not started yet; `onBug` is told of whatever a pass throws. */
export function openWebhookWorker(app: App, { everyMs, onBug }: { readonly everyMs: number; readonly onBug: (error: unknown) => void }): WebhookWorker {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | null = null
  let underWay: Promise<void> = Promise.resolve()
  const passAndPlan = async (): Promise<void> => {
    try {
      while (!stopping.signal.aborted && (await deliverWebhooks(app, undefined, stopping.signal)) > 0);
    } catch (error) {
      onBug(error)
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
