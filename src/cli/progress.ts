import { shownLine } from '../../templates/plain-text.js'

/** Tells a person how long work is coming along: a bar on a terminal, a line now and then elsewhere, always on stderr. */
export interface Progress {
  readonly report: (what: string, done: number, total: number) => void
  readonly end: () => void
}

const WIDTH = 28
/** The time left is judged by the latest of what is done, since what was done by an earlier run goes by in no time. */
const JUDGED_BY = 30
/** Shorter than this nobody asks. */
const WORTH_SAYING_MS = 5000

/** Progress on `stream`; `nowMs` is a clock that only goes forward. */
export function openProgress(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>, nowMs: () => number): Progress {
  let open = false
  let lastLine = ''
  let latest: { readonly what: string; readonly done: number; readonly atMs: number }[] = []
  const leftMs = (what: string, done: number, total: number): number => {
    latest = [...latest.filter((one) => one.what === what && one.done < done), { what, done, atMs: nowMs() }].slice(-JUDGED_BY)
    const [first, last] = [latest[0], latest.at(-1)]
    return first === undefined || last === undefined || first === last ? 0 : ((last.atMs - first.atMs) / (last.done - first.done)) * (total - done)
  }
  return {
    report(given, done, total) {
      const what = shownLine(given)
      const left = inWords(leftMs(what, done, total))
      if (stream.isTTY) {
        const filled = total === 0 ? 0 : Math.round((WIDTH * done) / total)
        stream.write(`\r${what.padEnd(36).slice(0, 36)} [${'█'.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${done}/${total} ${left.padEnd(20)}`)
        open = true
        return
      }
      const line = `${what}: ${done} av ${total}${left === '' ? '' : `, ${left}`}\n`
      const tenth = total <= 10 || done === total || done % Math.ceil(total / 10) === 0
      if (tenth && line !== lastLine) stream.write(line)
      lastLine = line
    },
    end() {
      if (open) stream.write('\n')
      open = false
    },
  }
}

/** "cirka 2 min kvar"; empty when there is little or nothing to say. */
function inWords(leftMs: number): string {
  if (leftMs < WORTH_SAYING_MS) return ''
  const seconds = Math.ceil(leftMs / 5000) * 5
  if (seconds < 90) return `cirka ${seconds} s kvar`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `cirka ${minutes} min kvar` : `cirka ${Math.round(minutes / 60)} h kvar`
}
