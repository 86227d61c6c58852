import type { Fault } from '../failure.js'

/** Something that facts and documents of a pack say differently. `certain` is wrong whatever was meant; `doubtful` may be meant, and a person should look. */
export interface Disagreement extends Fault {
  readonly weight: 'certain' | 'doubtful'
}

/** Names as Swedish lists them: "A", "A och B", "A, B och C". */
export function enumerated(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} och ${names.slice(-1).join('')}`
}
