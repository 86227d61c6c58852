import { readdirSync, readFileSync } from 'node:fs'

const MS_PER_TICK = 10
const NS_PER_MS = 1e6
/** How many times as long by the clock a reader may take that others keep from working. */
const STARVED_TIMES = 30
const LOOK_AGAIN_MS = 20

/** What a reader has done of the clock's time. */
export interface Spent {
  readonly workedMs: number
  /** Waited for a processor. */
  readonly queuedMs: number
  readonly elapsedMs: number
}

/** What a reader has had of its time: what it has worked, or what it had its turn for and did not work, whichever is more. */
export function hadMs({ workedMs, queuedMs, elapsedMs }: Spent): number {
  return Math.max(workedMs, elapsedMs - workedMs - queuedMs)
}

/** How much a reader has left of what it is allowed. */
export function leftMs(allowedMs: number, spent: Spent): number {
  return Math.min(allowedMs - hadMs(spent), allowedMs * STARVED_TIMES - spent.elapsedMs)
}

/** The time a reader process has had, see `hadMs`, which is the clock's but on a machine that is busy with other things; the clock's where the system does not tell (only Linux has /proc). */
export class ReaderTime {
  private lapBegan = { workedMs: 0, queuedMs: 0, at: performance.now() }
  private seen = { workedMs: 0, queuedMs: 0 }

  constructor(private readonly pid: number | undefined) {}

  /** Milliseconds that it has had since it was started, or since the lap before. Of a reader that is gone, what was seen when this was last asked is all that can be told. */
  sinceLap(): number {
    return hadMs(this.spent())
  }

  /** Ends a lap: milliseconds that it had since the one before. */
  lap(): number {
    const had = this.sinceLap()
    this.lapBegan = { ...this.seen, at: performance.now() }
    return had
  }

  /** Calls `out` when the reader has nothing left of what it is allowed for the lap that has just begun; see `leftMs`. */
  patience(allowedMs: number, out: () => void): { readonly end: () => void } {
    const look = (): void => {
      const left = leftMs(allowedMs, this.spent())
      if (left <= 0) out()
      else timer = setTimeout(look, Math.max(LOOK_AGAIN_MS, left))
    }
    let timer = setTimeout(look, allowedMs)
    return { end: () => clearTimeout(timer) }
  }

  private spent(): Spent {
    const workedMs = workedOf(this.pid)
    // A thread that has ended takes what it waited along.
    if (workedMs !== null) this.seen = { workedMs, queuedMs: Math.max(this.seen.queuedMs, queuedOf(this.pid)) }
    return { workedMs: this.seen.workedMs - this.lapBegan.workedMs, queuedMs: this.seen.queuedMs - this.lapBegan.queuedMs, elapsedMs: performance.now() - this.lapBegan.at }
  }
}

/** The processor time of a process, in milliseconds (proc(5), fields 14 and 15); null when it is gone or the system does not tell. */
function workedOf(pid: number | undefined): number | null {
  try {
    const [, , , , , , , , , , , user, system] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? []
    return (Number(user ?? 0) + Number(system ?? 0)) * MS_PER_TICK
  } catch {
    return null
  }
}

/** For how long its threads have waited for a processor, in milliseconds, as the kernel's sched-stats tell; zero where it does not, and what waits counts as idle. */
function queuedOf(pid: number | undefined): number {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + queuedIn(`/proc/${pid}/task/${thread}/schedstat`), 0)
  } catch {
    return 0
  }
}

/** A thread may end while it is looked at. */
function queuedIn(path: string): number {
  try {
    return Number(readFileSync(path, 'latin1').split(' ')[1] ?? 0) / NS_PER_MS
  } catch {
    return 0
  }
}
