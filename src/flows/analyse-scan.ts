import { matchPages, type ScannedVersion } from '../../signing/match-pages.js'
import { readPageCode } from '../../signing/page-code.js'
import type { MatchedPage, ReadPage, SeenPage, UnmatchedPage } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { isRunning } from '../is-running.js'
import { beginReading, endReading, scansUnderWay, type UnderWay } from '../storage/arrivals.js'
import { keepPossiblePages, type PossiblePage } from '../storage/possible-pages.js'
import { insertScan, pagesSeen, scanOf, type ScanPage } from '../storage/scans.js'
import { versionOf } from '../storage/versions.js'
import { examineScan } from './examine-scan.js'
import { findESignatures } from './find-e-signatures.js'
import { keepRecognised, recognisePages } from './recognise-pages.js'

type Progress = (done: number, total: number) => void

const nothing: Progress = () => undefined

/** No reading lasts longer: what says so was left by a process whose number another has now. */
const LONGEST_MS = 12 * 60 * 60 * 1000

/**
 * Reads the pages of a scan that is kept and recorded, says which documents they show and examines them beside those issued; until it has ended, the scan counts as under way. Repeating it takes nothing back that an earlier reading has found.
 * @throws Failure `scan-empty`, `scan-encrypted`, `scan-too-large`, `scan-unreadable` when nothing of it can be read
 */
export async function analyseScan(app: App, sha256: string, onPage: Progress, onExamined: Progress): Promise<void> {
  const scan = await scanOf(app.store.read, sha256)
  // What a reading before had no time for is read first, or this one would stop where that one did.
  const ahead = leftUnread(await pagesSeen(app.store.read, sha256))
  await app.store.write((tx) => beginReading(tx, { scan: sha256, begunAt: app.now().toISOString(), pid: process.pid }))
  let pages: SeenPage[]
  try {
    pages = await app.imaging.readPages({ path: app.archive.pathOf(sha256), ahead }, onPage)
  } catch (error) {
    if (error instanceof Failure) await app.store.write((tx) => endReading(tx, sha256))
    throw error
  }
  const read = await withEarlier(app, sha256, pages, await matchedIn(app, sha256, pages))
  const recognised = app.config.scanDepth === 'examine' ? await recognisePages(app, sha256, read) : { pages: [], possible: [] }
  const matched = [...read.matched, ...recognised.pages.map(({ shown }) => shown)].sort((a, b) => a.sourcePage - b.sourcePage)
  const unmatched = read.unmatched.filter(({ sourcePage }) => !recognised.pages.some(({ shown }) => shown.sourcePage === sourcePage))
  await app.store.write(async (tx) => {
    await insertScan(tx, { ...scan, pages: pages.length }, [...matched, ...unmatched.map((page): UnmatchedPage => ({ scan: sha256, ...page }))])
    await keepPossiblePages(tx, sha256, [...recognised.possible, ...replacedIn(app, sha256, pages, unmatched)])
  })
  await keepRecognised(app, recognised)
  await findESignatures(app, scan, matched)
  if (app.config.scanDepth === 'examine') await examineScan(app, sha256, { pages, matched }, onExamined)
  await app.store.write((tx) => endReading(tx, sha256))
}

/** Reads anew every scan whose reading a process left when it ended, until told to stop; gives their SHA-256. Those that another process reads now are its own, and so are those that this one has begun since `startedAt`. */
export async function resumeScans(app: App, startedAt: Date, isStopping: () => boolean = () => false): Promise<string[]> {
  const resumed: string[] = []
  for (const underWay of await scansUnderWay(app.store.read)) {
    if (isStopping()) break
    if (!isAbandoned(underWay, startedAt)) continue
    try {
      await analyseScan(app, underWay.scan, nothing, nothing)
    } catch (error) {
      // What a file cannot give it will not give next time either; it is recorded as received.
      if (!(error instanceof Failure)) throw error
    }
    resumed.push(underWay.scan)
  }
  return resumed
}

