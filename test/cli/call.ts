import type { z } from 'zod'
import type { Outcome } from '../../src/cli/command.js'
import { appForCommand } from '../../src/cli/command-rights.js'
import { commandsFor } from '../../src/cli/commands.js'
import { explain } from '../../src/cli/exit.js'
import { parseCall, WrongCall } from '../../src/cli/program.js'
import type { House } from '../open-house.js'
import { silentProgress } from '../silent-progress.js'

/** What a call came to: the exit code, what a person reads and the one JSON document. */
export interface Answer {
  readonly exit: number
  readonly text: string
  /** What goes to stderr of work that was done in part. */
  readonly complaints?: string
  readonly json: unknown
}

/** Which commands a test file has called. */
export const called = new Set<string>()

/** Calls the command line as a person would type it, on a house that is open already. */
export async function call(house: House, ...argv: readonly string[]): Promise<Answer> {
  try {
    const parsed = parseCall(await commandsFor(argv), argv, '0')
    if (parsed === null) return { exit: 0, text: '', json: null }
    const { command, args, options } = parsed
    called.add(command.name)
    const alone = (await command.beforeOpening?.({ args, options, progress: silentProgress, environment: {} })) ?? null
    const outcome: Outcome = alone ?? (command.run !== undefined
      ? await command.run({ app: await appForCommand(house.app, command.name), args, options, progress: silentProgress })
      : await command.standsAlone({ args, options, progress: silentProgress, environment: {} }))
    const json: unknown = JSON.parse(JSON.stringify(outcome.json))
    return { exit: outcome.exit, text: outcome.text, ...(outcome.complaints === undefined ? {} : { complaints: outcome.complaints }), json: whole(command.output, json) }
  } catch (error) {
    if (error instanceof WrongCall) return { exit: 2, text: error.message, json: null }
    const { exit, text } = explain(error)
    if (exit === 1) throw error
    return { exit, text, json: null }
  }
}

/** The JSON, once its schema has been seen to know every part of it. */
function whole(schema: z.ZodType, json: unknown): unknown {
  const parsed: unknown = schema.parse(json)
  const unknown = unknownParts(json, parsed, '')
  if (unknown.length > 0) throw new Error(`the schema does not know ${[...new Set(unknown)].join(', ')}`)
  return parsed
}

function unknownParts(said: unknown, known: unknown, path: string): string[] {
  if (Array.isArray(said) && Array.isArray(known)) return said.flatMap((part, index) => unknownParts(part, known[index], `${path}[]`))
  if (typeof said !== 'object' || said === null || typeof known !== 'object' || known === null) return said === known ? [] : [path]
  const parts = new Map<string, unknown>(Object.entries(known))
  return Object.entries(said).flatMap(([key, part]) => unknownParts(part, parts.get(key), `${path}.${key}`))
}
