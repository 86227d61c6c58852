import type { ScanReport } from '../../signing/scan-report.js'
import type { App } from '../app.js'
import { analyseScan } from './analyse-scan.js'
import { scanReport } from './scan-report.js'

/**
 * Reads anew, from the archive, every scan with a page that the report on this one says was not examined, and this one when a page of it could not be read and nobody has put it away; what was examined before stays. Without such pages nothing is done.
 * @throws Failure `scan-unknown`, and `scan-empty`, `scan-encrypted`, `scan-too-large`, `scan-unreadable` when nothing of a file can be read
 */
export async function examineAgain(app: App, typed: string, onPage: (done: number, total: number) => void = () => undefined): Promise<ScanReport> {
  const before = await scanReport(app, typed)
  for (const scan of lackingIn(before)) await analyseScan(app, scan, onPage, onPage)
  return scanReport(app, before.scan)
}

/** The scans that a report leaves something to find in. */
export function lackingIn({ scan, pagesRead, documents, unmatched }: ScanReport): string[] {
  const unread = pagesRead === 0 || unmatched.some(({ reason, discarded }) => reason === 'unreadable' && discarded === undefined) ? [scan] : []
  return [...new Set([...unread, ...documents.flatMap(({ pages }) => (pages.unexamined ?? []).map((page) => page.scan))])]
}
