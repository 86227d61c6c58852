import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readlinkSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fileWriter, READER_PATH, readersLeft } from '../imaging/test-imaging.js'
import { pdfOf, streamOf } from '../../src/bench/scan/hostile-parts.js'

const write = fileWriter()

/** Reads a file in a program of its own. */
const PROGRAM = `
import { openImaging } from ${JSON.stringify(new URL('../../dist/src/imaging/imaging.js', import.meta.url).href)}
const imaging = openImaging({ readerPath: process.argv[2], timeoutMsPerPage: 60_000, maxPages: 10, maxPixels: 1e8, maxBytes: 1e9 })
void imaging.readPages({ path: process.argv[3] }, () => console.log('one page read'))
`

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it.runIf(process.platform === 'linux')('a reader stuck on a page ends by itself, and takes its directory away, when the program that started it is killed', async () => {
  const strokes = Buffer.from('0 0 m 595 842 l 0 842 l 595 0 l 10 w S\n'.repeat(200_000), 'latin1')
  const stuck = write('stuck.pdf', pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /MediaBox [0 0 595 842] >>',
    '<< /Type /Page /Parent 2 0 R >>',
    '<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>',
    streamOf('', strokes),
  ]))
  const program = spawn(process.execPath, [write('program.mjs', PROGRAM), READER_PATH, stuck], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(program.stdout, 'data')
  const [reader] = readersLeft(program.pid).map(Number)
  if (reader === undefined) throw new Error('no reader runs')
  const directory = readlinkSync(`/proc/${reader}/cwd`)
  expect(existsSync(directory)).toBe(true)
  program.kill('SIGKILL')
  for (let waited = 0; waited < 5000 && runs(reader); waited += 100) await new Promise((tick) => setTimeout(tick, 100))
  expect([runs(reader), existsSync(directory)]).toEqual([false, false])
})
