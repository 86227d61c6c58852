import { addDays, daysBetween } from './calendar.js'

/** Easter Sunday of a year as an ISO day (the anonymous Gregorian computus). */
function easter(year: number): string {
  const a = year % 19
  const century = Math.floor(year / 100)
  const rest = year % 100
  const epact = (19 * a + century - Math.floor(century / 4) - Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) + 15) % 30
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - epact - (rest % 4)) % 7
  const correction = Math.floor((a + 11 * epact + 22 * weekday) / 451)
  const sum = epact + weekday - 7 * correction + 114
  return `${year}-${String(Math.floor(sum / 31)).padStart(2, '0')}-${String((sum % 31) + 1).padStart(2, '0')}`
}

/** The first Saturday from that day on. */
function saturdayFrom(day: string): string {
  return addDays(day, (6 - weekdayOf(day) + 7) % 7)
}

/** 0 Sunday … 6 Saturday. */
function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}

/** The days of a year on which Swedish offices are closed besides Saturdays and Sundays: lag (1989:253) om allmänna helgdagar, and the eves of Midsummer, Christmas and New Year. */
function holidaysOf(year: number): ReadonlySet<string> {
  const sunday = easter(year)
  const midsummer = saturdayFrom(`${year}-06-20`)
  return new Set([
    `${year}-01-01`, `${year}-01-06`, addDays(sunday, -2), addDays(sunday, 1), `${year}-05-01`, addDays(sunday, 39), `${year}-06-06`,
    addDays(midsummer, -1), midsummer, saturdayFrom(`${year}-10-31`), `${year}-12-24`, `${year}-12-25`, `${year}-12-26`, `${year}-12-31`,
  ])
}

const HOLIDAYS = new Map<number, ReadonlySet<string>>()

/** Those days, each year worked out once: every status of every customer asks for them. */
function holidaysIn(year: number): ReadonlySet<string> {
  const known = HOLIDAYS.get(year) ?? holidaysOf(year)
  HOLIDAYS.set(year, known)
  return known
}

function isWeekend(day: string): boolean {
  return weekdayOf(day) % 6 === 0
}

/** Whether people can be expected to answer on that ISO day in Sweden. */
export function isWorkingDay(day: string): boolean {
  return !isWeekend(day) && !holidaysIn(Number(day.slice(0, 4))).has(day)
}

/** How many working days have gone by after `from`, `to` included; 0 when `to` is not later. */
export function workingDaysBetween(from: string, to: string): number {
  if (to <= from) return 0
  const weeks = Math.floor(daysBetween(from, to) / 7)
  let count = weeks * 5
  for (let day = addDays(from, weeks * 7 + 1); day <= to; day = addDays(day, 1)) if (!isWeekend(day)) count += 1
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year += 1) {
    for (const day of holidaysIn(year)) if (day > from && day <= to && !isWeekend(day)) count -= 1
  }
  return count
}

/** How many working days somebody has had all of since something came on `day`: what came on a Sunday has all of Monday. */
export function fullWorkingDaysSince(day: string, today: string): number {
  return workingDaysBetween(day, today) - (isWorkingDay(day) ? 0 : 1)
}
