import type { EventType, Guard } from './event.js'
import type { Life, Party } from './kind.js'

/** Where a version stands, apart from the flags archived, original returned and approved. */
export type Stage =
  | 'draft' | 'issued' | 'handed-over' | 'seller-dialogue' | 'final-received' | 'returned-for-revision' | 'approved'
  | 'part-signed' | 'signed' | 'handed-in' | 'completion-asked' | 'complete'
  | 'under-review' | 'review-refused' | 'production-may-start' | 'in-force' | 'change-requested'
  | 'permit-granted' | 'permit-refused' | 'permit-expired' | 'registered' | 'deregistered'
  | 'proof-delivered' | 'proof-approved' | 'proof-rejected' | 'cancelled' | 'superseded'

/** What a clerk reads for a stage. */
export const STAGE_LABELS: Readonly<Record<Stage, string>> = {
  draft: 'Utkast', issued: 'Utfärdad', 'handed-over': 'Överlämnad', 'seller-dialogue': 'Dialog med lokal säljare',
  'final-received': 'Slutversion inkommen', 'returned-for-revision': 'Återremitterad', approved: 'Godkänd av förvaltningsgruppen',
  'part-signed': 'Delvis undertecknad', signed: 'Undertecknad', 'handed-in': 'Inlämnad', 'completion-asked': 'Komplettering begärd', complete: 'Komplett',
  'under-review': 'Under granskning', 'review-refused': 'Avvisad vid granskning', 'production-may-start': 'Godkänd – produktion påbörjas',
  'in-force': 'Gällande', 'change-requested': 'Ändring begärd',
  'permit-granted': 'Utfärdartillstånd beviljat', 'permit-refused': 'Ansökan avslagen', 'permit-expired': 'Tillståndets giltighet har löpt ut',
  registered: 'Registrerad', deregistered: 'Avregistrerad',
  'proof-delivered': 'Provkort levererat', 'proof-approved': 'Provkort godkänt', 'proof-rejected': 'Provkort underkänt',
  cancelled: 'Makulerad', superseded: 'Ersatt',
}

/** Events the program may record itself because a later one presupposes them. */
export type ImpliedType = 'handed-over' | 'seller-dialogue-held' | 'final-received' | 'handed-in' | 'review-started' | 'proof-delivered'

/** One row: `event` moves a version from any of `from` to `to`. */
export interface Transition {
  readonly event: EventType
  readonly from: readonly Stage[]
  /** `by-signatures`: to part-signed, or to the life's signed stage when one exemplar carries every signature; never backwards. */
  readonly to: Stage | 'unchanged' | 'by-signatures'
  /** The row holds for this party's signature only. */
  readonly party?: Party
  /** The row holds only once this guard has been set aside. */
  readonly without?: Guard
}

/** The life of a kind of document, as documents.json has it and product.md ("Readings") corrects it. */
export interface LifeTable {
  /** In the order a version passes them. */
  readonly stages: readonly Stage[]
  /** The stage that the last signature leads to. */
  readonly signedStage: Stage
  readonly transitions: readonly Transition[]
  /** Events that one event presupposes, in order: recorded first, marked implied, when nobody has. */
  readonly presupposes: Readonly<Partial<Record<EventType, readonly ImpliedType[]>>>
}

const handOver: Transition = { event: 'handed-over', from: ['draft', 'issued'], to: 'handed-over' }

function keeping(from: readonly Stage[]): readonly Transition[] {
  return [{ event: 'archived', from, to: 'unchanged' }, { event: 'original-returned', from, to: 'unchanged' }, { event: 'ceased', from, to: 'unchanged' }]
}

const agreement: LifeTable = {
  stages: ['draft', 'issued', 'handed-over', 'part-signed', 'signed'],
  signedStage: 'signed',
  transitions: [
    handOver,
    { event: 'signature-confirmed', from: ['handed-over', 'part-signed', 'signed'], to: 'by-signatures' },
    ...keeping(['signed']),
  ],
  presupposes: { 'signature-confirmed': ['handed-over'] },
}

