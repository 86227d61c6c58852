import { Worker } from 'node:worker_threads'
import { Failure } from '../../templates/failure.js'
import type { Fonts, FontStyle } from '../../templates/fonts.js'
import type { BindJob, BoundPack } from './bind-pack.js'
import { MOST_TEMPLATES } from './most-templates.js'
import type { FrontJob, RenderedFront } from './render-front.js'
import type { RenderedVersion, RenderJob } from './render-version.js'
import type { Answer } from './worker.js'

type FontFiles = Readonly<Record<FontStyle, Uint8Array>>

/** Renders versions, sets what goes before a pack's papers and binds packs, on this thread or on several. */
export interface Renderer {
  /** How many jobs it does at the same time. */
  readonly atOnce: number
  readonly render: (job: RenderJob) => Promise<RenderedVersion>
  readonly front: (job: FrontJob) => Promise<RenderedFront>
  readonly bind: (job: BindJob) => Promise<BoundPack>
  readonly close: () => Promise<void>
}

/** Renders on the calling thread; the PDF library and the fonts are loaded at the first job, since most commands have none. */
export function openRenderer(fontFiles: () => FontFiles): Renderer {
  let fonts: Promise<Fonts> | null = null
  const loaded = (): Promise<Fonts> => (fonts ??= import('../../templates/fonts.js').then(({ loadFonts }) => loadFonts(fontFiles())))
  return {
    atOnce: 1,
    render: async (job) => (await import('./render-version.js')).renderVersion(job, await loaded()),
    front: async (job) => (await import('./render-front.js')).renderFront(job, await loaded()),
    bind: async (job) => (await import('./bind-pack.js')).bindPack(job),
    close: () => Promise.resolve(),
  }
}

/** A job as it is sent to a thread: the template's bytes go with the first that needs them. */
export type SentJob = Omit<RenderJob, 'template'> & { readonly template: { readonly sha256: string; readonly bytes: Uint8Array | null } }

/** What a thread is asked for. */
export type Asked<J> = { readonly render: J } | { readonly front: FrontJob } | { readonly bind: BindJob }

/** Without limits every thread lets garbage lie until the whole process holds more than it is allowed. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 }

interface Waiting {
  readonly asked: Asked<RenderJob>
  readonly settle: (answer: Answer) => void
}

/** The job for a thread that has been sent the templates `known`; thread and caller forget them all at the same one too many. */
function sentJob(job: RenderJob, known: Set<string>): SentJob {
  const { sha256 } = job.template
  if (known.has(sha256)) return { ...job, template: { sha256, bytes: null } }
  if (known.size >= MOST_TEMPLATES) known.clear()
  known.add(sha256)
  return job
}

function wrongIn(answer: Answer): Error {
  if ('failure' in answer) return new Failure(answer.failure.code, answer.failure.message, { faults: answer.failure.faults })
  return new Error('bug' in answer ? answer.bug : 'a thread answered something else than it was asked for')
}

/** Works on up to `count` worker threads, started when there is work, each taking one job at a time in the order they came. A thread that dies fails its own job alone. */
export function openThreadedRenderer(fontFiles: () => FontFiles, workerPath: string, count: number): Renderer {
  const waiting: Waiting[] = []
  const idle: Worker[] = []
  const busy = new Map<Worker, Waiting>()
  const templatesOf = new WeakMap<Worker, Set<string>>()

  const next = (): void => {
    if (waiting.length === 0) return
    const worker = idle.pop() ?? (busy.size < count ? start() : null)
    const first = worker === null ? undefined : waiting.shift()
    if (worker === null || first === undefined) return
    busy.set(worker, first)
    worker.postMessage('render' in first.asked ? { render: sentJob(first.asked.render, templatesOf.get(worker) ?? new Set()) } : first.asked)
  }
  const finish = (worker: Worker, answer: Answer): void => {
    busy.get(worker)?.settle(answer)
    busy.delete(worker)
  }
  const asking = <T>(asked: Asked<RenderJob>, madeIn: (answer: Answer) => T | null): Promise<T> => new Promise((resolve, reject) => {
    const settle = (answer: Answer): void => {
      const made = madeIn(answer)
      if (made !== null) resolve(made)
      else reject(wrongIn(answer))
    }
    waiting.push({ asked, settle })
    next()
  })
  const start = (): Worker => {
    const worker = new Worker(workerPath, { workerData: fontFiles(), resourceLimits: THREAD_LIMITS })
    templatesOf.set(worker, new Set())
    worker.on('message', (answer: Answer) => {
      finish(worker, answer)
      idle.push(worker)
      next()
    })
    worker.on('error', (error: Error) => {
      finish(worker, { bug: error.stack ?? error.message })
      next()
    })
    return worker
  }
  return {
    atOnce: count,
    render: (job) => asking({ render: job }, (answer) => ('rendered' in answer ? answer.rendered : null)),
    front: (job) => asking({ front: job }, (answer) => ('front' in answer ? answer.front : null)),
    bind: (job) => asking({ bind: job }, (answer) => ('bound' in answer ? answer.bound : null)),
    close: async () => {
      await Promise.all([...idle, ...busy.keys()].map((worker) => worker.terminate()))
    },
  }
}
