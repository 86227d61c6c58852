import { describe, expect, test } from 'vitest'
import type { DeliveryAttempt, DeliveryOutcome } from '../../signing/delivery.js'
import { afterAttempt, afterResume, INTERRUPTED, isToBeTried, LETTER_STATES, LETTER_TRANSITIONS, MAX_ATTEMPTS, mayBeWithRecipient, mayFollow, mayHaveArrived, withoutBounced } from '../../signing/outbox.js'

const NOW = '2026-11-22T09:00:00.000Z'
const BUSY: DeliveryOutcome = { kind: 'refused-temporarily', response: '451 4.3.0 Busy' }
const LOST: DeliveryOutcome = { kind: 'unknown', reason: 'Connection closed unexpectedly' }
const times = (count: number, outcome: DeliveryOutcome = BUSY): DeliveryAttempt[] => Array.from({ length: count }, () => ({ at: NOW, outcome }))
const fresh = { attempts: [], resumedAt: null }

describe('after an attempt', () => {
  test.each([
    [{ kind: 'accepted', response: '250 Ok' }, 'relayed'],
    [{ kind: 'refused', response: '550 No' }, 'failed'],
    [{ kind: 'partly-refused', response: '550 No', rejected: ['a@b.example'] }, 'failed'],
  ] satisfies [DeliveryOutcome, string][])('%j ends in %s and is not tried again by itself', (outcome, state) => {
    expect(afterAttempt(fresh, outcome, NOW)).toMatchObject({ state, nextAttemptAt: null })
  })

  test.each([
    [BUSY, 'queued'],
    [{ kind: 'unreachable', reason: 'ECONNREFUSED' }, 'queued'],
    [{ kind: 'not-secure', reason: 'self-signed certificate' }, 'queued'],
    [LOST, 'unknown'],
  ] satisfies [DeliveryOutcome, string][])('%j stays %s and is tried again in a minute', (outcome, state) => {
    expect(afterAttempt(fresh, outcome, NOW)).toMatchObject({ state, nextAttemptAt: '2026-11-22T09:01:00.000Z' })
  })

  test.each([[0, 1], [1, 5], [2, 15], [3, 60], [4, 240], [5, 240]])('with %i attempts before it the pause is %i minutes', (before, minutes) => {
    const next = afterAttempt({ attempts: times(before), resumedAt: null }, BUSY, NOW).nextAttemptAt
    expect(Date.parse(next ?? '') - Date.parse(NOW)).toBe(minutes * 60_000)
  })

  test('the last attempt holds the letter for a person', () => {
    expect(afterAttempt({ attempts: times(MAX_ATTEMPTS - 2), resumedAt: null }, BUSY, NOW).state).toBe('queued')
    expect(afterAttempt({ attempts: times(MAX_ATTEMPTS - 1), resumedAt: null }, BUSY, NOW)).toMatchObject({ state: 'held', nextAttemptAt: null })
  })

  test('a resumed letter gets its attempts anew', () => {
    expect(afterAttempt({ attempts: times(MAX_ATTEMPTS), resumedAt: '2026-11-22T10:00:00Z' }, BUSY, '2026-11-22T10:01:00Z')).toMatchObject({
      state: 'queued', nextAttemptAt: '2026-11-22T10:02:00.000Z',
    })
  })

  test('once a letter may have arrived it stays unknown until it is accepted, and a refusal says so', () => {
    const row = { attempts: times(1, LOST), resumedAt: null }
    expect(afterAttempt(row, BUSY, NOW).state).toBe('unknown')
    expect(afterAttempt(row, { kind: 'refused', response: '550 No' }, NOW).reason).toMatch(/: 550 No\. Rätta .*kan ha kommit fram/u)
    expect(afterAttempt(row, { kind: 'accepted', response: '250 Ok' }, NOW).state).toBe('relayed')
  })
})

test('a letter found in sending at start may have arrived', () => {
  expect(afterAttempt(fresh, INTERRUPTED, NOW)).toMatchObject({ state: 'unknown', nextAttemptAt: '2026-11-22T09:01:00.000Z' })
})

