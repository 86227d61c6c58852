import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { ScanReport } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import { keptFileName } from '../../templates/plain-text.js'
import { doer } from '../accounts/account-event.js'
import type { App } from '../app.js'
import { arrivals, beginReading, insertArrival, type Arrival, type ToldArrival } from '../storage/arrivals.js'
import { customerActor } from '../accounts/customer-links.js'
import { insertCustomerScan, type CustomerLink } from '../storage/customer-links.js'
import { appendEvents } from '../storage/events.js'
import { insertUnreadScan } from '../storage/scans.js'
import { analyseScan } from './analyse-scan.js'
import { keepScan, type KeptScan } from './keep-scan.js'
import { customerEvent, houseEvent } from './new-event.js'
import { scanReport } from './scan-report.js'

export interface ScanOptions {
  readonly onPage?: (fileName: string, done: number, total: number) => void
  /** How the files came in; by the command line unless said. */
  readonly via?: 'command' | 'upload'
}

/** What became of one file: the report on it, with the first arrival of the same bytes before, or why it could not be read. */
export type ScanAnswer = { readonly path: string; readonly report: ScanReport; readonly before: ToldArrival | null } | { readonly path: string; readonly failure: Failure }

/**
 * Keeps each file's bytes first, then reads its pages, says which documents they show and examines them beside those issued. Answers come in the files' order, judged with every page known after all of them; a file that
 * cannot be read (`file-unreadable`, `scan-empty`, `scan-encrypted`, `scan-too-large`, `scan-unreadable`, `disk-full`) takes nothing from the others. Repeating a file changes nothing but the list of arrivals.
 */
export async function scanEach(app: App, paths: readonly string[], { onPage = () => undefined, via = 'command' }: ScanOptions = {}): Promise<ScanAnswer[]> {
  const reads: ({ path: string; sha256: string; before: ToldArrival | null } | { path: string; failure: Failure })[] = []
  for (const path of paths) {
    try {
      const name = basename(path)
      const { sha256, before } = await receive(app, await keepScan(app, path), { fileName: name, via, mark: randomUUID() })
      await analyseScan(app, sha256, (done, total) => onPage(name, done, total), (done, total) => onPage(`${name}, jämför`, done, total))
      reads.push({ path, sha256, before })
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      reads.push({ path, failure })
    }
  }
  const answers: ScanAnswer[] = []
  for (const read of reads) answers.push('failure' in read ? read : { path: read.path, before: read.before, report: await scanReport(app, read.sha256) })
  return answers
}

/** The reports on files that must all be readable; the others are read and kept even so. @throws Failure what the first unreadable file met with */
export async function scan(app: App, paths: readonly string[], options: ScanOptions = {}): Promise<ScanReport[]> {
  return (await scanEach(app, paths, options)).map((answer) => {
    if ('failure' in answer) throw answer.failure
    return answer.report
  })
}

/** How a kept file came in; `mark` is the same for the same arrival tried again. */
export interface CameAs {
  readonly fileName: string
  readonly via: Arrival['via']
  readonly mark: string
  /** The customer's link that it came by; null when it came from the house. */
  readonly link?: CustomerLink | null
}

/** Records that a file in the archive has come in and is about to be read, so that whatever ends the program cannot make it forgotten; `before` is the first other arrival of the same bytes. */
export async function receive(app: App, kept: KeptScan, { fileName: given, via, mark, link = null }: CameAs): Promise<{ readonly sha256: string; readonly before: ToldArrival | null }> {
  const now = app.now().toISOString()
  const fileName = keptFileName(given)
  return app.store.write(async (tx) => {
    const isNew = await insertUnreadScan(tx, { ...kept, fileName, receivedAt: now })
    if (isNew) await appendEvents(tx, [houseEvent(doer(app), now, { type: 'scan-received', scan: kept.sha256, fileName })], now)
    const earlier = (await arrivals(tx, { scans: [kept.sha256] })).find((arrival) => arrival.mark !== mark)
    if (link !== null) {
      await insertCustomerScan(tx, { link: link.id, scan: kept.sha256, fileName, at: now })
      await appendEvents(tx, [customerEvent(customerActor(link), now, link.orgnr, { type: 'customer-scan-received', link: link.id, scan: kept.sha256, fileName })], now)
    }
    await insertArrival(tx, { scan: kept.sha256, fileName, via, at: now, mark })
    await beginReading(tx, { scan: kept.sha256, begunAt: now, pid: process.pid })
    return { sha256: kept.sha256, before: earlier === undefined ? null : { scan: earlier.scan, fileName: earlier.fileName, via: earlier.via, at: earlier.at } }
  })
}
