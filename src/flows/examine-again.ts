import type { ScanReport } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { analyseScan } from './analyse-scan.js'
import { scanOf } from '../storage/scans.js'
import { scanReport } from './scan-report.js'

/**
 * Reads anew, from the archive, every scan with a page that the report on this one says was not examined, and this one when a page of it could not be read and nobody has put it away; what was examined before stays. A scan of which nothing can be read does not keep the others from being read. Without such pages nothing is done.
 * @throws Failure `scan-unknown`, and `scan-empty`, `scan-encrypted`, `scan-too-large`, `scan-unreadable` when nothing of a file can be read
 */
export async function examineAgain(app: App, typed: string, onPage: (done: number, total: number) => void = () => undefined): Promise<ScanReport> {
  const before = await scanReport(app, typed)
  await readEach(lackingIn(before), (scan) => analyseScan(app, scan, onPage, onPage), async (scan) => (await scanOf(app.store.read, scan)).fileName)
  return scanReport(app, before.scan)
}

/** The scans that a report leaves something to find in. */
export function lackingIn({ scan, pagesRead, documents, unmatched }: ScanReport): string[] {
  const unread = pagesRead === 0 || unmatched.some(({ reason, discarded }) => reason === 'unreadable' && discarded === undefined) ? [scan] : []
  return [...new Set([...unread, ...documents.flatMap(({ pages }) => (pages.unexamined ?? []).map((page) => page.scan))])]
}

/** Reads each of several scans, also after one of which nothing can be read. @throws Failure of the first such one, naming all of them, when every scan has been tried */
export async function readEach(scans: readonly string[], read: (scan: string) => Promise<void>, nameOf: (scan: string) => Promise<string>): Promise<void> {
  const faulty: { readonly path: string; readonly failure: Failure }[] = []
  for (const scan of scans) {
    try {
      await read(scan)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      faulty.push({ path: await nameOf(scan), failure: error })
    }
  }
  const [first] = faulty
  if (first === undefined) return
  if (scans.length === 1) throw first.failure
  throw new Failure(first.failure.code, `Av ${scans.length} skanningar gick ${faulty.length} inte att läsa. De andra är undersökta igen. Rätta det som står om var och en och försök igen.`, { faults: faulty.map(({ path, failure }) => ({ path, message: `${failure.code}: ${failure.message}` })) })
}
