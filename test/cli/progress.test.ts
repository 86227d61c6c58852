import { describe, expect, it } from 'vitest'
import { openProgress } from '../../src/cli/progress.js'

/** What is written while `total` things are done, each taking as long as `secondsOf` says. */
function written(isTTY: boolean, total: number, secondsOf: (done: number) => number): string[] {
  const lines: string[] = []
  let nowMs = 0
  const progress = openProgress({ isTTY, write: (text: string | Uint8Array) => lines.push(String(text)) > 0 }, () => nowMs)
  for (let done = 1; done <= total; done += 1) {
    nowMs += secondsOf(done) * 1000
    progress.report('Kunder', done, total)
  }
  progress.end()
  return lines
}

describe('progress', () => {
  it('says how much is left in plain lines, a tenth at a time', () => {
    expect(written(false, 100, () => 2)).toEqual(['10 av 100, cirka 3 min kvar', '20 av 100, cirka 3 min kvar', '30 av 100, cirka 2 min kvar', '40 av 100, cirka 2 min kvar', '50 av 100, cirka 2 min kvar', '60 av 100, cirka 80 s kvar', '70 av 100, cirka 60 s kvar', '80 av 100, cirka 40 s kvar', '90 av 100, cirka 20 s kvar', '100 av 100'].map((line) => `Kunder: ${line}\n`))
  })

  it('is not deceived by what an earlier run had done', () => {
    expect(written(false, 200, (done) => (done <= 100 ? 0.01 : 10))[6]).toBe('Kunder: 140 av 200, cirka 10 min kvar\n')
  })

  it('is a bar on a terminal, with the time left', () => {
    const lines = written(true, 4, () => 3600)
    expect(lines[1]).toMatch(/^\rKunder +\[█{14} {14}\] 2\/4 cirka 2 h kvar +$/)
    expect(lines.at(-1)).toBe('\n')
  })

  it('says nothing of time when a moment is left', () => {
    expect(written(false, 10, () => 0.1).join('')).not.toContain('kvar')
  })
})
