import type { Event, EventType } from './event.js'
import { refuse, type Refusal } from './refusal.js'
import { latestOf, type Tracking } from './tracking.js'

/** Which customer event must come before which, with what a clerk reads when it has not (documents.json: logotyp, kunduppgifter, ra_kort_overlamning, kunddatafil, utvardering). */
const CUSTOMER_ORDER: Readonly<Partial<Record<EventType, { readonly after: EventType; readonly missing: string }>>> = {
  'logotype-approved': { after: 'logotype-handed-in', missing: 'Ingen logotyp är inlämnad.' },
  'secure-mail-configured': { after: 'ra-card-handed-over', missing: 'Inget RA-kort är överlämnat.' },
  'customer-file-sent': { after: 'delivery-may-start', missing: 'Leveransen får inte påbörjas ännu.' },
  'customer-file-checked': { after: 'customer-file-sent', missing: 'Månadens kunddatafil är inte registrerad som skickad.' },
  'evaluation-reviewed': { after: 'evaluation-sent', missing: 'Utvärderingsmallen är inte skickad.' },
  'steering-outcome-recorded': { after: 'evaluation-reviewed', missing: 'Kundens utvärdering är inte genomgången.' },
}

/** What stands in the way of a customer event, or null. */
export function customerRefusal(tracking: Tracking, orgnr: string | null, event: Event): Refusal | null {
  if (event.type === 'customer-file-checked') {
    const sent = tracking.events.some((recorded) => recorded.orgnr === orgnr && recorded.event.type === 'customer-file-sent' && recorded.event.month === event.month)
    return sent ? null : refuse(`Kunddatafilen för ${event.month} är inte registrerad som skickad.`, 'Registrera att den är skickad först.')
  }
  const rule = CUSTOMER_ORDER[event.type]
  if (!rule || latestOf(tracking, rule.after, orgnr)) return null
  return refuse(rule.missing, 'Registrera det först.')
}
