import type { Actor, RecordedEvent } from '../../contracts/event.js'
import { Failure } from '../../templates/failure.js'
import { withoutPersonnummer } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { appendEvents, eventBySequence } from '../storage/events.js'
import { placementsOfScan, takeBackPlacement } from '../storage/placements.js'
import type { Transaction } from '../storage/store.js'
import { deskScan, scannedPage, type DeskScan } from './desk.js'
import { swedishDay } from './new-event.js'
import { refuseEvidence } from './refuse-evidence.js'

/** Which page a person puts back as its code says, and why. */
export interface RestoreRequest {
  readonly scan: string
  readonly sourcePage: number
  readonly by: Actor
  readonly reason: string
}

/** Takes back what a person decided about a page: it is again what it was read as. Gives what has become of the scan's pages, and names halves that count on. @throws Failure `scan-unknown`, `page-unknown`, `transition-refused` when nobody has decided about it, or a confirmation rests on it */
export async function restorePage(app: App, request: RestoreRequest): Promise<DeskScan> {
  const { scan, page } = await scannedPage(app, request.scan, request.sourcePage)
  await app.store.write(async (tx) => {
    const placement = (await placementsOfScan(tx, scan.sha256)).find(({ sourcePage }) => sourcePage === page.sourcePage)
    const target = placement === undefined ? null : await eventBySequence(tx, placement.event)
    if (target === null) throw new Failure('transition-refused', `Ingen har bestämt något om sida ${page.sourcePage}, så det finns inget att ta tillbaka.`)
    await takeBackDecision(app, tx, target, request.reason, request.by)
  })
  return deskScan(app, scan.sha256)
}

/** Takes back one decision about a page, in the caller's transaction. @throws Failure `already-recorded`, `transition-refused` when a confirmation rests on the page */
export async function takeBackDecision(app: App, tx: Transaction, target: RecordedEvent, reason: string, by: Actor): Promise<RecordedEvent[]> {
  const { event } = target
  if (event.type !== 'page-assigned' && event.type !== 'page-discarded' && event.type !== 'page-split') throw new Error(`event ${target.sequence} is no decision about a page`)
  const placement = (await placementsOfScan(tx, event.scan)).find((one) => one.event === target.sequence)
  if (placement === undefined) throw new Failure('already-recorded', `Händelse ${target.sequence} är redan återtagen.`)
  if (placement.assigned !== null) await refuseEvidence(tx, placement.assigned.shown)
  const now = app.now().toISOString()
  const { orgnr, code, exemplar } = target
  const recorded = await appendEvents(tx, [{ actor: by, happenedOn: swedishDay(now), orgnr, code, exemplar, event: { type: 'withdrawn', event: target.sequence, reason: withoutPersonnummer(reason) } }], now)
  await takeBackPlacement(tx, target.sequence, recorded[0]?.sequence ?? target.sequence)
  return recorded
}
