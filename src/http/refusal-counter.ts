import type { App } from '../app.js'
import { isWatched, noteRefusals } from '../flows/refused-matters.js'

const WRITE_AFTER_MS = 5_000

/** Counts what is refused, and writes it down a few seconds later: a flood must not make a write of every request. */
export interface RefusalCounter {
  readonly note: (code: unknown) => void
  /** Writes down what has been counted. */
  readonly write: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** A counter from zero; `onBug` is told when writing failed, and what was counted then is lost. */
export function openRefusalCounter(app: App, onBug: (error: unknown) => void): RefusalCounter {
  let counts = new Map<string, number>()
  let timer: NodeJS.Timeout | null = null
  let stopped = false
  const write = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer)
    const counted = counts
    ;[counts, timer] = [new Map(), null]
    if (counted.size > 0) await noteRefusals(app, counted).catch(onBug)
  }
  return {
    note(code) {
      if (stopped || typeof code !== 'string' || !isWatched(code)) return
      counts.set(code, (counts.get(code) ?? 0) + 1)
      timer ??= setTimeout(() => void write(), WRITE_AFTER_MS).unref()
    },
    write,
    stop: () => {
      stopped = true
      return write()
    },
  }
}
