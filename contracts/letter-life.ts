import type { EventType, RecordedEvent } from './event.js'

/** Where a letter of review documents stands. */
export type LetterStage = 'due' | 'held' | 'cancelled' | 'queued' | 'failed' | 'relayed' | 'delivered' | 'received' | 'completion-requested' | 'approved'

/** What a clerk reads for a letter's stage. */
export const LETTER_STAGE_LABELS: Readonly<Record<LetterStage, string>> = {
  due: 'Klart att skicka', held: 'Stoppat', cancelled: 'Inställt', queued: 'Köat', failed: 'Fel vid sändning', relayed: 'Skickat', delivered: 'Levererat',
  received: 'Mottagning bekräftad', 'completion-requested': 'Komplettering begärd', approved: 'Godkänt hos driftleverantören',
}

/** One letter as its events left it. */
export interface LetterState {
  readonly letter: string
  readonly orgnr: string | null
  /** Version codes of what it carries. */
  readonly codes: readonly string[]
  readonly stage: LetterStage
  readonly dueOn: string
  /** The instant it may leave the house. */
  readonly releaseAt: string
  /** The sequence number of the event that made it due. */
  readonly dueEvent: number
  /** True once it has been encrypted: from then on only a person may cancel it. */
  readonly sealed: boolean
  /** Null until a mail server has taken it over, and again when it came back undelivered. */
  readonly relayedOn: string | null
  /** The sequence number of the event by which a person called it off; null otherwise. */
  readonly calledOffEvent: number | null
  /** The day the latest stage began, and the words that came with it. */
  readonly since: string
  readonly text: string | null
}

type LetterEvent = Extract<EventType, `letter-${string}`>

/** Which stages each letter event may follow, and where it leads (documents.json, granskningsdokument_utskick). */
export const LETTER_TRANSITIONS: Readonly<Record<LetterEvent, { readonly from: readonly (LetterStage | null)[]; readonly to: LetterStage | 'before-hold' | 'as-it-was' }>> = {
  'letter-due': { from: [null], to: 'due' },
  'letter-cancelled': { from: ['due', 'held', 'queued', 'failed'], to: 'cancelled' },
  'letter-queued': { from: ['due', 'queued', 'failed'], to: 'queued' },
  'letter-relayed': { from: ['queued', 'failed', 'held'], to: 'relayed' },
  'letter-failed': { from: ['due', 'queued', 'failed'], to: 'failed' },
  'letter-held': { from: ['due', 'queued', 'failed', 'held'], to: 'held' },
  'letter-resumed': { from: ['held', 'failed'], to: 'before-hold' },
  'letter-resent': { from: ['relayed', 'delivered'], to: 'queued' },
  'letter-called-off': { from: ['due', 'held', 'queued', 'failed'], to: 'cancelled' },
  'letter-delivered': { from: ['relayed'], to: 'delivered' },
  'letter-bounced': { from: ['relayed', 'delivered', 'received'], to: 'failed' },
  'letter-answered': { from: ['queued', 'held', 'failed', 'relayed', 'delivered', 'received', 'completion-requested', 'approved'], to: 'as-it-was' },
  'letter-received': { from: ['relayed', 'delivered'], to: 'received' },
  'letter-completion-requested': { from: ['relayed', 'delivered', 'received'], to: 'completion-requested' },
  'letter-approved': { from: ['relayed', 'delivered', 'received'], to: 'approved' },
}

/** Whether a letter is out of the house, also while it is sent once more: nothing can call it back then. */
export function hasLeft({ relayedOn }: Pick<LetterState, 'relayedOn'>): boolean {
  return relayedOn !== null
}

const ANSWERS: ReadonlySet<string> = new Set(['letter-delivered', 'letter-received', 'letter-completion-requested', 'letter-approved'] satisfies LetterEvent[])
const ANSWERED: ReadonlySet<string> = new Set(['delivered', 'received', 'completion-requested', 'approved'] satisfies LetterStage[])

/** Whether an event may follow; of a letter that is about to be sent once more, the first sending can still be answered. */
export function letterMay(letter: LetterState | null, type: LetterEvent): boolean {
  const { from } = LETTER_TRANSITIONS[type]
  const sentBefore = letter !== null && hasLeft(letter) && ['queued', 'held', 'failed'].includes(letter.stage)
  return from.includes(letter?.stage ?? null) || (sentBefore && ANSWERS.has(type))
}

/** Whether the recipient is known to have the letter, so that sending it again would only be a second copy. */
export function isAnswered({ stage }: Pick<LetterState, 'stage'>): boolean {
  return ANSWERED.has(stage)
}

/** The types of the events about letters. */
export const LETTER_EVENTS: ReadonlySet<string> = new Set(Object.keys(LETTER_TRANSITIONS))

/** The letter after one of its events; null when a letter nobody made due is spoken of. */
export function letterAfter(letter: LetterState | null, recorded: RecordedEvent): LetterState | null {
  const { event } = recorded
  if (event.type === 'letter-due') {
    return {
      letter: event.letter, orgnr: recorded.orgnr, codes: event.codes, stage: 'due', dueOn: recorded.happenedOn, releaseAt: event.releaseAt,
      dueEvent: recorded.sequence, sealed: false, relayedOn: null, calledOffEvent: null, since: recorded.happenedOn, text: null,
    }
  }
  const row = Object.entries(LETTER_TRANSITIONS).find(([type]) => type === event.type)?.[1]
  if (!letter || !row || row.to === 'as-it-was') return letter
  const sealed = letter.sealed || event.type === 'letter-queued'
  const stage = row.to === 'before-hold' ? (sealed ? 'queued' : 'due') : row.to
  const text = 'reason' in event ? (event.reason ?? null) : null
  return { ...letter, stage, sealed, since: recorded.happenedOn, text, relayedOn: relayedAfter(letter, recorded), calledOffEvent: event.type === 'letter-called-off' ? recorded.sequence : letter.calledOffEvent }
}

function relayedAfter({ relayedOn }: LetterState, { event, happenedOn }: RecordedEvent): string | null {
  if (event.type === 'letter-bounced') return null
  return event.type === 'letter-relayed' ? happenedOn : relayedOn
}
