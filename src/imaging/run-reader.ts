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
  /** Whether a reader's time is that of the clock, or the time it has worked, which is the same but on a machine that is busy with other things. */
  readonly time: 'elapsed' | 'worked'
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
    let timer = patience(child, bounds, bounds.openingMs, () => stop('too-slow'))
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
      timer.end()
      const allowedMs = onReply(reply.data)
      if (['done', 'spent', 'refused'].includes(reply.data.type)) ending = 'finished'
      timer = patience(child, bounds, allowedMs, () => stop(ending === 'finished' ? 'finished' : 'too-slow'))
    })
    child.once('error', reject)
    child.once('close', () => {
      timer.end()
      clearInterval(watch)
      resolve(ending)
    })
    child.send(job, (error) => {
      if (error instanceof Error) child.kill('SIGKILL')
    })
  })
}

/** How much longer a reader may take that others keep from working. */
const STARVED_TIMES = 6
/** What a reader works of the time when it is kept from working; one that waits for nothing works less. */
const STARVED_SHARE = 0.02

/** Calls `out` when the reader has had `allowedMs`. */
function patience(child: ChildProcess, { time }: Bounds, allowedMs: number, out: () => void): { readonly end: () => void } {
  const workedBefore = workedMs(child)
  const begun = performance.now()
  const look = (): void => {
    const [worked, elapsed] = [workedMs(child) - workedBefore, performance.now() - begun]
    if (time === 'elapsed' || worked >= allowedMs || worked < elapsed * STARVED_SHARE || elapsed >= allowedMs * STARVED_TIMES) out()
    else timer = setTimeout(look, allowedMs - worked)
  }
  let timer = setTimeout(look, allowedMs)
  return { end: () => clearTimeout(timer) }
}

const MS_PER_TICK = 10

/** What processor time a process has had; zero where the system does not tell. */
function workedMs({ pid }: ChildProcess): number {
  try {
    const [, , , , , , , , , , , user, system] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? []
    return (Number(user ?? 0) + Number(system ?? 0)) * MS_PER_TICK
  } catch {
    return 0
  }
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
