/** The demo's clock: set to days gone by while its earlier customers are told of, then let go. */
export interface DemoClock {
  readonly now: () => Date
  /** Some morning that many days ago; every reading, on whatever day, is a second later than the one before. */
  readonly set: (daysAgo: number) => void
  readonly release: () => void
}

const DAY_MS = 86_400_000

/** A clock that shows the real time until it is set. */
export function demoClock(): DemoClock {
  let morning: number | null = null
  let readings = 0
  return {
    now: () => {
      readings += 1
      return morning === null ? new Date() : new Date(morning + readings * 1000)
    },
    set: (daysAgo) => {
      const today = new Date()
      morning = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate(), 7) - daysAgo * DAY_MS
    },
    release: () => {
      morning = null
    },
  }
}
