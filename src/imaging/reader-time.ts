import { readdirSync, readFileSync } from 'node:fs'

const MS_PER_TICK = 10
const NS_PER_MS = 1e6
/** How many times as long by the clock a reader may take that others keep from working. */
const STARVED_TIMES = 30
const LOOK_AGAIN_MS = 20

/** How much of what it is allowed a reader has left, when it has worked, and waited for a processor, for so long since it was allowed it: what it had its turn for and did not work is taken too. */
export function leftMs(allowedMs: number, { spentMs, queuedMs, elapsedMs }: { readonly spentMs: number; readonly queuedMs: number; readonly elapsedMs: number }): number {
  return Math.min(allowedMs - Math.max(spentMs, elapsedMs - spentMs - queuedMs), allowedMs * STARVED_TIMES - elapsedMs)
}

/** The time a reader process has had: what it has worked, which is the clock's but on a machine that is busy with other things; the clock's where the system does not tell (only Linux has /proc). */
export class ReaderTime {
  private readonly tells: boolean
  private last = { spentMs: 0, at: performance.now() }

  constructor(private readonly pid: number | undefined) {
    this.tells = workedOf(pid) !== null
  }

  /** Milliseconds since it was started, or since the lap before. What a reader had that is gone nobody can tell any more: it is not more than the clock's time. */
  sinceLap(): number {
    const spentMs = this.tells ? workedOf(this.pid) : null
    return spentMs === null ? performance.now() - this.last.at : spentMs - this.last.spentMs
  }

  /** Ends a lap: milliseconds since the one before. */
  lap(): number {
    const spentMs = this.sinceLap()
    this.last = { spentMs: this.last.spentMs + spentMs, at: performance.now() }
    return spentMs
  }

  /** Calls `out` when the reader has nothing left of what it is allowed for the lap that has just begun; see `leftMs`. */
  patience(allowedMs: number, out: () => void): { readonly end: () => void } {
    const [queuedBefore, begun] = [queuedOf(this.pid), performance.now()]
    const look = (): void => {
      const left = leftMs(allowedMs, { spentMs: this.sinceLap(), queuedMs: queuedOf(this.pid) - queuedBefore, elapsedMs: performance.now() - begun })
      if (left <= 0) out()
      else timer = setTimeout(look, Math.max(LOOK_AGAIN_MS, left))
    }
    let timer = setTimeout(look, allowedMs)
    return { end: () => clearTimeout(timer) }
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
