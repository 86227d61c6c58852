import { parentPort, workerData } from 'node:worker_threads'
import { Failure } from '../../templates/failure.js'
import { loadFonts } from '../../templates/fonts.js'
import { renderVersion, type RenderJob } from './render-version.js'

/** What the thread answers: the version, or the failure in parts, since a class does not cross threads. */
export type Answer = { readonly rendered: Awaited<ReturnType<typeof renderVersion>> } | { readonly failure: { readonly code: Failure['code']; readonly message: string; readonly faults: Failure['faults'] } } | { readonly bug: string }

const fonts = loadFonts(workerData)

async function answer(job: RenderJob): Promise<Answer> {
  try {
    return { rendered: await renderVersion(job, fonts) }
  } catch (error) {
    if (error instanceof Failure) return { failure: { code: error.code, message: error.message, faults: error.faults } }
    return { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

parentPort?.on('message', (job: RenderJob) => {
  void answer(job).then((message) => parentPort?.postMessage(message))
})
