import type { z } from 'zod'
import type { App } from '../app.js'
import type { Progress } from './progress.js'

/** What a command leaves: one JSON document for programs, Swedish text for people. `exit` 4 = done, but a person must look. */
export interface Outcome {
  readonly json: unknown
  readonly text: string
  readonly exit: 0 | 4
  /** What could not be done of the work, for stderr, so that the JSON keeps its form; each on a line of its own. */
  readonly complaints?: string
}

export interface Invocation {
  readonly app: App
  readonly args: readonly string[]
  readonly options: Options
  readonly progress: Progress
}

export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

/** One option: commander's flags, the Swedish explanation, and whether the command is wrong without it. */
export interface OptionSpec {
  readonly flags: string
  readonly meaning: string
  readonly required?: true
  readonly repeatable?: true
}

/** How a command is called and what its `--json` output looks like (shown by `schema`). */
interface Described {
  /** One or two words: `pack`, `party set`. */
  readonly name: string
  /** Commander's argument syntax: `<facts...>`. */
  readonly arguments: string
  readonly summary: string
  /** What `--help` of the command itself adds. */
  readonly details?: string
  readonly options: readonly OptionSpec[]
  /** Set on work that may be long, before which whatever people wait for goes. */
  readonly givesWay?: true
  /** How many threads render for it; one, the calling thread, where it does not say. */
  readonly threads?: (call: { readonly args: readonly string[]; readonly options: Options }) => number
  readonly output: z.ZodType
}

/** What a command that opens no data directory of its own accord is given. */
export interface BareInvocation extends Omit<Invocation, 'app'> {
  readonly environment: NodeJS.ProcessEnv
}

/** One command of the command line: on an open data directory, or standing alone. `beforeOpening` takes the calls that need no data directory, and leaves the others by null. */
export type Command = Described & (
  | { readonly run: (invocation: Invocation) => Promise<Outcome>; readonly beforeOpening?: (invocation: BareInvocation) => Promise<Outcome | null>; readonly standsAlone?: never }
  | { readonly standsAlone: (invocation: BareInvocation) => Promise<Outcome>; readonly run?: never; readonly beforeOpening?: never }
)

/** An option that takes a text; undefined when it was not given. */
export function textOption(options: Options, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** An option that takes a text and that commander has already demanded. */
export function demandedOption(options: Options, name: string): string {
  const value = textOption(options, name)
  if (value === undefined) throw new Error(`option ${name} was not demanded`)
  return value
}

/** The argument at `index`, which commander has already demanded. */
export function argument(args: readonly string[], index: number): string {
  const value = args[index]
  if (value === undefined) throw new Error(`argument ${index} was not demanded`)
  return value
}
