import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { endedChildrenCpuMs, tellsChildCpu } from '../../src/bench/child-cpu.js'
import { openImaging, type Imaging, type ImagingOptions } from '../../src/imaging/imaging.js'
import type { ReadPage } from '../../signing/scan-report.js'
import { readPageCode } from '../../signing/page-code.js'
import { keyOf } from './printed-page.js'

/** The compiled reader, which `npm test` has built. */
export const READER_PATH = fileURLToPath(new URL('../../dist/src/imaging/reader-process.js', import.meta.url))

/** A copier's 300 pages in gray are well within them. */
const SCAN_LIMITS = { timeoutMsPerPage: 10_000, maxPages: 1000, maxPixels: 100_000_000, maxBytes: 200 * 1024 * 1024 }

/** Imaging as the program uses it, but for what the test changes. */
export function testImaging(changes: Partial<ImagingOptions> = {}): Imaging {
  return openImaging({ readerPath: READER_PATH, ...SCAN_LIMITS, ...changes })
}

/** Writes bytes to a file that is gone when the test file is done. */
export function fileWriter(): (name: string, bytes: Uint8Array | string) => string {
  const directory = mkdtempSync(join(tmpdir(), 'anslut-scan-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  return (name, bytes) => {
    const path = join(directory, name)
    writeFileSync(path, bytes)
    return path
  }
}

/** The milliseconds that the readers which end until then have worked since now, which is the clock's time on an idle machine; the clock's where the system does not tell. */
export function stopwatch(): () => number {
  const now = (): number => (tellsChildCpu() ? endedChildrenCpuMs() : performance.now())
  const startedAt = now()
  return () => now() - startedAt
}

/** What each page showed, short: page number @ rotation (once, however many symbols say so), or why nothing. */
export function shown(pages: readonly ReadPage[]): string[] {
  return pages.map(({ codes, blank, unreadable }) => {
    if (unreadable !== null) return 'unreadable'
    if (blank) return 'blank'
    const said = codes.map(({ text, rotation }) => {
      const answer = readPageCode(text, keyOf)
      return 'ok' in answer ? `${answer.ok.page}@${rotation}` : answer.wrong
    })
    return [...new Set(said)].join(' ') || 'no-code'
  })
}

/** Reader processes of this test, or of another program, that still run (Linux only; elsewhere none are seen). */
export function readersLeft(program = process.pid): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
      return parent === String(program) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('reader-process')
    } catch {
      return false
    }
  })
}
