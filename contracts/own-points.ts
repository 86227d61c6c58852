import type { Point } from './checklist-points.js'
import type { RecordedEvent } from './event.js'

/** A customer's own points, in the order they were added; those taken away left out. `events` without withdrawn ones. */
export function ownPoints(events: readonly RecordedEvent[], orgnr: string | null): Point[] {
  const own = events.filter((recorded) => recorded.orgnr === orgnr)
  const removed = new Set(own.flatMap(({ event }) => (event.type === 'own-point-removed' ? [event.point] : [])))
  return own.flatMap(({ event }): Point[] => (event.type === 'own-point-added' && !removed.has(event.point) ? [{ id: event.point, step: event.step, text: event.text, settledBy: { by: 'person' } }] : []))
}

/** The id of the next own point of a step: "4.e1", "4.e2" …; `events` with withdrawn ones, since an id is never used twice. */
export function nextOwnPoint(events: readonly RecordedEvent[], step: number): string {
  const used = events.filter(({ event }) => event.type === 'own-point-added' && event.step === step).length
  return `${step}.e${used + 1}`
}
