const SWEDISH_MINUTE = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', dateStyle: 'short', timeStyle: 'short' })

/** The instant that a Swedish clock shows "2026-12-01T09:00"; an hour that summer time skips is the one after it, one that comes twice is the latter. */
export function swedishInstant(clock: string): string {
  const wanted = Date.parse(`${clock}:00Z`)
  const shift = (instant: number): number => Date.parse(`${swedishClock(instant)}:00Z`) - instant
  const first = wanted - shift(wanted)
  return new Date(wanted - shift(first)).toISOString()
}

/** Whether Swedish clocks never show "2027-03-28T02:30", because summer time begins. */
export function isSkipped(clock: string): boolean {
  return swedishClock(Date.parse(swedishInstant(clock))) !== clock
}

function swedishClock(instant: number): string {
  return SWEDISH_MINUTE.format(instant).replace(' ', 'T')
}
