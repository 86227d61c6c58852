import type { Actor } from '../../contracts/event.js'
import { withoutPersonnummer } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { appendEvents } from '../storage/events.js'
import { insertPlacement } from '../storage/placements.js'
import { deskScan, pageNow, scannedPage, whatPageIsOf, type DeskScan } from './desk.js'
import { swedishDay } from './new-event.js'
import { refuseEvidence } from './refuse-evidence.js'
import { refusePlaced } from './refuse-placed.js'

/** Which scanned page a person puts away, and why. */
export interface DiscardRequest {
  readonly scan: string
  readonly sourcePage: number
  readonly by: Actor
  readonly reason: string
}

/**
 * Records that a person puts a scanned page away: it is no page of any document, whatever its code says, and no longer waits. Its picture stays. Gives what has become of the scan's pages.
 * @throws Failure `scan-unknown`, `page-unknown`, `already-recorded`, `transition-refused` when a confirmation rests on the page
 */
export async function discardPage(app: App, request: DiscardRequest): Promise<DeskScan> {
  const { scan, page } = await scannedPage(app, request.scan, request.sourcePage)
  const now = app.now().toISOString()
  const reason = withoutPersonnummer(request.reason)
  await app.store.write(async (tx) => {
    const shown = await pageNow(tx, page)
    await refusePlaced(tx, shown)
    await refuseEvidence(tx, shown)
    const about = await whatPageIsOf(tx, shown)
    const [recorded] = await appendEvents(tx, [{ actor: request.by, happenedOn: swedishDay(now), ...about, event: { type: 'page-discarded', scan: scan.sha256, sourcePage: page.sourcePage, reason } }], now)
    if (recorded === undefined) throw new Error('an appended event is given back')
    await insertPlacement(tx, { event: recorded.sequence, scan: scan.sha256, sourcePage: page.sourcePage, assigned: null, by: request.by.name, on: recorded.happenedOn, reason, override: null })
  })
  return deskScan(app, scan.sha256)
}
