import type { EventType, RecordedEvent } from './event.js'

/** Where a letter of review documents stands. */
export type LetterStage = 'due' | 'held' | 'cancelled' | 'queued' | 'failed' | 'relayed' | 'received' | 'completion-requested' | 'approved'

/** What a clerk reads for a letter's stage. */
export const LETTER_STAGE_LABELS: Readonly<Record<LetterStage, string>> = {
  due: 'Klart att skicka', held: 'Stoppat', cancelled: 'Inställt', queued: 'Köat', failed: 'Fel vid sändning', relayed: 'Skickat',
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
  readonly relayedOn: string | null
  /** The day the latest stage began, and the words that came with it. */
  readonly since: string
  readonly text: string | null
}

type LetterEvent = Extract<EventType, `letter-${string}`>

/** Which stages each letter event may follow, and where it leads (documents.json, granskningsdokument_utskick). */
export const LETTER_TRANSITIONS: Readonly<Record<LetterEvent, { readonly from: readonly (LetterStage | null)[]; readonly to: LetterStage | 'before-hold' }>> = {
  'letter-due': { from: [null], to: 'due' },
  'letter-cancelled': { from: ['due', 'held', 'queued', 'failed'], to: 'cancelled' },
  'letter-queued': { from: ['due', 'queued', 'failed'], to: 'queued' },
  'letter-relayed': { from: ['queued', 'failed'], to: 'relayed' },
  'letter-failed': { from: ['due', 'queued', 'failed'], to: 'failed' },
  'letter-held': { from: ['due', 'queued', 'failed'], to: 'held' },
  'letter-resumed': { from: ['held', 'failed'], to: 'before-hold' },
  'letter-received': { from: ['relayed'], to: 'received' },
  'letter-completion-requested': { from: ['relayed', 'received'], to: 'completion-requested' },
  'letter-approved': { from: ['relayed', 'received'], to: 'approved' },
}

/** Whether a letter is out of the house: nothing can call it back then. */
export function hasLeft({ stage }: Pick<LetterState, 'stage'>): boolean {
  switch (stage) {
    case 'relayed': case 'received': case 'completion-requested': case 'approved': return true
    case 'due': case 'held': case 'cancelled': case 'queued': case 'failed': return false
    default: return stage satisfies never
  }
}

/** The types of the events about letters. */
export const LETTER_EVENTS: ReadonlySet<string> = new Set(Object.keys(LETTER_TRANSITIONS))

/** The letter after one of its events; null when a letter nobody made due is spoken of. */
export function letterAfter(letter: LetterState | null, recorded: RecordedEvent): LetterState | null {
  const { event } = recorded
  if (event.type === 'letter-due') {
    return {
      letter: event.letter, orgnr: recorded.orgnr, codes: event.codes, stage: 'due', dueOn: recorded.happenedOn, releaseAt: event.releaseAt,
      dueEvent: recorded.sequence, sealed: false, relayedOn: null, since: recorded.happenedOn, text: null,
    }
  }
  const row = Object.entries(LETTER_TRANSITIONS).find(([type]) => type === event.type)?.[1]
  if (!letter || !row) return letter
  const sealed = letter.sealed || event.type === 'letter-queued'
  const stage = row.to === 'before-hold' ? (sealed ? 'queued' : 'due') : row.to
  const text = 'reason' in event ? (event.reason ?? null) : null
  return { ...letter, stage, sealed, since: recorded.happenedOn, text, relayedOn: event.type === 'letter-relayed' ? recorded.happenedOn : letter.relayedOn }
}