function isAbandoned({ pid, begunAt }: UnderWay, startedAt: Date): boolean {
  const ageMs = startedAt.getTime() - Date.parse(begunAt)
  return pid === process.pid ? ageMs > 0 : !isRunning(pid) || ageMs > LONGEST_MS
}

/** What the codes of pages name that are of documents no longer in force. */
function replacedIn(app: App, scan: string, pages: readonly ReadPage[], unmatched: Matches['unmatched']): PossiblePage[] {
  const replaced = new Set(unmatched.flatMap(({ sourcePage, reason }) => (reason === 'superseded-version' ? [sourcePage] : [])))
  return pages.filter(({ sourcePage }) => replaced.has(sourcePage)).flatMap(({ sourcePage, codes }) => {
    const [named] = codes.map(({ text }) => readPageCode(text, app.pageKeys.keyOf)).flatMap((answer) => ('ok' in answer ? [answer.ok] : []))
    return named === undefined ? [] : [{ scan, sourcePage, code: named.code, exemplar: named.exemplar, page: named.page }]
  })
}

/** The pages that a reading left unread, those farthest from any that was read first: the page that took its time lies beside those read before it, and those that had no turn beyond. */
function leftUnread(seen: readonly ScanPage[]): number[] {
  const isUnread = (page: ScanPage): boolean => 'reason' in page && page.reason === 'unreadable'
  const read = seen.filter((page) => !isUnread(page)).map(({ sourcePage }) => sourcePage)
  // Reading begins before the first page.
  const apart = seen.filter(isUnread).map(({ sourcePage }) => ({ sourcePage, pages: read.reduce((least, page) => Math.min(least, Math.abs(sourcePage - page)), sourcePage) }))
  return apart.toSorted((a, b) => b.pages - a.pages).map(({ sourcePage }) => sourcePage)
}

type Matches = ReturnType<typeof matchPages>

/** A page that an earlier reading of the same bytes knew, and that shows no code this time, is still that page: the machine may be busier now, and an older scan would count in its place. One that was no page of ours then is none now that there was no time for it. */
async function withEarlier(app: App, sha256: string, pages: readonly ReadPage[], { matched, unmatched }: Matches): Promise<Matches> {
  const codeless = new Set(pages.filter(({ codes }) => codes.length === 0).map(({ sourcePage }) => sourcePage))
  const seen = await pagesSeen(app.store.read, sha256)
  const earlier = seen.filter((page): page is MatchedPage => 'code' in page && codeless.has(page.sourcePage))
  const left = unmatched.filter(({ sourcePage }) => !earlier.some((page) => page.sourcePage === sourcePage))
  const reasonBefore = new Map(seen.flatMap((page) => ('reason' in page ? [[page.sourcePage, page.reason] as const] : [])))
  return { matched: [...matched, ...earlier], unmatched: left.map((page) => {
    const before = page.reason === 'unreadable' ? reasonBefore.get(page.sourcePage) : undefined
    return before === undefined || before === 'unreadable' ? page : { sourcePage: page.sourcePage, reason: before }
  }) }
}

async function matchedIn(app: App, sha256: string, pages: readonly ReadPage[]): Promise<Matches> {
  const versions = new Map<string, ScannedVersion>()
  for (const text of pages.flatMap((page) => page.codes.map((code) => code.text))) {
    const answer = readPageCode(text, app.pageKeys.keyOf)
    if (!('ok' in answer) || versions.has(answer.ok.code)) continue
    const version = await versionOf(app.store.read, answer.ok.code)
    if (version !== null) versions.set(version.code, { ...version, superseded: version.supersededBy !== null, cancelled: version.cancelledAt !== null })
  }
  return matchPages({ scan: sha256, pages, versionOf: (code) => versions.get(code) ?? null, keyOf: app.pageKeys.keyOf })
}
