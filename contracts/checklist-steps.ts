import type { EventType } from './event.js'

/** The three phases of the presentation. */
export type Phase = 'Initiering' | 'Uppstart – avtal' | 'Produktion'

/** The phases in their order. */
export const PHASES = ['Initiering', 'Uppstart – avtal', 'Produktion'] as const satisfies readonly Phase[]

/** `kund` is work with the customer; `samordning` is the provider's coordination with the supplier. */
export type Lane = 'kund' | 'samordning'

/** Elapsed weeks since the start; `to` null means with no end. */
export interface Weeks {
  readonly from: number
  readonly to: number | null
}

/** What a step needs besides its points before it is done. */
export type Outcome =
  | { readonly by: 'event'; readonly type: EventType; readonly ordinal?: number }
  | { readonly by: 'approval' }
  | { readonly by: 'supplier-review' }

/** One of the twelve steps; the texts are the source's, `sourceTitle` stands where both seeds call two steps the same (documents.json, A10). */
export interface Step {
  readonly step: number
  readonly phase: Phase
  readonly lane: Lane
  readonly title: string
  readonly sourceTitle?: string
  readonly weeks: Weeks
  readonly meeting: { readonly ordinal: number; readonly duration: string | null } | null
  readonly handouts: readonly string[]
  readonly outcomes: readonly Outcome[]
}

function event(type: EventType): Outcome {
  return { by: 'event', type }
}

function held(ordinal: number): Outcome {
  return { by: 'event', type: 'meeting-held', ordinal }
}

const APPROVED: Outcome = { by: 'approval' }
const REVIEWED: Outcome = { by: 'supplier-review' }

/** The twelve steps in order. */
export const STEPS: readonly Step[] = [
  {
    step: 1, phase: 'Initiering', lane: 'kund', title: 'Initiering',
    weeks: { from: 0, to: 0 }, meeting: null,
    handouts: ['Anslutningsguide', 'SITHS – Ett säkert kort', 'Visitkort'],
    outcomes: [],
  },
  {
    step: 2, phase: 'Initiering', lane: 'kund', title: 'Planering',
    weeks: { from: 1, to: 3 }, meeting: { ordinal: 1, duration: 'ca två timmar' },
    handouts: ['Häfte med åhörarkopior på powerpointmaterialet', 'Penna från SVR'],
    outcomes: [held(1)],
  },
  {
    step: 3, phase: 'Initiering', lane: 'samordning', title: 'Samordning',
    weeks: { from: 1, to: 3 }, meeting: null,
    handouts: [],
    outcomes: [],
  },
  {
    step: 4, phase: 'Uppstart – avtal', lane: 'kund', title: 'Avtal',
    weeks: { from: 3, to: 8 }, meeting: { ordinal: 2, duration: '1 dag' },
    handouts: ['Grundavtal för IT-tjänster', 'Tjänsteavtal SITHS med bilagor', 'Leveransavtal', 'DNV eller SIS ansökan', 'Produktkatalog med prislista', 'Info folder HSA', 'Info folder Sjunet'],
    outcomes: [held(2)],
  },
  {
    step: 5, phase: 'Uppstart – avtal', lane: 'kund', title: 'Avtalsdialog med driftleverantör',
    weeks: { from: 3, to: 8 }, meeting: null,
    handouts: [],
    outcomes: [],
  },
  {
    step: 6, phase: 'Uppstart – avtal', lane: 'kund', title: 'Utbildning, RAPS och RA-kort',
    weeks: { from: 3, to: 8 }, meeting: { ordinal: 3, duration: 'två dagar' },
    handouts: ['Häfte med utbildningsmaterial till RA/ORA', 'Häfte med utbildningsmaterial till KRA', 'Häfte med utbildningsmaterial till Support'],
    outcomes: [held(3), APPROVED, event('secure-mail-configured')],
  },
  {
    step: 7, phase: 'Uppstart – avtal', lane: 'kund', title: 'Undertecknande – avtal med SVR', sourceTitle: 'Avtals-undertecknande',
    weeks: { from: 6, to: 8 }, meeting: null,
    handouts: [],
    outcomes: [],
  },
  {
    step: 8, phase: 'Uppstart – avtal', lane: 'kund', title: 'Undertecknande – Leveransavtal', sourceTitle: 'Avtals-undertecknande',
    weeks: { from: 8, to: 10 }, meeting: null,
    handouts: [],
    outcomes: [REVIEWED, event('customer-number-reported'), event('product-specified'), event('siths-admin-configured')],
  },
  {
    step: 9, phase: 'Produktion', lane: 'kund', title: 'Leveranser',
    weeks: { from: 10, to: 12 }, meeting: null,
    handouts: [],
    outcomes: [event('delivery-may-start')],
  },
  {
    step: 10, phase: 'Produktion', lane: 'kund', title: 'Kundens egen utbildning',
    weeks: { from: 10, to: 12 }, meeting: { ordinal: 4, duration: null },
    handouts: ['Häfte med utbildningsmaterial till KRA'],
    outcomes: [held(4)],
  },
  {
    step: 11, phase: 'Produktion', lane: 'kund', title: 'Uppföljning',
    weeks: { from: 12, to: 12 }, meeting: { ordinal: 5, duration: null },
    handouts: ['mallen för utvärdering'],
    outcomes: [held(5)],
  },
  {
    step: 12, phase: 'Produktion', lane: 'samordning', title: 'Samordning av förvaltning och driftleverantör',
    weeks: { from: 12, to: null }, meeting: null,
    handouts: [],
    outcomes: [event('steering-outcome-recorded')],
  },
]
