import type { Event } from './event.js'

/** What makes two events the same one when it may be recorded only once, or null when it may come again (a returned draft, a new proof, a card for another RA). */
export function onceKey(event: Event): string | null {
  switch (event.type) {
    case 'approved': case 'covered-by-agreement': case 'archived': case 'original-returned': case 'seller-dialogue-held':
    case 'customer-registered': case 'secure-mail-configured': case 'delivery-may-start': case 'evaluation-reviewed': case 'steering-outcome-recorded':
      return event.type
    case 'guard-overridden': return `${event.type} ${event.guard}`
    case 'signature-confirmed': return `${event.type} ${event.party}`
    case 'point-ticked': return `${event.type} ${event.point}`
    case 'customer-file-sent': case 'customer-file-checked': return `${event.type} ${event.month}`
    case 'meeting-held': return `${event.type} ${event.ordinal}`
    case 'ra-card-handed-over': return `${event.type} ${event.environment} ${event.to}`
    case 'mifare-key-handed-over': return `${event.type} ${event.to}`
    default: return null
  }
}
