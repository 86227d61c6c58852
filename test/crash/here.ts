import { appForCommand } from '../../src/cli/command-rights.js'
import { textOption } from '../../src/cli/command.js'
import { commandsFor } from '../../src/cli/commands.js'
import { explain } from '../../src/cli/exit.js'
import { parseCall, WrongCall } from '../../src/cli/program.js'
import { openApp } from '../../src/app.js'
import { readConfig } from '../../src/config.js'
import { silentProgress } from '../silent-progress.js'
import type { Run } from './program.js'

/** The same as `run` without a process of its own, which takes most of the time: for what is refused before anything lasting is done, or done whole. */
export async function runHere(args: readonly string[], { environment }: { readonly environment?: Readonly<Record<string, string>> }): Promise<Run> {
  const began = performance.now()
  const ended = (exit: number, stdout: string, stderr: string): Run => ({ exit, stdout, stderr, durationMs: performance.now() - began })
  try {
    const call = parseCall(await commandsFor(args), args, '0')
    if (call?.command.run === undefined) throw new Error(`${args.join(' ')} does not work on a data directory`)
    const { command, options } = call
    const app = await openApp(readConfig(environment ?? {}, textOption(options, 'data')))
    try {
      const { exit, json, text, complaints = '' } = await command.run({ app: await appForCommand(app, command.name), args: call.args, options, progress: silentProgress })
      return ended(exit, options['json'] === true ? `${JSON.stringify(json, null, 1)}\n` : text, complaints)
    } finally {
      await app.close()
    }
  } catch (error) {
    if (error instanceof WrongCall) return ended(2, '', `felanrop: ${error.message}\n`)
    const { exit, text } = explain(error)
    return ended(exit, '', text)
  }
}
