import { createHash } from 'node:crypto'
import { parse } from 'node:path'
import type { Actor } from '../../contracts/event.js'
import { Failure } from '../../templates/failure.js'
import { writePicturePages } from '../../templates/pdf/write-picture-pages.js'
import { keptFileName, withoutPersonnummer } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import type { HalvesLie } from '../imaging/job.js'
import { beginReading } from '../storage/arrivals.js'
import { appendEvents } from '../storage/events.js'
import { insertPlacement } from '../storage/placements.js'
import { insertUnreadScan, type Scan } from '../storage/scans.js'
import { analyseScan } from './analyse-scan.js'
import { deskScan, pageNow, scannedPage, whatPageIsOf, type DeskScan } from './desk.js'
import { houseEvent, swedishDay } from './new-event.js'
import { refuseEvidence } from './refuse-evidence.js'
import { refusePlaced } from './refuse-placed.js'

/** Which scanned picture shows two pages, how they lie in it (null where its shape tells), and why a person says so. */
export interface SplitRequest {
  readonly scan: string
  readonly sourcePage: number
  readonly lie: HalvesLie | null
  readonly by: Actor
  readonly reason: string
}

/**
 * Divides a scanned picture that shows two pages: its halves become a scan of their own, read like every other, and the picture no longer waits but stays in the archive. Said again it changes nothing, and reads halves that a killed program left unread.
 * Gives what has become of the picture's scan and of the halves.
 * @throws Failure `scan-unknown`, `page-unknown`, `already-recorded` also when it has been divided the other way, `transition-refused` when a confirmation rests on the page, `scan-unreadable` when it cannot be drawn
 */
export async function splitPage(app: App, request: SplitRequest): Promise<DeskScan[]> {
  const { scan, page } = await scannedPage(app, request.scan, request.sourcePage)
  const earlier = (await deskScan(app, scan.sha256)).discarded.find((one) => one.sourcePage === page.sourcePage)?.splitInto
  if (earlier !== undefined && request.lie !== null) await refuseOtherLie(app, request, earlier)
  const halves = earlier ?? (await keepHalves(app, request))
  if ((await deskScan(app, halves)).pages.read === 0) await analyseScan(app, halves, () => undefined, () => undefined)
  return [await deskScan(app, scan.sha256), await deskScan(app, halves)]
}

/** The same picture divided the same way is the same bytes. */
async function refuseOtherLie(app: App, request: SplitRequest, earlier: string): Promise<void> {
  const { scan } = await scannedPage(app, request.scan, request.sourcePage)
  const { pdf } = await halvesOf(app, scan, request)
  if (createHash('sha256').update(pdf).digest('hex') === earlier) return
  throw new Failure('already-recorded', `Sida ${request.sourcePage} är redan delad på ett annat sätt, i skanning ${earlier.slice(0, 12)}. Ta tillbaka det med ”desk restore” och dela sedan igen.`)
}

/** The file of the two halves and its name. */
async function halvesOf(app: App, scan: Scan, { sourcePage, lie }: SplitRequest): Promise<{ readonly pdf: Uint8Array; readonly fileName: string }> {
  const copied = await app.imaging.halves(app.archive.pathOf(scan.sha256), { sourcePage, lie })
  const fileName = keptFileName(`sida ${sourcePage} delad ur ${parse(scan.fileName).name}.pdf`)
  const statement = { title: fileName, subject: `${scan.sha256} ${sourcePage}`, issuedAt: scan.receivedAt }
  const pdf = writePicturePages(copied.map(({ matrix, encoding, bytes, channels, widthPx, heightPx }) => ({ widthPt: matrix[0], heightPt: matrix[3], picture: { encoding, bytes, channels, widthPx, heightPx }, matrix })), statement)
  return { pdf, fileName }
}

/** Keeps the file of the two halves and records it in one with the decision; gives its SHA-256. */
async function keepHalves(app: App, request: SplitRequest): Promise<string> {
  const { scan, page } = await scannedPage(app, request.scan, request.sourcePage)
  await refusePlaced(app.store.read, page)
  const { pdf, fileName } = await halvesOf(app, scan, request)
  const { sha256 } = await app.archive.keep(pdf)
  const now = app.now().toISOString()
  const reason = withoutPersonnummer(request.reason)
  await app.store.write(async (tx) => {
    const shown = await pageNow(tx, page)
    await refusePlaced(tx, shown)
    await refuseEvidence(tx, shown)
    const about = await whatPageIsOf(tx, shown)
    const isNew = await insertUnreadScan(tx, { sha256, bytes: pdf.length, mediaType: 'application/pdf', fileName, receivedAt: now })
    if (isNew) {
      await appendEvents(tx, [houseEvent(request.by, now, { type: 'scan-received', scan: sha256, fileName })], now)
      await beginReading(tx, { scan: sha256, begunAt: now, pid: process.pid })
    }
    const [recorded] = await appendEvents(tx, [{ actor: request.by, happenedOn: swedishDay(now), ...about, event: { type: 'page-split', scan: scan.sha256, sourcePage: page.sourcePage, into: sha256, reason } }], now)
    if (recorded === undefined) throw new Error('an appended event is given back')
    await insertPlacement(tx, { event: recorded.sequence, scan: scan.sha256, sourcePage: page.sourcePage, assigned: null, by: request.by.name, on: recorded.happenedOn, reason, override: null })
  })
  return sha256
}
