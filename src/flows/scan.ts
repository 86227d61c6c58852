import { basename } from 'node:path'
import { matchPages, type ScannedVersion } from '../../signing/match-pages.js'
import { readPageCode } from '../../signing/page-code.js'
import type { MatchedPage, ReadPage, ScanReport, SeenPage, UnmatchedPage } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import { withoutPersonnummer } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { appendEvents } from '../storage/events.js'
import { insertScan, insertUnreadScan } from '../storage/scans.js'
import { versionOf } from '../storage/versions.js'
import { examineScan } from './examine-scan.js'
import { keepScan, type KeptScan } from './keep-scan.js'
import { houseEvent, SYSTEM } from './new-event.js'
import { scanReport } from './scan-report.js'

export interface ScanProgress {
  readonly onPage?: (fileName: string, done: number, total: number) => void
}

/** What became of one file: the report on it, or why it could not be read. */
export type ScanAnswer = { readonly path: string; readonly report: ScanReport } | { readonly path: string; readonly failure: Failure }

/**
 * Keeps each file's bytes first, then reads its pages, says which documents they show and examines them beside those issued. Answers come in the files' order, judged with every page known after all of them; a file that
 * cannot be read (`file-unreadable`, `scan-empty`, `scan-encrypted`, `scan-too-large`, `scan-unreadable`, `disk-full`) takes nothing from the others. Repeating a file changes nothing.
 */
export async function scanEach(app: App, paths: readonly string[], { onPage = () => undefined }: ScanProgress = {}): Promise<ScanAnswer[]> {
  const reads: ({ path: string; sha256: string } | { path: string; failure: Failure })[] = []
  for (const path of paths) {
    try {
      const name = basename(path)
      reads.push({ path, sha256: await readScan(app, path, (done, total) => onPage(name, done, total), (done, total) => onPage(`${name}, jämför`, done, total)) })
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      reads.push({ path, failure })
    }
  }
  const answers: ScanAnswer[] = []
  for (const read of reads) answers.push('failure' in read ? read : { path: read.path, report: await scanReport(app, read.sha256) })
  return answers
}

/** The reports on files that must all be readable; the others are read and kept even so. @throws Failure what the first unreadable file met with */
export async function scan(app: App, paths: readonly string[], progress: ScanProgress = {}): Promise<ScanReport[]> {
  return (await scanEach(app, paths, progress)).map((answer) => {
    if ('failure' in answer) throw answer.failure
    return answer.report
  })
}

type Progress = (done: number, total: number) => void

async function readScan(app: App, path: string, onPage: Progress, onExamined: Progress): Promise<string> {
  const kept = await keepScan(app, path)
  const original = app.archive.pathOf(kept.sha256)
  let pages: SeenPage[]
  try {
    pages = await app.imaging.readPages({ path: original }, onPage)
  } catch (error) {
    if (error instanceof Failure) await recordScan(app, path, kept, null)
    throw error
  }

  const { matched, unmatched } = await matchedIn(app, kept.sha256, pages)
  await recordScan(app, path, kept, [...matched, ...unmatched.map((page): UnmatchedPage => ({ scan: kept.sha256, ...page }))])
  if (app.config.scanDepth === 'examine') await examineScan(app, kept.sha256, { pages, matched }, onExamined)
  return kept.sha256
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

async function matchedIn(app: App, sha256: string, pages: readonly ReadPage[]): Promise<ReturnType<typeof matchPages>> {
  const versions = new Map<string, ScannedVersion>()
  for (const text of pages.flatMap((page) => page.codes.map((code) => code.text))) {
    const answer = readPageCode(text, app.pageKeys.keyOf)
    if (!('ok' in answer) || versions.has(answer.ok.code)) continue
    const version = await versionOf(app.store.read, answer.ok.code)
    if (version !== null) versions.set(version.code, { ...version, superseded: version.supersededBy !== null, cancelled: version.cancelledAt !== null })
  }
  return matchPages({ scan: sha256, pages, versionOf: (code) => versions.get(code) ?? null, keyOf: app.pageKeys.keyOf })
}
