import type { IssuedVersion, RecordedEvent } from './event.js'
import type { DocumentKind } from './kind.js'

/** What the rules decide on: one customer's issued versions and events (more customers do no harm), in the order they were recorded. */
export interface History {
  readonly versions: readonly IssuedVersion[]
  readonly events: readonly RecordedEvent[]
  /** The day it is (ISO). */
  readonly today: string
  /** Left out: the table of `kinds.ts`. */
  readonly kinds?: readonly DocumentKind[]
}
