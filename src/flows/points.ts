import type { Actor, NewEvent } from '../../contracts/event.js'
import { nextOwnPoint } from '../../contracts/own-points.js'
import { withdrawnIn } from '../../contracts/tracking.js'
import { Failure } from '../../templates/failure.js'
import { withoutPersonnummer } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { eventsOf } from '../storage/events.js'
import { namedCustomer } from './history.js'
import { customerEvent, swedishDay } from './new-event.js'
import { recordWanted, type Recorded } from './record-events.js'
import { withdraw } from './withdraw.js'

/** Takes a tick back, with the reason; the history keeps both. @throws Failure `customer-unknown`, `transition-refused` when nobody has ticked it */
export async function untickPoint(app: App, request: { orgnr: string; point: string; reason: string; by: Actor }): Promise<Recorded> {
  const { orgnr } = await namedCustomer(app, request.orgnr)
  const events = await eventsOf(app.store.read, orgnr)
  const withdrawn = withdrawnIn(events)
  const tick = events.findLast(({ sequence, event }) => event.type === 'point-ticked' && event.point === request.point && !withdrawn.has(sequence))
  if (tick === undefined) throw new Failure('transition-refused', `Punkt ${request.point} är inte avbockad av någon. Det som avgör den står i checklistan; ta i så fall tillbaka den händelsen.`)
  return { events: await withdraw(app, tick.sequence, request.reason, request.by), letterDue: null }
}

/** Adds a point of the customer's own to a step; its id, "4.e1", stands in the event. @throws Failure `customer-unknown` */
export async function addOwnPoint(app: App, request: { orgnr: string; step: number; text: string; by: Actor }): Promise<Recorded> {
  const { orgnr } = await namedCustomer(app, request.orgnr)
  const now = app.now().toISOString()
  return app.store.write(async (tx) => {
    const point = nextOwnPoint(await eventsOf(tx, orgnr), request.step)
    return recordWanted(tx, app, orgnr, [customerEvent(request.by, now, orgnr, { type: 'own-point-added', point, step: request.step, text: withoutPersonnummer(request.text) })])
  })
}

/** Takes one of the customer's own points away. @throws Failure `customer-unknown`, `point-unknown`, `transition-refused` for a point of the checklist itself */
export async function removeOwnPoint(app: App, request: { orgnr: string; point: string; reason: string; by: Actor }): Promise<Recorded> {
  const { orgnr } = await namedCustomer(app, request.orgnr)
  const event = customerEvent(request.by, app.now().toISOString(), orgnr, { type: 'own-point-removed', point: request.point, reason: request.reason })
  return app.store.write((tx) => recordWanted(tx, app, orgnr, [event]))
}

/** Ticks several points at once, or none when one of them cannot be. @throws Failure `customer-unknown`, `point-unknown`, `already-recorded`, `transition-refused` */
export async function tickPoints(app: App, request: { orgnr: string; points: readonly string[]; note: string | null; by: Actor; on: string | null }): Promise<Recorded> {
  const { orgnr } = await namedCustomer(app, request.orgnr)
  const events = request.points.map((point): NewEvent => ({
    actor: request.by, happenedOn: request.on ?? swedishDay(app.now()), orgnr, code: null, exemplar: null, event: { type: 'point-ticked', point, ...(request.note === null ? {} : { note: request.note }) },
  }))
  return app.store.write((tx) => recordWanted(tx, app, orgnr, events))
}
