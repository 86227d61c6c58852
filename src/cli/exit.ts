import { randomBytes } from 'node:crypto'
import { Failure } from '../../templates/failure.js'

/** 0 done · 1 bug · 2 wrong call · 3 refused, nothing done · 4 done, but a person must look. */
export type ExitCode = 0 | 1 | 2 | 3 | 4

const WRONG_CALL: ReadonlySet<string> = new Set(['call-invalid', 'event-unknown', 'event-incomplete', 'kind-unknown'])

/** Something has been done, and cannot be undone. */
const DONE: ReadonlySet<string> = new Set(['answer-unrecorded'])

/** What stderr and the exit code say about anything thrown. */
export function explain(error: unknown): { exit: ExitCode; text: string } {
  if (error instanceof Failure) {
    const faults = error.faults.map((fault) => `${fault.path}: ${fault.message}\n`).join('')
    return { exit: WRONG_CALL.has(error.code) ? 2 : DONE.has(error.code) ? 4 : 3, text: `${faults}${error.code}: ${error.message}\n` }
  }
  const id = randomBytes(4).toString('hex')
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { exit: 1, text: `internt fel ${id}: programmet gjorde något det inte skulle. Inget mer skrevs. Skicka raderna nedan till den som sköter programmet.\n${trace}\n` }
}
