import { Failure } from '../templates/failure.js'
import type { Event, EventType, NewEvent } from './event.js'
import { quotedLabel } from './event-label.js'
import type { History } from './history.js'
import { legalityOf } from './legality.js'
import { hasLeft, type LetterState } from './letter-life.js'
import type { ImpliedType } from './life.js'
import { refuse, type Refusal } from './refusal.js'
import { isReadyForLetter } from './signatures.js'
import { spokenCode } from './spoken-code.js'
import { exemplarFor, take, track, type Tracking, type VersionState } from './tracking.js'

/** The events to append for `wanted`: what it presupposes first (marked implied), then itself, then the letters it calls back. Appends nothing itself.
 * @throws Failure `transition-refused` with what stands in the way and the next step, `already-recorded`, `point-unknown`, `code-unknown`. */
export function decide(history: History, wanted: NewEvent): NewEvent[] {
  const tracking = track(history.versions, history.events, history.kinds)
  const state = wanted.code === null ? null : versionOf(tracking, wanted.code, wanted.event)
  const settled = state ? { ...wanted, orgnr: state.version.orgnr, exemplar: wanted.exemplar ?? settledExemplar(state, wanted.event) } : wanted
  const refusal = dayRefusal(settled, state, history.today)
  if (refusal) throw failureOf(refusal, settled, state)
  const legality = legalityOf(tracking, settled)
  if ('refusal' in legality) throw failureOf(legality.refusal, settled, state)
  const implied = legality.implied.map((type): NewEvent => ({ ...settled, exemplar: null, event: impliedEvent(type) }))
  return [...implied, settled, ...calledBack(tracking, settled)]
}

/** What a person reads when an event is refused. */
export function failureOf(refusal: Refusal, wanted: Pick<NewEvent, 'event' | 'code'>, state: VersionState | null): Failure {
  const about = state ? ` för ${state.kind.title} ${spokenCode(state.version.code)}` : ''
  return new Failure(refusal.code, `${quotedLabel(wanted.event)} kan inte registreras${about}. ${refusal.reason} ${refusal.next}`)
}

/** Letters that have not left, one of whose documents is no longer ready: each is cancelled in the same breath. */
function lettersNoLongerReady(tracking: Tracking): readonly LetterState[] {
  return [...tracking.letters.values()].filter((letter) => !hasLeft(letter) && letter.stage !== 'cancelled' && letter.codes.some((code) => {
    const state = tracking.versions.get(code)
    return !state || !isReadyForLetter(tracking, state)
  }))
}

/** The event that calls a letter back, recorded by the one whose event made it untimely. */
export function cancellationOf(letter: LetterState, because: NewEvent): NewEvent {
  const reason = `Underlaget ändrades: ${quotedLabel(because.event)}.`
  return { ...because, orgnr: letter.orgnr, code: null, exemplar: null, event: { type: 'letter-cancelled', letter: letter.letter, reason } }
}

function versionOf(tracking: Tracking, code: string, event: Event): VersionState | null {
  const state = tracking.versions.get(code)
  if (state) return state
  if (event.type === 'issued') return null
  throw new Failure('code-unknown', `Ingen utfärdad handling har koden ${spokenCode(code)}. Läs av koden igen.`)
}

/** Events about one paper original rather than the whole version. */
const EXEMPLAR_EVENTS: ReadonlySet<EventType> = new Set<EventType>(['signature-confirmed', 'pages-confirmed', 'archived', 'original-returned'])

function settledExemplar(state: VersionState, event: Event): number | null {
  return EXEMPLAR_EVENTS.has(event.type) ? exemplarFor(state, event.type) : null
}

function dayRefusal(wanted: NewEvent, state: VersionState | null, today: string): Refusal | null {
  if (wanted.happenedOn > today) return refuse(`Dagen ${wanted.happenedOn} ligger i framtiden.`, `Ange en dag till och med ${today}.`)
  const issuedOn = state?.version.issuedAt.slice(0, 10)
  if (issuedOn === undefined || wanted.happenedOn >= issuedOn) return null
  return refuse(`Dagen ${wanted.happenedOn} är före den dag handlingen gavs ut, ${issuedOn}.`, 'Kontrollera datumet och koden.')
}

function impliedEvent(type: ImpliedType): Event {
  return { type, implied: true }
}

function calledBack(tracking: Tracking, wanted: NewEvent): NewEvent[] {
  const before = new Set(lettersNoLongerReady(tracking).map(({ letter }) => letter))
  if (tracking.letters.size === before.size) return []
  take(tracking, { ...wanted, sequence: Number.MAX_SAFE_INTEGER, recordedAt: `${wanted.happenedOn}T00:00:00Z` })
  return lettersNoLongerReady(tracking).filter(({ letter }) => !before.has(letter)).map((letter) => cancellationOf(letter, wanted))
}
