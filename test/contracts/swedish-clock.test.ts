import { describe, expect, it } from 'vitest'
import { isSkipped, swedishInstant } from '../../contracts/swedish-clock.js'

describe('a Swedish clock', () => {
  it.each([
    ['2026-12-01T09:00', '2026-12-01T08:00:00.000Z'], ['2026-06-01T09:00', '2026-06-01T07:00:00.000Z'], ['2026-03-29T03:30', '2026-03-29T01:30:00.000Z'], ['2026-10-25T09:00', '2026-10-25T08:00:00.000Z'],
    ['2026-10-25T02:30', '2026-10-25T01:30:00.000Z'], ['2027-03-28T01:59', '2027-03-28T00:59:00.000Z'], ['2027-03-28T03:00', '2027-03-28T01:00:00.000Z'],
  ])('shows %s at %s', (clock, instant) => {
    expect([swedishInstant(clock), isSkipped(clock)]).toEqual([instant, false])
  })

  it.each(['2027-03-28T02:00', '2027-03-28T02:30', '2027-03-28T02:59'])('never shows %s', (clock) => {
    expect(isSkipped(clock)).toBe(true)
  })
})
