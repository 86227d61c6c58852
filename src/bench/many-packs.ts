import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { distDirectory, shippedCustomerList } from '../program-files.js'
import { endedChildrenCpuMs, tellsChildCpu } from './child-cpu.js'
import { fictionalFacts } from './fictional-facts.js'
import { readCustomerList } from './read-customer-list.js'

/** What one `pack` on many customers takes, from its start to its end, in both formats, registered and archived; the last two are null where the system does not tell. */
export interface ManyPacks {
  readonly packs: number
  readonly wallMs: number
  readonly cpuMsPerPack: number | null
  /** The most memory the process held at any time, its threads included. */
  readonly peakBytes: number | null
}

const LOOK_EVERY_MS = 50
const SEED = 1

/** Runs `anslut pack` on the first so many of the fictional customers, on an empty data directory. */
export async function manyPacks(packs: number): Promise<ManyPacks> {
  const place = mkdtempSync(join(tmpdir(), 'anslut-bench-'))
  const customers = join(place, 'customers')
  mkdirSync(customers)
  for (const { slug, facts } of fictionalFacts(readCustomerList(shippedCustomerList()), SEED).slice(0, packs)) writeFileSync(join(customers, `${slug}.json`), JSON.stringify(facts))
  const before = tellsChildCpu() ? endedChildrenCpuMs() : 0
  const began = performance.now()
  const child = spawn(process.execPath, [join(distDirectory, 'src', 'main.js'), 'pack', customers, '--data', join(place, 'data'), '--out', join(place, 'out')], { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('close', resolve))
  try {
    let peakBytes: number | null = null
    while (child.exitCode === null && child.signalCode === null) {
      peakBytes = peakOf(child.pid) ?? peakBytes
      await Promise.race([ended, pause(LOOK_EVERY_MS)])
    }
    const wallMs = performance.now() - began
    if (child.exitCode !== 0) throw new Error(`pack of ${packs} customers ended with ${child.exitCode ?? child.signalCode}`)
    return { packs, wallMs, cpuMsPerPack: tellsChildCpu() ? (endedChildrenCpuMs() - before) / packs : null, peakBytes }
  } finally {
    await ended
    rmSync(place, { recursive: true })
  }
}

/** VmHWM of proc(5), which the kernel keeps for the whole process; null when the process is gone or the system has no such file. */
function peakOf(pid: number | undefined): number | null {
  const path = `/proc/${pid}/status`
  const kilobytes = existsSync(path) ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(path, 'utf8'))?.[1] : undefined
  return kilobytes === undefined ? null : Number(kilobytes) * 1024
}
