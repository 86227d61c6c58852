import { Failure } from '../templates/failure.js'
import { cancellationOf } from './decide.js'
import type { Actor, EventType, NewEvent, RecordedEvent } from './event.js'
import { EVENT_LABELS, quotedLabel } from './event-label.js'
import type { History } from './history.js'
import { legalityOf } from './legality.js'
import { hasLeft, type LetterState } from './letter-life.js'
import { listOf } from './party-name.js'
import { agreementOf } from './signatures.js'
import { startTracking, take, track, withdrawnIn, type Tracking } from './tracking.js'

/** Events that the program records; what the supplier reported about a letter is a person's record and may be taken back. */
const KEPT: ReadonlySet<EventType> = new Set<EventType>([
  'issued', 'customer-link-made', 'customer-link-revoked', 'customer-scan-received', 'customer-registered', 'facts-recorded', 'mail-queued', 'mail-held', 'mail-resumed', 'mail-called-off', 'customer-text-registered', 'customer-text-accepted', 'customer-text-rejected', 'customer-text-dropped', 'withdrawn', 'letter-due', 'letter-cancelled', 'letter-queued', 'letter-relayed', 'letter-failed',
  'letter-held', 'letter-resumed', 'letter-resent', 'letter-called-off', 'letter-delivered', 'letter-bounced', 'letter-answered', 'outbox-paused', 'restored', 'outbox-reopened', 'webhook-added', 'webhook-removed', 'webhook-told-again', 'answer-dismissed', 'party-recorded', 'edition-added', 'edition-released', 'key-imported', 'key-pinned', 'key-unpinned', 'own-key-made', 'own-key-revoked', 'accounts-in-force', 'account-created', 'account-changed', 'scan-received', 'clean-copy-kept',
])

/** The evidence a letter is built from. */
export const EVIDENCE: ReadonlySet<EventType> = new Set<EventType>(['signature-confirmed', 'pages-confirmed', 'covered-by-agreement', 'approved'])

/** The events to append to take event number `sequence` back: the withdrawal, and the cancellation of every letter that rests on it and has not left. A letter that has left stays as it is; `withdrawnEvidence` says so from then on.
 * @throws Failure `transition-refused` when the event is the program's own, or naming the later events that rest on it; `already-recorded` when it is withdrawn already. */
export function decideWithdrawal(history: History, sequence: number, reason: string, actor: Actor): NewEvent[] {
  const target = targetOf(history, sequence)
  const tracking = track(history.versions, history.events, history.kinds)
  const letters = EVIDENCE.has(target.event.type) ? lettersRestingOn(tracking, target) : []
  const cancelled = letters.filter((letter) => !hasLeft(letter))
  const settled = [...tracking.letters.values()].filter((letter) => letter.stage === 'cancelled' || letters.includes(letter))
  const resting = restingOn(history, target, new Set(settled.map(({ letter }) => letter)))
  if (resting.length > 0) throw restingFailure(target, resting)
  const withdrawal: NewEvent = { happenedOn: history.today, actor, orgnr: target.orgnr, code: target.code, exemplar: target.exemplar, event: { type: 'withdrawn', event: sequence, reason } }
  return [withdrawal, ...cancelled.map((letter) => cancellationOf(letter, withdrawal))]
}

function targetOf(history: History, sequence: number): RecordedEvent {
  const target = history.events.find((event) => event.sequence === sequence)
  if (!target) throw new Failure('transition-refused', `Händelse ${sequence} finns inte. Händelsernas nummer står i statusvyn.`)
  const earlier = history.events.find(({ event }) => event.type === 'withdrawn' && event.event === sequence)
  if (earlier) throw new Failure('already-recorded', `Händelse ${sequence} är redan återtagen, ${earlier.happenedOn}.`)
  const { event } = target
  if (event.type === 'cancelled' || event.type === 'superseded') {
    throw new Failure('transition-refused', `Händelse ${sequence}, ${quotedLabel(event)}, kan inte tas tillbaka: en makulerad eller ersatt handling blir aldrig giltig igen. Ge ut en ny version med ”pack”.`)
  }
  if (KEPT.has(event.type)) throw new Failure('transition-refused', `Händelse ${sequence}, ${quotedLabel(event)}, registreras av programmet och kan inte tas tillbaka. Är handlingen fel, makulera den eller ge ut en ny version.`)
  if ('implied' in event && event.implied === true) {
    throw new Failure('transition-refused', `Händelse ${sequence}, ${quotedLabel(event)}, följer av en senare händelse. Ta tillbaka den senare händelsen i stället.`)
  }
  return target
}

function lettersRestingOn(tracking: Tracking, target: RecordedEvent): readonly LetterState[] {
  return [...tracking.letters.values()].filter((letter) => letter.stage !== 'cancelled' && letter.dueEvent > target.sequence && letter.codes.some((code) => {
    const state = tracking.versions.get(code)
    return code === target.code || (state?.covered && agreementOf(tracking, state)?.version.code === target.code)
  }))
}

/** Later events that are legal with the target and illegal without it; those that would be illegal anyway are no reason to refuse. */
function restingOn(history: History, target: RecordedEvent, letters: ReadonlySet<string>): readonly RecordedEvent[] {
  const before = new Set(illegalIn(history, null, letters).map(({ sequence }) => sequence))
  return illegalIn(history, target.sequence, letters).filter(({ sequence }) => !before.has(sequence))
}

/** `letters` are those the withdrawal itself decides about, and those cancelled before. */
function illegalIn(history: History, without: number | null, letters: ReadonlySet<string>): readonly RecordedEvent[] {
  const withdrawn = withdrawnIn(history.events)
  const tracking = startTracking(history.versions, history.kinds)
  const illegal: RecordedEvent[] = []
  for (const recorded of history.events) {
    if (recorded.sequence === without || withdrawn.has(recorded.sequence)) continue
    const legality = legalityOf(tracking, recorded)
    const stands = ('implied' in legality && legality.implied.length === 0) || ('letter' in recorded.event && letters.has(recorded.event.letter))
    if (stands) take(tracking, recorded)
    else illegal.push(recorded)
  }
  return illegal
}

function restingFailure(target: RecordedEvent, resting: readonly RecordedEvent[]): Failure {
  const names = listOf(resting.map(({ sequence, event, happenedOn }) => `${sequence} ”${EVENT_LABELS[event.type]}” ${happenedOn}`))
  return new Failure('transition-refused', `Händelse ${target.sequence}, ${quotedLabel(target.event)}, kan inte tas tillbaka, eftersom senare händelser vilar på den: ${names}. Ta tillbaka dem först, den senaste först.`)
}
