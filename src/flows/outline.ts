import type { Dated } from '../../contracts/calendar-entries.js'
import type { Followed } from '../../contracts/follow-up.js'
import type { CustomerProgress } from '../../contracts/progress.js'
import { customerStatusSchema } from './status-shape.js'

/** What the pages about all customers need of each; `steps` without their points. */
export type Outline = Dated & Followed

const shape = customerStatusSchema.pick({ orgnr: true, name: true, today: true, steps: true, meetings: true, leadTimes: true, customerFiles: true, stuck: true, evaluation: true })

/** What its status says of one customer, in outline. */
export function outlineOf({ orgnr, name, today, steps, meetings, leadTimes, customerFiles, stuck, evaluation }: CustomerProgress): Outline {
  return { orgnr, name, today, steps: steps.map((step) => ({ ...step, points: [] })), meetings, leadTimes, customerFiles, stuck, evaluation }
}

const isOutline = (kept: unknown): kept is Outline => shape.safeParse(kept).success

/** An outline as it was kept; null where another edition of the program kept it in another shape. */
export function readOutline(json: string): Outline | null {
  const kept: unknown = JSON.parse(json)
  return isOutline(kept) ? kept : null
}