const reviewedAppendix: LifeTable = {
  stages: ['draft', 'issued', 'handed-over', 'final-received', 'returned-for-revision', 'approved', 'part-signed', 'signed'],
  signedStage: 'signed',
  transitions: [
    handOver,
    { event: 'final-received', from: ['handed-over', 'returned-for-revision'], to: 'final-received' },
    { event: 'approved', from: ['final-received'], to: 'approved' },
    { event: 'approved', from: ['part-signed', 'signed'], to: 'unchanged' },
    { event: 'returned-for-revision', from: ['final-received'], to: 'returned-for-revision' },
    { event: 'returned-for-revision', from: ['part-signed', 'signed'], to: 'unchanged' },
    { event: 'covered-by-agreement', from: ['issued', 'handed-over', 'final-received', 'approved'], to: 'unchanged' },
    { event: 'pages-confirmed', from: ['issued', 'handed-over', 'final-received', 'approved', 'part-signed', 'signed'], to: 'unchanged' },
    { event: 'signature-confirmed', from: ['final-received', 'approved', 'part-signed', 'signed'], to: 'by-signatures' },
    ...keeping(['signed']),
  ],
  presupposes: {
    'final-received': ['handed-over'], approved: ['handed-over', 'final-received'],
    'returned-for-revision': ['handed-over', 'final-received'], 'signature-confirmed': ['handed-over', 'final-received'],
  },
}

const SIGNED_DELIVERY: readonly Stage[] = ['signed', 'under-review', 'review-refused', 'production-may-start']

const deliveryAgreement: LifeTable = {
  stages: [
    'draft', 'issued', 'handed-over', 'seller-dialogue', 'part-signed', 'handed-in', 'completion-asked', 'complete',
    'signed', 'under-review', 'review-refused', 'production-may-start',
  ],
  signedStage: 'signed',
  transitions: [
    handOver,
    { event: 'seller-dialogue-held', from: ['handed-over'], to: 'seller-dialogue' },
    {
      event: 'signature-confirmed', party: 'kund', to: 'by-signatures',
      from: ['seller-dialogue', 'part-signed', 'handed-in', 'completion-asked', 'complete', ...SIGNED_DELIVERY],
    },
    { event: 'handed-in', from: ['part-signed', 'completion-asked'], to: 'handed-in' },
    { event: 'completion-asked', from: ['handed-in'], to: 'completion-asked' },
    { event: 'found-complete', from: ['handed-in'], to: 'complete' },
    { event: 'signature-confirmed', party: 'driftleverantor', from: ['complete', ...SIGNED_DELIVERY], to: 'by-signatures' },
    {
      event: 'signature-confirmed', party: 'driftleverantor', without: 'signing-order', to: 'by-signatures',
      from: ['seller-dialogue', 'part-signed', 'handed-in', 'completion-asked'],
    },
    { event: 'review-started', from: ['signed', 'review-refused'], to: 'under-review' },
    { event: 'review-accepted', from: ['under-review'], to: 'production-may-start' },
    { event: 'review-refused', from: ['under-review'], to: 'review-refused' },
    ...keeping(SIGNED_DELIVERY),
  ],
  presupposes: {
    'seller-dialogue-held': ['handed-over'],
    'signature-confirmed': ['handed-over', 'seller-dialogue-held'],
    'review-accepted': ['review-started'], 'review-refused': ['review-started'],
  },
}

const deliveryAppendix: LifeTable = {
  stages: ['draft', 'issued', 'handed-over', 'part-signed', 'in-force', 'change-requested'],
  signedStage: 'in-force',
  transitions: [
    handOver,
    { event: 'signature-confirmed', from: ['handed-over', 'part-signed', 'in-force'], to: 'by-signatures' },
    { event: 'pages-confirmed', from: ['issued', 'handed-over', 'part-signed', 'in-force'], to: 'unchanged' },
    { event: 'change-requested', from: ['in-force'], to: 'change-requested' },
    ...keeping(['in-force', 'change-requested']),
  ],
  presupposes: { 'signature-confirmed': ['handed-over'] },
}

const permitApplication: LifeTable = {
  stages: ['draft', 'issued', 'handed-over', 'signed', 'handed-in', 'completion-asked', 'permit-refused', 'permit-granted', 'permit-expired'],
  signedStage: 'signed',
  transitions: [
    handOver,
    {
      event: 'signature-confirmed', to: 'by-signatures',
      from: ['handed-over', 'signed', 'handed-in', 'completion-asked', 'permit-granted', 'permit-refused', 'permit-expired'],
    },
    { event: 'handed-in', from: ['handed-over', 'signed', 'completion-asked'], to: 'handed-in' },
    { event: 'completion-asked', from: ['handed-in'], to: 'completion-asked' },
    { event: 'permit-granted', from: ['handed-in'], to: 'permit-granted' },
    { event: 'permit-refused', from: ['handed-in'], to: 'permit-refused' },
    { event: 'permit-expired', from: ['permit-granted'], to: 'permit-expired' },
    { event: 'archived', from: ['signed', 'handed-in', 'permit-granted', 'permit-refused', 'permit-expired'], to: 'unchanged' },
  ],
  presupposes: {
    'signature-confirmed': ['handed-over'], 'handed-in': ['handed-over'],
    'permit-granted': ['handed-over', 'handed-in'], 'permit-refused': ['handed-over', 'handed-in'],
  },
}

