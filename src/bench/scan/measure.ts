import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentReports } from '../../../signing/document-report.js'
import type { ScannedVersion } from '../../../signing/match-pages.js'
import type { MatchedPage, SeenPage } from '../../../signing/scan-report.js'
import { Failure } from '../../../templates/failure.js'
import type { App } from '../../app.js'
import { scanEach } from '../../flows/scan.js'
import type { ExaminedPage } from '../../imaging/job.js'
import { pagesOfScan, scans, type ScanPage } from '../../storage/scans.js'
import { versionOf } from '../../storage/versions.js'
import { endedChildrenCpuMs, tellsChildCpu } from '../child-cpu.js'
import { inMm } from './sign-sheet.js'
import type { PageAnswer } from './tally.js'
import type { SimulatedFile } from './truth.js'

/** What reading one file gave and cost. */
export interface Measured {
  readonly answers: readonly PageAnswer[]
  readonly told: { readonly missing: readonly string[]; readonly doubled: readonly string[] }
  /** Why the file could not be read; null when it could. */
  readonly failure: string | null
  readonly wallMs: number
  /** Of the reader processes; null where the system does not tell. */
  readonly cpuMs: number | null
  readonly peakBytes: number | null
  /** Whether what lies in the archive is what came in, to the bit. */
  readonly kept: boolean
}

const LOOK_EVERY_MS = 40

/** Reads a file as `scan` does, in the app's own reader processes, and notes what they say. */
export async function measureFile(app: App, directory: string, file: Pick<SimulatedFile, 'name' | 'bytes'>): Promise<Measured> {
  const path = join(directory, file.name)
  writeFileSync(path, file.bytes)
  const noted: Noted = { seen: [], examined: [] }
  const memory = watchMemory()
  const [cpuBefore, began] = [tellsChildCpu() ? endedChildrenCpuMs() : null, performance.now()]
  const [answer] = await scanEach({ ...app, imaging: noting(app.imaging, noted) }, [path])
  const wallMs = performance.now() - began
  const cpuMs = cpuBefore === null ? null : endedChildrenCpuMs() - cpuBefore
  const peakBytes = memory.end()
  const sha256 = createHash('sha256').update(file.bytes).digest('hex')
  // What is refused at the door is nobody's original: it is neither kept nor recorded.
  const taken = (await scans(app.store.read)).some((scan) => scan.sha256 === sha256)
  const kept = taken ? Buffer.from(file.bytes).equals(await app.archive.read(sha256).catch((error: unknown) => lost(error))) : answer !== undefined && 'failure' in answer
  const pages = await pagesOfScan(app.store.read, sha256)
  return { ...(await answersOf(app, noted, pages)), failure: answer !== undefined && 'failure' in answer ? answer.failure.code : null, wallMs, cpuMs, peakBytes, kept }
}

function lost(error: unknown): Uint8Array {
  if (error instanceof Failure) return new Uint8Array()
  throw error
}

interface Noted {
  seen: readonly SeenPage[]
  examined: ExaminedPage[]
}

/** The same reader, whose answers are noted as they pass. */
function noting(imaging: App['imaging'], noted: Noted): App['imaging'] {
  return {
    ...imaging,
    readPages: async (file, onPage) => {
      const seen = await imaging.readPages(file, onPage)
      noted.seen = seen
      return seen
    },
    // Of the pages that one was held against, the one least different is what it was taken for, if for any.
    recognise: async (path, sheets, most) => {
      const found = await imaging.recognise(path, sheets, most)
      noted.examined.push(...found.flatMap(({ compared }) => compared).filter(({ sameContent }) => sameContent).sort((a, b) => b.differences.length - a.differences.length))
      return found
    },
    examine: (path, sheets, onExamined) => imaging.examine(path, sheets, (page) => {
      noted.examined.push(page)
      return onExamined(page)
    }),
  }
}

async function answersOf(app: App, { seen, examined }: Noted, pages: readonly ScanPage[]): Promise<Pick<Measured, 'answers' | 'told'>> {
  const versions = new Map<string, ScannedVersion>()
  const heights = new Map<string, number>()
  const matched = pages.filter((page): page is MatchedPage => 'code' in page)
  for (const code of new Set(matched.map((page) => page.code))) {
    const version = await versionOf(app.store.read, code)
    if (version === null) continue
    versions.set(code, { ...version, superseded: version.supersededBy !== null, cancelled: version.cancelledAt !== null })
    for (const { page, heightPt } of version.layout.pages) heights.set(`${code} ${page}`, (heightPt * 25.4) / 72)
  }
  const answers = pages.map((page): PageAnswer => {
    const found = examined.findLast(({ sourcePage }) => sourcePage === page.sourcePage)
    const heightMm = 'code' in page ? (heights.get(`${page.code} ${page.page}`) ?? 297) : 297
    return {
      match: 'code' in page ? { code: page.code, exemplar: page.exemplar, page: page.page, rotation: page.rotation } : null,
      reason: 'reason' in page ? page.reason : null,
      widthPx: seen.find(({ sourcePage }) => sourcePage === page.sourcePage)?.widthPx ?? 0,
      examined: found === undefined ? null : { ...found, differences: found.differences.map(({ answer, ...place }) => ({ answer, region: inMm(place, heightMm) })) },
    }
  })
  const reports = documentReports(matched, { all: matched, versionOf: (code) => versions.get(code) ?? null, examinationOf: () => null, depth: 'sort' })
  const named = (which: 'missing' | 'duplicated'): string[] => reports.flatMap(({ code, exemplar, pages: told }) => told[which].map((page) => `${code} ${exemplar} ${page}`))
  return { answers, told: { missing: named('missing'), doubled: named('duplicated') } }
}

/** Watches the memory of this process's children; `end` gives the most that one of them held, null where the system does not tell. */
function watchMemory(): { readonly end: () => number | null } {
  let peak: number | null = null
  const look = (): void => {
    for (const pid of childrenOf()) peak = Math.max(peak ?? 0, peakOf(pid))
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  return {
    end: () => {
      clearInterval(timer)
      return peak
    },
  }
}

function childrenOf(): string[] {
  const path = `/proc/${process.pid}/task/${process.pid}/children`
  return existsSync(path) ? readFileSync(path, 'utf8').split(' ').filter((pid) => pid !== '') : []
}

/** VmHWM of proc(5); zero for a process that has just ended. */
function peakOf(pid: string): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
