import { documentReports, type ScannedVersion } from '../../signing/assemble.js'
import type { MatchedPage, ScanReport } from '../../signing/scan-report.js'
import type { App } from '../app.js'
import { pagesOfExemplar, pagesOfScan, scanOf } from '../storage/scans.js'
import { versionOf } from '../storage/versions.js'

/** What is known now of a scan received before, judged with every page of every upload. @throws Failure `scan-unknown` */
export async function scanReport(app: App, typed: string): Promise<ScanReport> {
  const scan = await scanOf(app.store.read, typed)
  const pages = await pagesOfScan(app.store.read, scan.sha256)
  const shown = pages.filter((page) => 'code' in page)

  const versions = new Map<string, ScannedVersion>()
  const all: MatchedPage[] = []
  for (const exemplar of new Set(shown.map((page) => `${page.code} ${page.exemplar}`))) {
    const [code = '', number] = exemplar.split(' ')
    const version = await versionOf(app.store.read, code)
    if (version === null) continue
    versions.set(code, { ...version, superseded: version.supersededBy !== null, cancelled: version.cancelledAt !== null })
    all.push(...(await pagesOfExemplar(app.store.read, code, Number(number))))
  }

  // The store gives each page's showings as received, the order that tells a rescan from a doubled sheet.
  const documents = documentReports(shown, all, (code) => versions.get(code) ?? null)
  const unmatched = pages.flatMap((page) => ('reason' in page ? [{ sourcePage: page.sourcePage, reason: page.reason }] : []))
  return { scan: scan.sha256, pagesRead: scan.pages, documents, unmatched }
}
