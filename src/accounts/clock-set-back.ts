/** How far a clock may be set back by its ordinary keeping. */
const USUAL_MS = 5 * 60 * 1000

/** Whether an instant lies so far ahead that it was noted by a clock that has been wrong; nothing is in force by it. */
export function isAhead(at: string, now: Date): boolean {
  return at > latestTrue(now)
}

/** The latest instant that a clock which is right can have noted. */
export function latestTrue(now: Date): string {
  return new Date(now.getTime() + USUAL_MS).toISOString()
}
