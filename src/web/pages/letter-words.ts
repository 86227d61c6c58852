import type { EventType } from '../../../contracts/event.js'
import { EVENT_LABELS } from '../../../contracts/event-label.js'
import { stateWords } from '../../flows/letter-state-words.js'
import { eventsOfTypes } from '../../storage/events.js'
import type { LetterLine } from '../../storage/letter.js'
import type { Db } from '../../storage/store.js'
import { dispatchWords } from '../page-words.js'

const BADGES: Readonly<Record<LetterLine['state'], 'done' | 'started' | 'waiting' | 'look' | 'stuck'>> = { due: 'waiting', queued: 'waiting', sending: 'started', relayed: 'started', unknown: 'look', held: 'stuck', failed: 'stuck', cancelled: 'waiting' }

/** What became known about letters after they had left, and whether it is well. */
const AFTERWARDS = { 'letter-delivered': 'done', 'letter-bounced': 'stuck', 'letter-answered': 'look', 'letter-received': 'done', 'letter-completion-requested': 'look', 'letter-approved': 'done' } as const satisfies Partial<Record<EventType, string>>

/** The latest that became known of a letter. */
export interface Afterwards {
  readonly text: string
  readonly badge: (typeof AFTERWARDS)[keyof typeof AFTERWARDS]
  /** An answer that nobody has said the meaning of. */
  readonly isAnswer: boolean
}

const INSTANT = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', dateStyle: 'short', timeStyle: 'short' })

/** An instant as a clerk reads it: `2026-11-22 10:15`. */
export function instantOf(iso: string): string {
  return INSTANT.format(new Date(iso))
}

/** The latest that is known about each of these letters that has left, by its id. */
export async function knownAfterwards(db: Db, letters: readonly Pick<LetterLine, 'orgnr'>[]): Promise<ReadonlyMap<string, Afterwards>> {
  const known = new Map<string, Afterwards>()
  const types = Object.keys(AFTERWARDS).filter(isAfterwards)
  for (const { event, happenedOn } of await eventsOfTypes(db, types, letters.map(({ orgnr }) => orgnr))) if ('letter' in event && isAfterwards(event.type)) known.set(event.letter, { text: `${EVENT_LABELS[event.type]} ${happenedOn}`, badge: AFTERWARDS[event.type], isAnswer: event.type === 'letter-answered' })
  return known
}

function isAfterwards(type: string): type is keyof typeof AFTERWARDS {
  return Object.hasOwn(AFTERWARDS, type)
}

/** A letter's state as a badge. */
export function badgeOf(state: LetterLine['state']) {
  const words = stateWords(state)
  return { badge: BADGES[state], state: `${words.slice(0, 1).toUpperCase()}${words.slice(1)}` }
}

/** Where a letter stands: its badge, and when something happens next; `where` it is read. */
export function standingOf({ state, releaseAt, nextAttemptAt, reason }: LetterLine, afterwards: Afterwards | undefined, where: 'list' | 'letter') {
  const next = state === 'relayed' && afterwards?.isAnswer === true ? 'Läs svaret och registrera vad det betyder.' : state === 'due' ? `Går tidigast ${instantOf(releaseAt)}` : state === 'relayed' && afterwards === undefined ? 'Driftleverantören ska bekräfta att det har kommit.' : nextAttemptAt === null ? '' : `Nytt försök ${instantOf(nextAttemptAt)}`
  return { ...badgeOf(state), ...(state === 'relayed' && afterwards !== undefined ? { badge: afterwards.badge } : {}), afterwards: afterwards?.text ?? '', next, reason: state === 'relayed' ? '' : dispatchWords(reason ?? '', where) }
}
