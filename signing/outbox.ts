import { describeOutcome, type DeliveryAttempt, type DeliveryOutcome } from './delivery.js'

/** The states of an outbox row. `relayed` means that the mail server has taken the letter over, not that anybody has read it. */
export const LETTER_STATES = ['due', 'queued', 'sending', 'relayed', 'held', 'unknown', 'failed', 'cancelled'] as const
export type LetterState = (typeof LETTER_STATES)[number]

/** Which state may follow which; what is not here is refused. */
export const LETTER_TRANSITIONS: Readonly<Record<LetterState, readonly LetterState[]>> = {
  due: ['queued', 'held', 'cancelled'],
  queued: ['sending', 'held', 'relayed', 'cancelled'],
  sending: ['relayed', 'queued', 'unknown', 'failed', 'held'],
  unknown: ['sending', 'held', 'queued', 'relayed', 'cancelled'],
  held: ['due', 'queued', 'unknown', 'relayed', 'cancelled'],
  failed: ['queued', 'unknown', 'relayed', 'cancelled'],
  relayed: ['queued', 'failed'],
  cancelled: [],
}

/** What the next step is judged by; `attempts` are the earlier ones, oldest first. */
export interface OutboxRow {
  readonly attempts: readonly DeliveryAttempt[]
  /** When a person last resumed it; attempts before that no longer count towards giving up. Null when nobody has. */
  readonly resumedAt: string | null
}

/** Where a row goes after an attempt. */
export interface NextStep {
  readonly state: Extract<LetterState, 'relayed' | 'queued' | 'unknown' | 'failed' | 'held'>
  /** When the same bytes are sent again; null when only a person can make that happen. */
  readonly nextAttemptAt: string | null
  /** Swedish: what happened and what comes next. */
  readonly reason: string
}

const MINUTE_MS = 60_000
const BACK_OFF_MINUTES = [1, 5, 15, 60, 240]
/** About a day and a half of attempts with the pauses above. */
export const MAX_ATTEMPTS = 12

/** True when the state may follow the other. */
export function mayFollow(from: LetterState, to: LetterState): boolean {
  return LETTER_TRANSITIONS[from].includes(to)
}

/** What becomes of a row whose attempt ended with `outcome` at `now`; every retry sends the kept bytes, never a new letter. */
export function afterAttempt(row: OutboxRow, outcome: DeliveryOutcome, now: string): NextStep {
  const words = describeOutcome(outcome)
  const said = ended(words)
  const earlierUnknown = mayHaveArrived(row.attempts)
  const doubt = earlierUnknown ? ' Ett tidigare försök kan ha kommit fram: fråga mottagaren.' : ''
  switch (outcome.kind) {
    case 'accepted': case 'delivered': case 'confirmed': return { state: 'relayed', nextAttemptAt: null, reason: words }
    case 'refused': return { state: 'failed', nextAttemptAt: null, reason: `${said} Rätta orsaken och återuppta brevet.${doubt}` }
    case 'too-large': return tooLarge(row.attempts, words)
    case 'partly-refused': return { state: 'failed', nextAttemptAt: null, reason: `${said} Stämmer adressen, återuppta brevet; annars ställ in det, rätta adressen bland parterna och bekräfta handlingarna på nytt.${doubt}` }
    case 'refused-temporarily':
    case 'unreachable':
    case 'not-secure': return again(row, earlierUnknown ? 'unknown' : 'queued', `${words}${doubt}`, now)
    case 'unknown': return again(row, 'unknown', words, now)
    default: return outcome satisfies never
  }
}

const MOST_DIVISIONS = 3

/** Divided anew while nothing of the letter can have arrived; otherwise, or when that does not end it, a person is asked. `attempts` are those of the whole letter. */
function tooLarge(attempts: readonly DeliveryAttempt[], words: string): NextStep {
  if (mayHaveArrived(attempts)) return { state: 'held', nextAttemptAt: null, reason: `${words} Något av brevet har gått eller kan ha gått, och inget skickas två gånger. Låt höja postserverns gräns och återuppta sedan brevet.` }
  if (attempts.filter(({ outcome }) => outcome.kind === 'too-large').length >= MOST_DIVISIONS) return { state: 'held', nextAttemptAt: null, reason: `${words} Brevet har redan delats om flera gånger. Låt höja postserverns gräns och återuppta sedan brevet.` }
  return { state: 'queued', nextAttemptAt: null, reason: `${words} Brevet delas om och krypteras på nytt; inget av det har gått.` }
}

