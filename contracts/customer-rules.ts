import type { Event, EventOf, EventType, RecordedEvent } from './event.js'
import { pointRefusal } from './checklist-points.js'
import { firstFileMonth } from './customer-file.js'
import { meetingRefusal } from './meetings.js'
import { ownPoints } from './own-points.js'
import { refuse, type Refusal } from './refusal.js'
import { latestOf, type Tracking } from './tracking.js'

/** Which customer event must come before which, with what a clerk reads when it has not (documents.json: logotyp, kunduppgifter, ra_kort_overlamning, utvardering). */
const CUSTOMER_ORDER: Readonly<Partial<Record<EventType, { readonly after: EventType; readonly missing: string }>>> = {
  'logotype-approved': { after: 'logotype-handed-in', missing: 'Ingen logotyp är inlämnad.' },
  'secure-mail-configured': { after: 'ra-card-handed-over', missing: 'Inget RA-kort är överlämnat.' },
  'local-seller-told': { after: 'local-seller-named', missing: 'Ingen lokal säljare är utsedd.' },
  'evaluation-reviewed': { after: 'evaluation-sent', missing: 'Utvärderingsmallen är inte skickad.' },
  'steering-outcome-recorded': { after: 'evaluation-reviewed', missing: 'Kundens utvärdering är inte genomgången.' },
}

/** What stands in the way of a customer event on the day `on`, or null. */
export function customerRefusal(tracking: Tracking, orgnr: string | null, event: Event, on: string): Refusal | null {
  if (event.type === 'point-ticked') return pointRefusal(event.point, ownPoints(tracking.events, orgnr))
  if (event.type === 'own-point-removed') return removalRefusal(tracking, orgnr, event.point)
  if ('ordinal' in event) return meetingRefusal(tracking, orgnr, event, on)
  if (event.type === 'customer-file-sent' || event.type === 'customer-file-checked') return fileRefusal(tracking.events.filter((recorded) => recorded.orgnr === orgnr), event, on)
  const rule = CUSTOMER_ORDER[event.type]
  if (!rule || latestOf(tracking, rule.after, orgnr)) return null
  return refuse(rule.missing, 'Registrera det först.')
}

/** A file is of a month that one is expected for, and sent before it is checked (documents.json: kunddatafil). */
function fileRefusal(own: readonly RecordedEvent[], { type, month }: EventOf<'customer-file-sent'> | EventOf<'customer-file-checked'>, on: string): Refusal | null {
  const [first, last] = [firstFileMonth(own), on.slice(0, 7)]
  if (first === null) return refuse('Leveransen får inte påbörjas ännu.', 'Registrera det först.')
  if (last < first) return refuse(`Den första kunddatafilen är den för ${first}.`, 'Registrera den när den är skickad.')
  if (month < first || month > last) return refuse(`Det finns ingen kunddatafil för ${month} att registrera.`, first === last ? `Bara ${first} går att registrera.` : `Månaderna ${first} till ${last} går att registrera.`)
  const sent = type === 'customer-file-sent' || own.some(({ event }) => event.type === 'customer-file-sent' && event.month === month)
  return sent ? null : refuse(`Kunddatafilen för ${month} är inte registrerad som skickad.`, 'Registrera att den är skickad först.')
}

/** The source's own points stay: they are settled or not, never gone. */
function removalRefusal(tracking: Tracking, orgnr: string | null, id: string): Refusal | null {
  const own = ownPoints(tracking.events, orgnr)
  if (own.some((point) => point.id === id)) return null
  const refusal = pointRefusal(id, own)
  return refusal?.code === 'point-unknown' ? refusal : refuse(`Punkt ${id} hör till checklistan och kan inte tas bort.`, 'Bara kundens egna punkter kan tas bort.')
}
