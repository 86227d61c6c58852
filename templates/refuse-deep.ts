import { Failure, type FailureCode } from './failure.js'

/** Deeper than any form here, and far from what exhausts the stack of whoever walks it. */
const MOST_LEVELS = 64

/** Refuses JSON nested deeper than any form; `what` it was in begins the sentence. @throws Failure `code` */
export function refuseDeep(json: unknown, code: FailureCode, what: string): void {
  let level: readonly unknown[] = [json]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_LEVELS) throw new Failure(code, `${what} är JSON i fler än ${MOST_LEVELS} nivåer, djupare än någon form här. Rätta och försök igen.`)
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
}
