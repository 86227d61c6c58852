/** Tells a person how long work is coming along: a bar on a terminal, a line now and then elsewhere, always on stderr. */
export interface Progress {
  readonly report: (what: string, done: number, total: number) => void
  readonly end: () => void
}

const WIDTH = 28

/** Progress on `stream`. */
export function openProgress(stream: NodeJS.WriteStream): Progress {
  let open = false
  let lastLine = ''
  return {
    report(what, done, total) {
      if (stream.isTTY) {
        const filled = total === 0 ? 0 : Math.round((WIDTH * done) / total)
        stream.write(`\r${what.padEnd(36).slice(0, 36)} [${'█'.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${done}/${total} `)
        open = true
        return
      }
      const line = `${what}: ${done} av ${total}\n`
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
