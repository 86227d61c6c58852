import { expect, it } from 'vitest'
import { addDays } from '../../contracts/calendar.js'
import { isWorkingDay, workingDaysBetween } from '../../contracts/working-days.js'

it.each([
  ['2026-01-01', 'nyårsdagen'], ['2026-01-06', 'trettondedag jul'], ['2026-04-03', 'långfredagen'], ['2026-04-06', 'annandag påsk'], ['2026-05-01', 'första maj'], ['2026-05-14', 'Kristi himmelsfärdsdag'],
  ['2027-06-25', 'midsommarafton'], ['2026-06-19', 'midsommarafton'], ['2024-06-06', 'nationaldagen'], ['2026-12-24', 'julafton'], ['2026-12-25', 'juldagen'], ['2026-12-31', 'nyårsafton'], ['2026-11-22', 'söndag'], ['2026-11-21', 'lördag'],
  ['2038-04-26', 'annandag påsk, så sent den kan bli'], ['2008-03-24', 'annandag påsk, tidigt'],
])('%s, %s, is no working day', (day) => {
  expect(isWorkingDay(day)).toBe(false)
})

it.each([['2026-11-23', 'måndag'], ['2026-04-02', 'skärtorsdag'], ['2026-06-18', 'dagen före midsommarafton'], ['2026-10-30', 'fredag före alla helgons dag'], ['2026-05-15', 'klämdag']])('%s, %s, is one', (day) => {
  expect(isWorkingDay(day)).toBe(true)
})

it.each([['2026-11-20', '2026-11-23', 1], ['2026-12-22', '2027-01-07', 7], ['2026-11-23', '2026-11-23', 0], ['2026-11-24', '2026-11-23', 0], ['2026-11-02', '2026-11-16', 10]])('from %s to %s are %i working days', (from, to, days) => {
  expect(workingDaysBetween(from, to)).toBe(days)
})

it('over years, as many are counted as there are when each day is looked at', () => {
  const days = Array.from({ length: 900 }, (_, index) => addDays('2025-12-29', index))
  expect(days.map((day) => workingDaysBetween('2025-12-28', day))).toEqual(days.map((_, index) => days.slice(0, index + 1).filter(isWorkingDay).length))
})