test('a resumed letter goes back to where its bytes are', () => {
  expect(afterResume({ attempts: [], ciphertextSha256: null })).toBe('due')
  expect(afterResume({ attempts: [], ciphertextSha256: 'a' })).toBe('queued')
  expect(afterResume({ attempts: times(1, LOST), ciphertextSha256: 'a' })).toBe('unknown')
})

test('every state that an attempt can lead to may follow sending', () => {
  for (const outcome of [BUSY, LOST, { kind: 'accepted', response: 'x' }, { kind: 'refused', response: 'x' }] satisfies DeliveryOutcome[]) {
    expect(mayFollow('sending', afterAttempt(fresh, outcome, NOW).state)).toBe(true)
  }
  expect(mayFollow('sending', 'held')).toBe(true)
})

test('nothing follows a cancelled letter, a relayed one only goes again or comes back, and nothing that is being sent is cancelled', () => {
  expect(LETTER_TRANSITIONS.cancelled).toEqual([])
  expect(mayFollow('sending', 'cancelled')).toBe(false)
  expect(LETTER_STATES.filter((state) => mayFollow('relayed', state))).toEqual(['queued', 'failed'])
})

test.each<[string, Parameters<typeof mayBeWithRecipient>[0], DeliveryOutcome[], boolean]>([
  ['never taken over', 'failed', [{ kind: 'refused', response: 'x' }], false],
  ['bounced', 'failed', [{ kind: 'accepted', response: 'x' }], false],
  ['refused after an attempt nobody knows the end of', 'failed', [LOST, { kind: 'refused', response: 'x' }], true],
  ['refused when sent once more', 'failed', [{ kind: 'accepted', response: 'x' }, { kind: 'refused', response: 'x' }], true],
  ['bounced when sent once more', 'failed', [{ kind: 'accepted', response: 'x' }, { kind: 'accepted', response: 'x' }], true],
  ['held while it is sent once more', 'held', [{ kind: 'accepted', response: 'x' }], true],
])('a letter %s may be with its recipient or not', (_, state, outcomes, expected) => {
  expect(mayBeWithRecipient(state, outcomes.map((outcome) => ({ at: NOW, outcome })))).toBe(expected)
})

test.each<[string, DeliveryOutcome[], string[], boolean]>([
  ['that nobody knew the end of, and that came back', [LOST], ['2026-11-22T09:01:00Z'], false],
  ['sent twice, of which one came back', [{ kind: 'accepted', response: 'x' }, { kind: 'accepted', response: 'x' }], ['2026-11-22T09:03:00Z'], true],
  ['sent twice, which both came back', [{ kind: 'accepted', response: 'x' }, LOST], ['2026-11-22T09:01:00Z', '2026-11-22T09:03:00Z'], false],
  ['whose first attempt came back, by two reports, before it was sent again', [{ kind: 'accepted', response: 'x' }, LOST], ['2026-11-22T09:00:30Z', '2026-11-22T09:01:00Z'], true],
])('a letter %s, may have arrived or not', (_, outcomes, bouncedAt, expected) => {
  const attempts = outcomes.map((outcome, index) => ({ at: `2026-11-22T09:0${index * 2}:00Z`, outcome }))
  expect(mayHaveArrived(withoutBounced(attempts, bouncedAt))).toBe(expected)
})

test('a letter taken over once is in doubt when sending it again fails', () => {
  const relayed = { attempts: [{ at: NOW, outcome: { kind: 'accepted', response: '250 Ok' } as const }], resumedAt: null }
  expect(afterAttempt(relayed, BUSY, NOW)).toMatchObject({ state: 'unknown', reason: expect.stringContaining('fråga mottagaren') })
  expect(afterResume({ attempts: relayed.attempts, ciphertextSha256: 'a' })).toBe('unknown')
})

test.each([
  ['at once', null, true],
  ['when its pause is over', '2026-11-22T09:00:00.000Z', true],
  ['not while its pause lasts', '2026-11-22T09:00:01.000Z', false],
  ['not before the end of the longest pause', '2026-11-22T13:00:00.000Z', false],
  ['when a clock that was a year ahead set its pause', '2027-11-22T09:00:00.000Z', true],
] as const)('a letter is tried again %s', (_, nextAttemptAt, tried) => {
  expect(isToBeTried(nextAttemptAt, NOW)).toBe(tried)
})
