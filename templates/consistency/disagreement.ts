import type { Fault } from '../failure.js'

/** Something that facts and documents of a pack say differently. `certain` is wrong whatever was meant; `doubtful` may be meant, and a person should look. */
export interface Disagreement extends Fault {
  readonly weight: 'certain' | 'doubtful'
}
