import type { App } from '../app.js'
import { lockForService } from '../storage/service-lock.js'
import { serve, type Served, type ServeOptions } from './serve.js'

/** Serves a data directory that no other service has: two would send letters and read scans across each other. @throws Failure `data-directory` when one has it, and as `serve` */
export async function serveAlone(app: App, options: ServeOptions): Promise<Served> {
  const unlock = await lockForService(app.config.dataDirectory)
  try {
    const served = await serve(app, options)
    let closing: Promise<void> | null = null
    return { ...served, close: () => (closing ??= served.close().then(unlock)) }
  } catch (error) {
    await unlock()
    throw error
  }
}