const handlaggareApplication: LifeTable = {
  stages: ['draft', 'issued', 'handed-over', 'signed', 'handed-in', 'registered', 'deregistered'],
  signedStage: 'signed',
  transitions: [
    handOver,
    { event: 'signature-confirmed', from: ['handed-over', 'signed', 'handed-in', 'registered', 'deregistered'], to: 'by-signatures' },
    { event: 'handed-in', from: ['handed-over', 'signed'], to: 'handed-in' },
    { event: 'registered', from: ['handed-in'], to: 'registered' },
    { event: 'deregistered', from: ['registered'], to: 'deregistered' },
    { event: 'archived', from: ['signed', 'handed-in', 'registered', 'deregistered'], to: 'unchanged' },
  ],
  presupposes: { 'signature-confirmed': ['handed-over'], 'handed-in': ['handed-over'], registered: ['handed-over', 'handed-in'] },
}

const handOverReceipt: LifeTable = {
  stages: ['draft', 'issued', 'handed-over', 'signed'],
  signedStage: 'signed',
  transitions: [
    handOver,
    { event: 'signature-confirmed', from: ['handed-over', 'signed'], to: 'by-signatures' },
    { event: 'archived', from: ['signed'], to: 'unchanged' },
    { event: 'ceased', from: ['signed'], to: 'unchanged' },
  ],
  presupposes: { 'signature-confirmed': ['handed-over'] },
}

const proofForm: LifeTable = {
  stages: ['draft', 'issued', 'handed-over', 'proof-delivered', 'proof-rejected', 'proof-approved'],
  signedStage: 'proof-delivered',
  transitions: [
    handOver,
    { event: 'proof-delivered', from: ['issued', 'handed-over', 'proof-rejected'], to: 'proof-delivered' },
    { event: 'proof-approved', from: ['proof-delivered'], to: 'proof-approved' },
    { event: 'proof-rejected', from: ['proof-delivered'], to: 'proof-rejected' },
    { event: 'signature-confirmed', from: ['proof-delivered', 'proof-rejected', 'proof-approved'], to: 'unchanged' },
    { event: 'archived', from: ['proof-approved', 'proof-rejected'], to: 'unchanged' },
  ],
  presupposes: { 'proof-approved': ['proof-delivered'], 'proof-rejected': ['proof-delivered'], 'signature-confirmed': ['proof-delivered'] },
}

const form: LifeTable = {
  stages: ['draft', 'issued', 'handed-over'],
  signedStage: 'handed-over',
  transitions: [handOver, { event: 'archived', from: ['issued', 'handed-over'], to: 'unchanged' }, { event: 'ceased', from: ['issued', 'handed-over'], to: 'unchanged' }],
  presupposes: {},
}

/** The tables of every life. What holds in all of them (cancelled, superseded, guard-overridden) stands in `ALWAYS`. */
export const LIFE_TABLES: Readonly<Record<Life, LifeTable>> = {
  agreement, 'reviewed-appendix': reviewedAppendix, 'delivery-agreement': deliveryAgreement, 'delivery-appendix': deliveryAppendix,
  'permit-application': permitApplication, 'handlaggare-application': handlaggareApplication,
  'hand-over-receipt': handOverReceipt, 'proof-form': proofForm, form,
}

/** Events that every version takes until it is cancelled or superseded. */
export const ALWAYS: Readonly<Partial<Record<EventType, Stage | 'unchanged'>>> = {
  cancelled: 'cancelled', superseded: 'superseded', 'guard-overridden': 'unchanged',
}

/** What a draft may go through: it is talked about, never decided on or signed. */
export const DRAFT_EVENTS: readonly EventType[] = ['handed-over', 'seller-dialogue-held', 'final-received', 'cancelled', 'superseded']

/** Whether an event belongs to a life at all, whatever the stage. */
export function occursIn(life: Life, event: EventType): boolean {
  return ALWAYS[event] !== undefined || LIFE_TABLES[life].transitions.some((row) => row.event === event)
}
