import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { replySchema, type Job, type Reply } from './job.js'
import { FalseMessage, frameOf, MessageFrames } from './message-frames.js'
import { makeOwnDirectory } from './own-directory.js'
import { REPLY_DESCRIPTOR } from './reader-line.js'
import { ReaderTime } from './reader-time.js'

/** How a reader process ended: by itself, or because it took too long, took too much memory, or died. */
export type Ending = 'finished' | 'too-slow' | 'too-big' | 'died'

/** How a reader process ended, and what time (ms) it had after its last reply. */
export interface Ended {
  readonly how: Ending
  readonly spentMs: number
}

/** Runs a job in a new reader process; see `runReader`. With each reply comes the time (ms) that the reader had since the one before. */
export type Run = (job: Job, onReply: (reply: Reply, spentMs: number) => number) => Promise<Ended>

const HEAP_MEGABYTES = 256
const WATCH_EVERY_MS = 100
/** What a reply may hold beside one page in gray. */
const ROOM_BESIDE_PIXELS = 32 * 1024 * 1024
/** More than these come only from a reader that has been taken over, to hold the program up. */
const REPLIES_PER_PAGE = 2
const REPLIES_PER_FILE = 4
/** What bounds one reader process. */
export interface Bounds {
  /** The compiled `reader-process.js`. */
  readonly readerPath: string
  /** How long the file may take to open. */
  readonly openingMs: number
  readonly maxResidentBytes: number
}

/** Node's own permissions, where it has them: no file written but in the reader's own directory, and no program started. */
const PERMISSION = ['--permission', '--experimental-permission'].find((flag) => process.allowedNodeEnvironmentFlags.has(flag))

function startReader(readerPath: string, directory: string): ChildProcess {
  const permissions = PERMISSION === undefined ? [] : [PERMISSION, '--no-warnings', '--allow-fs-read=*', `--allow-fs-write=${directory}`, '--allow-worker', '--allow-addons']
  // Two readers keep two processors busy: threads that help to collect garbage only take turns with them, a tenth of the time in all.
  return spawn(process.execPath, [`--max-old-space-size=${HEAP_MEGABYTES}`, '--single-threaded-gc', ...permissions, readerPath], {
    // Nothing of ours: no passphrase file, no mail server, no proxy.
    env: { TMPDIR: directory },
    cwd: directory,
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
  })
}

/** Runs one reader process to its end, hands on every reply as it comes, and leaves no process and no file behind. `onReply` answers how many milliseconds of its time the next reply may take. Nothing the reader says is believed beyond its bounds. */
export function runReader(job: Job, bounds: Bounds, onReply: (reply: Reply, spentMs: number) => number): Promise<Ended> {
  const directory = makeOwnDirectory()
  const child = startReader(bounds.readerPath, directory.path)
  const frames = new MessageFrames(job.limits.maxPixels + ROOM_BESIDE_PIXELS)
  return new Promise((resolve, reject) => {
    const end: { how: Ending; stopped: boolean; spentMs: number | null } = { how: 'died', stopped: false, spentMs: null }
    let left = (job.limits.maxPages + (job.task === 'recognise' ? job.sheets.flatMap(({ candidates }) => candidates).length : 0)) * REPLIES_PER_PAGE + REPLIES_PER_FILE
    const time = new ReaderTime(child.pid)
    let timer = patience(bounds.openingMs)
    const watch = setInterval(() => {
      const hadMs = time.sinceLap()
      if (residentBytes(child) > bounds.maxResidentBytes) stop('too-big', hadMs)
    }, WATCH_EVERY_MS)
    function patience(allowedMs: number): { readonly end: () => void } {
      return time.patience(allowedMs, () => stop('too-slow', allowedMs))
    }
    function stop(why: Ending, spentMs: number | null = null): void {
      if (end.how !== 'finished') end.how = why
      end.spentMs ??= spentMs
      end.stopped = true
      child.kill('SIGKILL')
    }
    function take(reply: Reply): void {
      timer.end()
      const allowedMs = onReply(reply, time.lap())
      if (['done', 'spent', 'refused'].includes(reply.type)) end.how = 'finished'
      timer = patience(allowedMs)
    }
    child.stdio[REPLY_DESCRIPTOR]?.on('data', (chunk: Buffer) => {
      if (end.stopped || end.how === 'finished') return
      const replies = repliesIn(frames, chunk)
      for (const reply of replies ?? []) if (end.how === 'died') take(reply)
      left -= replies?.length ?? 0
      if (replies === null || left < 0) stop('died')
    })
    child.once('error', reject)
    child.once('close', () => {
      timer.end()
      clearInterval(watch)
      directory.remove()
      resolve({ how: end.how, spentMs: end.spentMs ?? time.sinceLap() })
    })
    // A reader that is gone before it has its job is told by how it ended.
    child.stdin?.on('error', () => child.kill('SIGKILL'))
    child.stdin?.write(frameOf(job))
  })
}

/** Null when the reader says what no reader says. */
function repliesIn(frames: MessageFrames, chunk: Uint8Array): Reply[] | null {
  try {
    const replies = frames.take(chunk).map((message) => replySchema.safeParse(message))
    return replies.every(({ success }) => success) ? replies.flatMap(({ data }) => (data === undefined ? [] : [data])) : null
  } catch (error) {
    if (error instanceof FalseMessage) return null
    throw error
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
