import type { Event, EventType } from './event.js'

const ONCE: ReadonlySet<EventType> = new Set<EventType>([
  'approved', 'covered-by-agreement', 'archived', 'original-returned', 'ceased', 'seller-dialogue-held', 'customer-registered', 'secure-mail-configured',
  'delivery-may-start', 'evaluation-reviewed', 'steering-outcome-recorded',
])

/** What makes two events of one type the same one when it may be recorded only once, or null when it may come again (a returned draft, a new proof, a card for another RA). */
export function onceKey(event: Event): string | null {
  if (ONCE.has(event.type)) return event.type
  if (event.type === 'guard-overridden') return event.guard
  if (event.type === 'signature-confirmed') return event.party
  if (event.type === 'point-ticked') return event.point
  if (event.type === 'customer-file-sent' || event.type === 'customer-file-checked') return event.month
  if (event.type === 'own-point-removed') return event.point
  if (event.type === 'meeting-held') return String(event.ordinal)
  if (event.type === 'ra-card-handed-over') return `${event.environment} ${event.to}`
  if (event.type === 'mifare-key-handed-over') return event.to
  return null
}
