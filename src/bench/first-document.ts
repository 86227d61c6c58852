import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { distDirectory } from '../program-files.js'
import { runningChildCpuMs, tellsChildCpu } from './child-cpu.js'

/** What it takes from the start of the program until a customer's first document is on disk, in milliseconds; `cpuMs` is null where the system does not tell. */
export interface FirstDocument {
  readonly wallMs: number
  readonly cpuMs: number | null
}

const LOOK_EVERY_MS = 10
/** A file that is wholly written goes by its hash. */
const KEPT = /^[0-9a-f]{64}$/
const PDF_BEGINNING = Buffer.from('%PDF-')
const CUSTOMER = join(distDirectory, 'fixtures', 'facts', 'lillfors-kommun.json')

/** Whether a PDF is among the files of the directory that are not in `seen`, to which they are added; templates are archived too, only documents are PDF. */
function holdsPdf(directory: string, seen: Set<string>): boolean {
  const files = existsSync(directory) ? readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && KEPT.test(entry.name) && !seen.has(entry.name)) : []
  for (const { name } of files) seen.add(name)
  return files.some((entry) => readFileSync(join(entry.parentPath, entry.name)).subarray(0, 5).equals(PDF_BEGINNING))
}

/** Starts `anslut pack` on an empty data directory and waits for the first PDF in its archive. */
export async function firstDocument(): Promise<FirstDocument> {
  const place = mkdtempSync(join(tmpdir(), 'anslut-bench-'))
  const archive = join(place, 'data', 'archive')
  const began = performance.now()
  const child = spawn(process.execPath, [join(distDirectory, 'src', 'main.js'), 'pack', CUSTOMER, '--data', join(place, 'data'), '--out', join(place, 'out')], { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('close', resolve))
  try {
    const seen = new Set<string>()
    let isThere = false
    while (child.exitCode === null && !isThere) {
      await pause(LOOK_EVERY_MS)
      isThere = holdsPdf(archive, seen)
    }
    const wallMs = performance.now() - began
    if (!isThere) throw new Error(`pack ended with ${child.exitCode ?? child.signalCode} and made nothing`)
    const cpuMs = tellsChildCpu() && child.pid !== undefined && child.exitCode === null ? runningChildCpuMs(child.pid) : null
    return { wallMs, cpuMs }
  } finally {
    await ended
    rmSync(place, { recursive: true })
  }
}
