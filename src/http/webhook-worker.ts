import type { App } from '../app.js'
import { deliverWebhooks } from '../flows/webhooks.js'
import { openPasses, type Passes } from './passes.js'

/** Tells webhooks what they wait for; `onError` is told of whatever a pass throws. */
export function openWebhookWorker(app: App, { everyMs, onError }: { readonly everyMs: number; readonly onError: (error: unknown) => void }): Passes {
  return openPasses(async (signal) => {
    while (!signal.aborted && (await deliverWebhooks(app, undefined, signal)) > 0);
  }, { everyMs, onError })
}
