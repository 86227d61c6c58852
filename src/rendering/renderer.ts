import { Worker } from 'node:worker_threads'
import { Failure } from '../../templates/failure.js'
import type { Fonts, FontStyle } from '../../templates/fonts.js'
import type { RenderedVersion, RenderJob } from './render-version.js'
import type { Answer } from './worker.js'

type FontFiles = Readonly<Record<FontStyle, Uint8Array>>

/** Renders versions, on this thread or on several. */
export interface Renderer {
  readonly render: (job: RenderJob) => Promise<RenderedVersion>
  readonly close: () => Promise<void>
}

/** Renders on the calling thread; the PDF library and the fonts are loaded at the first job, since most commands have none. */
export function openRenderer(fontFiles: () => FontFiles): Renderer {
  let fonts: Fonts | null = null
  return {
    render: async (job) => {
      const [{ renderVersion }, { loadFonts }] = await Promise.all([import('./render-version.js'), import('../../templates/fonts.js')])
      return renderVersion(job, (fonts ??= loadFonts(fontFiles())))
    },
    close: () => Promise.resolve(),
  }
}

interface Waiting {
  readonly job: RenderJob
  readonly settle: (answer: Answer) => void
}

/** Renders on `count` worker threads, each taking one job at a time in the order they came. */
export function openThreadedRenderer(fontFiles: () => FontFiles, workerPath: string, count: number): Renderer {
  const waiting: Waiting[] = []
  const idle: Worker[] = []
  const busy = new Map<Worker, Waiting>()
  const next = (): void => {
    const worker = idle.pop()
    const first = worker === undefined ? undefined : waiting.shift()
    if (worker === undefined) return
    if (first === undefined) {
      idle.push(worker)
      return
    }
    busy.set(worker, first)
    worker.postMessage(first.job)
  }
  const workers = Array.from({ length: count }, () => new Worker(workerPath, { workerData: fontFiles() }))
  for (const worker of workers) {
    idle.push(worker)
    worker.on('message', (answer: Answer) => {
      busy.get(worker)?.settle(answer)
      busy.delete(worker)
      idle.push(worker)
      next()
    })
    worker.on('error', (error: Error) => {
      busy.get(worker)?.settle({ bug: error.stack ?? error.message })
      busy.delete(worker)
    })
  }
  return {
    render: (job) => new Promise((resolve, reject) => {
      const settle = (answer: Answer): void => {
        if ('rendered' in answer) resolve(answer.rendered)
        else if ('failure' in answer) reject(new Failure(answer.failure.code, answer.failure.message, { faults: answer.failure.faults }))
        else reject(new Error(answer.bug))
      }
      waiting.push({ job, settle })
      next()
    }),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
