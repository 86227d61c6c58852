import { Worker } from 'node:worker_threads'

/** What a thread is known by that came to no answer; `isSpent` when it took more time or memory than it was given. */
export interface Broken {
  readonly bug: string
  readonly isSpent?: boolean
}

/** Works on a thread of its own, so that nobody else waits for it. */
export interface WorkThread<Job, Answer> {
  readonly work: (job: Job) => Promise<Answer | Broken>
  readonly close: () => Promise<void>
}

/** Small, because all that a mail leaves behind is garbage: without limits it lies until the process holds several times the mail. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 256 }
const IDLE_MS = 5000

/** A thread that starts with the first job, takes one at a time, and ends when there have been none for a while; it is `given` that as its workerData. One that takes longer than `mostMs` over a job is ended there; null lets it take its time. */
export function openWorkThread<Job, Answer>(path: string, { given, mostMs }: { readonly given: string | null; readonly mostMs: number | null }): WorkThread<Job, Answer> {
  let thread: Worker | null = null
  let tail: Promise<unknown> = Promise.resolve()
  let idle: NodeJS.Timeout | null = null

  const end = async (): Promise<void> => {
    const ended = thread
    thread = null
    await ended?.terminate()
  }
  /** One that dies between two jobs takes nobody with it, and the next job begins another. */
  const begun = (): Worker => {
    const made = new Worker(path, { workerData: given, resourceLimits: THREAD_LIMITS })
    return made.on('error', () => undefined).on('exit', () => {
      if (thread === made) thread = null
    })
  }
  const work = async (job: Job): Promise<Answer | Broken> => {
    if (idle !== null) clearTimeout(idle)
    thread ??= begun()
    const answer = await answerOf<Answer>(thread, job, mostMs)
    if (typeof answer === 'object' && answer !== null && 'bug' in answer) await end()
    idle = setTimeout(() => void end(), IDLE_MS).unref()
    return answer
  }
  return {
    work: (job) => {
      const next = tail.then(() => work(job))
      tail = next.catch(() => undefined)
      return next
    },
    close: async () => {
      await tail
      if (idle !== null) clearTimeout(idle)
      await end()
    },
  }
}

/** A thread that dies answers with what it died of. */
function answerOf<Answer>(thread: Worker, job: unknown, mostMs: number | null): Promise<Answer | Broken> {
  return new Promise((resolve) => {
    const late = mostMs === null ? undefined : setTimeout(() => settle({ bug: `the thread took longer than ${mostMs} ms`, isSpent: true }), mostMs)
    const onError = (error: Error): void => settle({ bug: error.stack ?? error.message, isSpent: 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' })
    const onExit = (code: number): void => settle({ bug: `the thread ended with ${code}` })
    const settle = (answer: Answer | Broken): void => {
      clearTimeout(late)
      thread.off('message', settle).off('error', onError).off('exit', onExit).unref()
      resolve(answer)
    }
    thread.on('message', settle).on('error', onError).on('exit', onExit).ref()
    thread.postMessage(job)
  })
}
