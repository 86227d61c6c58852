import { LEAD_TIME_ITEMS } from '../templates/facts.js'
import { GUARDS, type EventType } from './event.js'
import { EVENT_LABELS } from './event-label.js'
import { CONTACT_ROLES } from './follow-through-events.js'
import { GUARD_LABELS } from './guards.js'

/** What an event is about, and therefore what `record` is given: a version's code, a customer's organisationsnummer, or a letter. */
export type RecordScope = 'version' | 'customer' | 'letter'

/** One name `record` understands. */
export interface Recordable {
  /** "archived", "ra-card-handed-over:production". */
  readonly name: string
  readonly type: EventType
  readonly scope: RecordScope
  readonly label: string
  /** Fields that the part of the name after the colon fills. */
  readonly fixed: Readonly<Record<string, string | number>>
  /** The field that `--place` fills; null when the event has no use for it. */
  readonly place: string | null
}

const VERSION_PLACES: Readonly<Partial<Record<EventType, string | null>>> = {
  'handed-over': null, 'seller-dialogue-held': null, 'final-received': null, 'returned-for-revision': null, 'covered-by-agreement': null, 'handed-in': null,
  'found-complete': null, archived: 'reference', 'original-returned': 'how', 'review-started': null, 'review-accepted': null, 'review-refused': null,
  'change-requested': null, 'completion-asked': null, 'permit-granted': 'number', 'permit-refused': null, 'permit-expired': null, registered: null,
  deregistered: null, 'proof-delivered': null, 'proof-approved': null, 'proof-rejected': null, ceased: null, cancelled: null, superseded: 'by',
}

const CUSTOMER_PLACES: Readonly<Partial<Record<EventType, string | null>>> = {
  'logotype-handed-in': null, 'logotype-approved': null, 'local-seller-named': 'name', 'local-seller-told': null, 'forecast-recorded': null, 'secure-mail-configured': null,
  'mifare-key-handed-over': 'to', 'customer-number-reported': 'office', 'product-specified': 'source', 'siths-admin-configured': 'source',
  'delivery-may-start': 'source', 'customer-file-sent': 'month', 'customer-file-checked': 'month', 'evaluation-sent': null, 'evaluation-reviewed': null,
  'steering-outcome-recorded': 'outcome', 'evaluation-answered': 'grade', 'evaluation-commented': 'comment',
}

const LETTER_PLACES: Readonly<Partial<Record<EventType, string | null>>> = {
  'letter-received': 'source', 'letter-completion-requested': 'source', 'letter-approved': 'source',
}

const LEAD_TIME_NAMES: Readonly<Record<(typeof LEAD_TIME_ITEMS)[number], string>> = {
  handlaggare: 'handläggare', utfardartillstand: 'utfärdartillstånd', korttyper: 'korttyper', ra: 'RA', support: 'support',
}

/** What a clerk reads for each of the supplier's people. */
export const CONTACT_ROLE_LABELS: Readonly<Record<(typeof CONTACT_ROLES)[number], string>> = {
  'contract-manager': 'Contract Manager', kundtjanst: 'kundtjänst', korttillverkare: 'korttillverkaren',
}

const LEAD_TIME_PLACES: readonly (readonly [EventType, string])[] = [['lead-time-requested', 'owner'], ['lead-time-promised', 'promisedOn'], ['lead-time-received', 'number']]

function plain(scope: RecordScope, places: Readonly<Partial<Record<EventType, string | null>>>): readonly Recordable[] {
  const types = ALL_TYPES.filter((type) => places[type] !== undefined)
  return types.map((type) => ({ name: type, type, scope, label: EVENT_LABELS[type], fixed: {}, place: places[type] ?? null }))
}

function variant(scope: RecordScope, type: EventType, key: string, value: string | number, word: string, place: string | null): Recordable {
  return { name: `${type}:${value}`, type, scope, label: `${EVENT_LABELS[type]}: ${word}`, fixed: { [key]: value }, place }
}

const ALL_TYPES: readonly EventType[] = Object.keys(EVENT_LABELS).filter((type): type is EventType => type in EVENT_LABELS)

/** Every name `record` understands, versions' first. Approval, signatures, points and withdrawals have commands of their own. */
export const RECORDABLE: readonly Recordable[] = [
  ...plain('version', VERSION_PLACES),
  ...GUARDS.map((guard) => variant('version', 'guard-overridden', 'guard', guard, GUARD_LABELS[guard], null)),
  ...plain('customer', CUSTOMER_PLACES),
  variant('customer', 'ra-card-handed-over', 'environment', 'production', 'produktionsmiljö', 'to'),
  variant('customer', 'ra-card-handed-over', 'environment', 'training', 'utbildningsmiljö', 'to'),
  ...CONTACT_ROLES.map((role) => variant('customer', 'supplier-contact-recorded', 'role', role, CONTACT_ROLE_LABELS[role], 'name')),
  ...LEAD_TIME_PLACES.flatMap(([type, place]) => LEAD_TIME_ITEMS.map((item) => variant('customer', type, 'item', item, LEAD_TIME_NAMES[item], place))),
  ...[1, 2, 3, 4, 5].map((ordinal) => variant('customer', 'meeting-held', 'ordinal', ordinal, `träff ${ordinal}`, null)),
  ...plain('letter', LETTER_PLACES),
]
