import type { IssuedVersion, RecordedEvent } from './event.js'
import type { DocumentKind } from './kind.js'

/** One customer's issued versions and events (more customers do no harm), in the order they were recorded. */
export interface Records {
  readonly versions: readonly IssuedVersion[]
  readonly events: readonly RecordedEvent[]
  /** Left out: the table of `kinds.ts`. */
  readonly kinds?: readonly DocumentKind[]
}

/** What a decision is made on: the records, and the day it is (ISO). */
export interface History extends Records {
  readonly today: string
}
