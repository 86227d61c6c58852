import type { Event, EventType } from './event.js'
import { pointRefusal } from './checklist-points.js'
import { meetingRefusal } from './meetings.js'
import { ownPoints } from './own-points.js'
import { refuse, type Refusal } from './refusal.js'
import { latestOf, type Tracking } from './tracking.js'

/** Which customer event must come before which, with what a clerk reads when it has not (documents.json: logotyp, kunduppgifter, ra_kort_overlamning, kunddatafil, utvardering). */
const CUSTOMER_ORDER: Readonly<Partial<Record<EventType, { readonly after: EventType; readonly missing: string }>>> = {
  'logotype-approved': { after: 'logotype-handed-in', missing: 'Ingen logotyp är inlämnad.' },
  'secure-mail-configured': { after: 'ra-card-handed-over', missing: 'Inget RA-kort är överlämnat.' },
  'customer-file-sent': { after: 'delivery-may-start', missing: 'Leveransen får inte påbörjas ännu.' },
  'customer-file-checked': { after: 'customer-file-sent', missing: 'Månadens kunddatafil är inte registrerad som skickad.' },
  'local-seller-told': { after: 'local-seller-named', missing: 'Ingen lokal säljare är utsedd.' },
  'evaluation-reviewed': { after: 'evaluation-sent', missing: 'Utvärderingsmallen är inte skickad.' },
  'steering-outcome-recorded': { after: 'evaluation-reviewed', missing: 'Kundens utvärdering är inte genomgången.' },
}

/** What stands in the way of a customer event on the day `on`, or null. */
export function customerRefusal(tracking: Tracking, orgnr: string | null, event: Event, on: string): Refusal | null {
  if (event.type === 'point-ticked') return pointRefusal(event.point, ownPoints(tracking.events, orgnr))
  if (event.type === 'own-point-removed') return removalRefusal(tracking, orgnr, event.point)
  if ('ordinal' in event) return meetingRefusal(tracking, orgnr, event, on)
  if (event.type === 'customer-file-checked') {
    const sent = tracking.events.some((recorded) => recorded.orgnr === orgnr && recorded.event.type === 'customer-file-sent' && recorded.event.month === event.month)
    return sent ? null : refuse(`Kunddatafilen för ${event.month} är inte registrerad som skickad.`, 'Registrera att den är skickad först.')
  }
  const rule = CUSTOMER_ORDER[event.type]
  if (!rule || latestOf(tracking, rule.after, orgnr)) return null
  return refuse(rule.missing, 'Registrera det först.')
}

/** The source's own points stay: they are settled or not, never gone. */
function removalRefusal(tracking: Tracking, orgnr: string | null, id: string): Refusal | null {
  const own = ownPoints(tracking.events, orgnr)
  if (own.some((point) => point.id === id)) return null
  const refusal = pointRefusal(id, own)
  return refusal?.code === 'point-unknown' ? refusal : refuse(`Punkt ${id} hör till checklistan och kan inte tas bort.`, 'Bara kundens egna punkter kan tas bort.')
}
