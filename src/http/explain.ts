import { sep } from 'node:path'
import type { Logger } from 'pino'
import { Failure } from '../../templates/failure.js'
import { traceOf } from './log.js'
import { problemOf, type Problem } from './problem.js'
import { escaped } from './upload.js'

/** What is told of anything thrown. */
export interface Explaining {
  /** What whoever asks is told. Bugs are logged; so is what names a file below the data directory, of which only the rest of its path is told. */
  readonly explain: (error: unknown) => Problem
  /** Logs a bug; gives the id that people are told. */
  readonly logBug: (error: unknown) => string
}

/** Explains and logs for a service over that data directory, whose place is nobody's business who asks it over HTTP. */
export function explaining(log: Logger, dataDirectory: string): Explaining {
  const place = new RegExp(`(?<![\\w.-])${escaped(dataDirectory)}(?:${escaped(sep)}|(?![\\w-]))`, 'gu')
  const bare = (text: string): string => text.replaceAll(place, (found) => (found.endsWith(sep) ? '' : 'datakatalogen'))
  const explain = (error: unknown): Problem => {
    const { detail, faults, ...problem } = problemOf(error)
    if (problem.code === 'internal') log.error({ id: problem.id, ...traceOf(error) }, 'bug')
    const told = { ...problem, detail: bare(detail), ...(faults === undefined ? {} : { faults: faults.map(({ path, message }) => ({ path: bare(path), message: bare(message) })) }) }
    if (told.detail !== detail) log.warn({ code: problem.code, ...traceOf(error) }, 'refusal')
    return told
  }
  return { explain, logBug: (error) => explain(error instanceof Failure ? new Error(error.code, { cause: error }) : error).id ?? '' }
}