/** The limit a letter must be divided anew for, because its latest attempt met it and nothing of it can have arrived; null when there is none. `attempts` are those of the whole letter. */
export function limitToDivideFor(attempts: readonly DeliveryAttempt[]): number | null {
  const latest = attempts.at(-1)?.outcome
  return latest?.kind === 'too-large' && !mayHaveArrived(attempts) ? latest.limitBytes : null
}

/** Whether one of the attempts may have brought the letter to its recipient. */
export function mayHaveArrived(attempts: readonly DeliveryAttempt[]): boolean {
  return attempts.some(({ outcome }) => outcome.kind === 'unknown' || outcome.kind === 'partly-refused' || outcome.kind === 'accepted' || outcome.kind === 'delivered' || outcome.kind === 'confirmed')
}

/** Whether the recipient may have the letter as things stand: nothing is known of an attempt, or one was taken over and has not come back. A row that failed right after an attempt was taken over failed because that one bounced. */
export function mayBeWithRecipient(state: LetterState, attempts: readonly DeliveryAttempt[]): boolean {
  const kinds = attempts.map(({ outcome }) => outcome.kind)
  const bounced = state === 'failed' && kinds.at(-1) === 'accepted' ? 1 : 0
  return kinds.includes('unknown') || kinds.includes('delivered') || kinds.includes('confirmed') || kinds.filter((kind) => kind === 'accepted').length > bounced
}

/** The attempts that have not come back: each bounce, by the instant it came, takes away the latest attempt before it that may have arrived. */
export function withoutBounced(attempts: readonly DeliveryAttempt[], bouncedAt: readonly string[]): DeliveryAttempt[] {
  const left = [...attempts]
  for (const at of [...bouncedAt].sort()) {
    const index = left.findLastIndex((attempt) => reached(attempt.at, at) && (attempt.outcome.kind === 'accepted' || attempt.outcome.kind === 'unknown'))
    if (index >= 0) left.splice(index, 1)
  }
  return left
}

/** How an attempt ended whose process died: the letter may have arrived. */
export const INTERRUPTED: DeliveryOutcome = { kind: 'unknown', reason: 'programmet avbröts medan brevet skickades' }

/** Where a held or failed row goes when a person resumes it: to `due` when nothing has been built yet. */
export function afterResume(row: Pick<OutboxRow, 'attempts'> & { readonly ciphertextSha256: string | null }): Extract<LetterState, 'due' | 'queued' | 'unknown'> {
  if (row.ciphertextSha256 === null) return 'due'
  return mayHaveArrived(row.attempts) ? 'unknown' : 'queued'
}

function again(row: OutboxRow, state: 'queued' | 'unknown', words: string, now: string): NextStep {
  const { resumedAt } = row
  const earlier = row.attempts.filter((attempt) => resumedAt === null || reached(resumedAt, attempt.at)).length
  if (earlier + 1 >= MAX_ATTEMPTS) {
    return { state: 'held', nextAttemptAt: null, reason: `${ended(words)} Brevet hålls inne efter ${earlier + 1} försök. Rätta orsaken och återuppta brevet.` }
  }
  const minutes = BACK_OFF_MINUTES[Math.min(earlier, BACK_OFF_MINUTES.length - 1)] ?? 0
  const nextAttemptAt = new Date(Date.parse(now) + minutes * MINUTE_MS).toISOString()
  return { state, nextAttemptAt, reason: `${ended(words)} Samma brev skickas igen om en stund.` }
}

/** Whether a letter may be tried again at `now`. No pause is longer than the longest: what should wait longer was set by a clock that was wrong, and waits for nothing. */
export function isToBeTried(nextAttemptAt: string | null, now: string): boolean {
  const waitsMs = nextAttemptAt === null ? 0 : Date.parse(nextAttemptAt) - Date.parse(now)
  return waitsMs <= 0 || waitsMs > Math.max(...BACK_OFF_MINUTES) * MINUTE_MS
}

/** Servers end their replies as they like; ours goes on after them. */
function ended(words: string): string {
  return /[.!?]$/u.test(words) ? words : `${words}.`
}

function reached(instant: string, now: string): boolean {
  return Date.parse(instant) <= Date.parse(now)
}
