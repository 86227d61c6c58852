import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { replySchema, type Job, type Reply } from './job.js'

/** How a reader process ended: by itself, or because it took too long, took too much memory, or died. */
export type Ending = 'finished' | 'too-slow' | 'too-big' | 'died'

/** Runs a job in a new reader process; see `runReader`. */
export type Run = (job: Job, onReply: (reply: Reply) => number) => Promise<Ending>

const HEAP_MEGABYTES = 256
const WATCH_EVERY_MS = 100
/** What bounds one reader process. */
export interface Bounds {
  /** The compiled `reader-process.js`. */
  readonly readerPath: string
  /** How long the file may take to open. */
  readonly openingMs: number
  readonly maxResidentBytes: number
}

/** Runs one reader process to its end, hands on every reply as it comes, and leaves no process behind. `onReply` answers how many milliseconds the next reply may take. */
export function runReader(job: Job, bounds: Bounds, onReply: (reply: Reply) => number): Promise<Ending> {
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MEGABYTES}`, bounds.readerPath], {
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  })
  return new Promise((resolve, reject) => {
    let ending: Ending = 'died'
    let timer = setTimeout(() => stop('too-slow'), bounds.openingMs)
    const watch = setInterval(() => {
      if (residentBytes(child) > bounds.maxResidentBytes) stop('too-big')
    }, WATCH_EVERY_MS)
    function stop(why: Ending): void {
      ending = why
      child.kill('SIGKILL')
    }
    child.on('message', (message) => {
      const reply = replySchema.safeParse(message)
      if (!reply.success || ending !== 'died') return
      clearTimeout(timer)
      const allowedMs = onReply(reply.data)
      if (['done', 'spent', 'refused'].includes(reply.data.type)) ending = 'finished'
      timer = setTimeout(() => stop(ending === 'finished' ? 'finished' : 'too-slow'), allowedMs)
    })
    child.once('error', reject)
    child.once('close', () => {
      clearTimeout(timer)
      clearInterval(watch)
      resolve(ending)
    })
    child.send(job, (error) => {
      if (error instanceof Error) child.kill('SIGKILL')
    })
  })
}

/** Zero where the system does not tell (only Linux has /proc), or the process has just ended. */
function residentBytes({ pid }: ChildProcess): number {
  try {
    const pages = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]
    return Number(pages) * 4096
  } catch {
    return 0
  }
}
