import { basename } from 'node:path'
import { assembleScan, type ScannedVersion } from '../../signing/assemble.js'
import { readPageCode } from '../../signing/page-code.js'
import type { MatchedPage, ReadPage, ScanReport, UnmatchedPage } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import { withoutPersonnummer } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { appendEvents } from '../storage/events.js'
import { insertScan, insertUnreadScan, pagesOfExemplar } from '../storage/scans.js'
import { versionOf } from '../storage/versions.js'
import { keepScan, type KeptScan } from './keep-scan.js'
import { houseEvent, SYSTEM } from './new-event.js'

export interface ScanProgress {
  readonly onPage?: (fileName: string, done: number, total: number) => void
}

/** What became of one file: the report on it, or why it could not be read. */
export type ScanAnswer = { readonly path: string; readonly report: ScanReport } | { readonly path: string; readonly failure: Failure }

/**
 * Keeps each file's bytes first, then reads its pages and says which documents they show. Answers come in the files' order, judged with every page known after all of them; a file that
 * cannot be read (`file-unreadable`, `scan-empty`, `scan-encrypted`, `scan-too-large`, `scan-unreadable`, `disk-full`) takes nothing from the others. Repeating a file changes nothing.
 */
export async function scanEach(app: App, paths: readonly string[], { onPage = () => undefined }: ScanProgress = {}): Promise<ScanAnswer[]> {
  const reads: ({ path: string; sha256: string; pages: ReadPage[] } | { path: string; failure: Failure })[] = []
  for (const path of paths) {
    try {
      reads.push({ path, ...(await readScan(app, path, (done, total) => onPage(basename(path), done, total))) })
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      reads.push({ path, failure })
    }
  }
  const answers: ScanAnswer[] = []
  for (const read of reads) answers.push('failure' in read ? read : { path: read.path, report: (await assemble(app, read.sha256, read.pages)).report })
  return answers
}

/** The reports on files that must all be readable; the others are read and kept even so. @throws Failure what the first unreadable file met with */
export async function scan(app: App, paths: readonly string[], progress: ScanProgress = {}): Promise<ScanReport[]> {
  return (await scanEach(app, paths, progress)).map((answer) => {
    if ('failure' in answer) throw answer.failure
    return answer.report
  })
}

async function readScan(app: App, path: string, onPage: (done: number, total: number) => void): Promise<{ sha256: string; pages: ReadPage[] }> {
  const kept = await keepScan(app, path)
  const original = app.archive.pathOf(kept.sha256)
  let pages: ReadPage[]
  try {
    pages = await app.imaging.readPages({ path: original }, onPage)
  } catch (error) {
    if (error instanceof Failure) await recordScan(app, path, kept, null)
    throw error
  }

  const { matched, report } = await assemble(app, kept.sha256, pages)
  const unmatched: UnmatchedPage[] = report.unmatched.map((page) => ({ scan: kept.sha256, ...page }))

  await recordScan(app, path, kept, [...matched, ...unmatched])
  return { sha256: kept.sha256, pages }
}

/** A file that could not be read (`pages` null) is recorded too: its bytes are kept and must have a row. */
async function recordScan(app: App, path: string, kept: KeptScan, pages: readonly (MatchedPage | UnmatchedPage)[] | null): Promise<void> {
  const now = app.now().toISOString()
  const fileName = withoutPersonnummer(basename(path))
  await app.store.write(async (tx) => {
    const received = { ...kept, fileName, receivedAt: now }
    const isNew = pages === null ? await insertUnreadScan(tx, received) : await insertScan(tx, { ...received, pages: pages.length }, pages)
    if (isNew) await appendEvents(tx, [houseEvent(SYSTEM, now, { type: 'scan-received', scan: kept.sha256, fileName })], now)
  })
}

async function assemble(app: App, sha256: string, pages: readonly ReadPage[]): Promise<ReturnType<typeof assembleScan>> {
  const versions = new Map<string, ScannedVersion>()
  const earlier: MatchedPage[] = []
  const seen = new Set<string>()
  for (const text of pages.flatMap((page) => page.codes.map((code) => code.text))) {
    const answer = readPageCode(text, app.pageKeys.keyOf)
    if (!('ok' in answer)) continue
    const { code, exemplar } = answer.ok
    if (seen.has(`${code} ${exemplar}`)) continue
    seen.add(`${code} ${exemplar}`)
    const version = await versionOf(app.store.read, code)
    if (version === null) continue
    versions.set(code, { ...version, superseded: version.supersededBy !== null, cancelled: version.cancelledAt !== null })
    earlier.push(...(await pagesOfExemplar(app.store.read, code, exemplar)))
  }
  return assembleScan({ scan: sha256, pages, earlier, versionOf: (code) => versions.get(code) ?? null, keyOf: app.pageKeys.keyOf })
}
