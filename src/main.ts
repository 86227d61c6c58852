#!/usr/bin/env node
import { guardStreams } from './cli/output-streams.js'
import { commandsFor } from './cli/commands.js'
import { textOption, type Outcome } from './cli/command.js'
import { explain, type ExitCode } from './cli/exit.js'
import { parseCall, WrongCall, type Call } from './cli/program.js'
import { openProgress } from './cli/progress.js'
import { readConfig } from './config.js'
import { giveWay } from './give-way.js'
import { programVersion } from './program-files.js'
import { shownJson, shownText } from '../templates/plain-text.js'

async function main(argv: readonly string[]): Promise<ExitCode> {
  let call: Call | null
  try {
    call = parseCall(await commandsFor(argv), argv, programVersion())
  } catch (error) {
    if (!(error instanceof WrongCall)) throw error
    process.stderr.write(shownText(`felanrop: ${error.message}\n`))
    return 2
  }
  if (call === null) return 0
  const outcome = await run(call)
  process.stderr.write(shownText(outcome.complaints ?? ''))
  process.stdout.write(call.options['json'] === true ? `${shownJson(JSON.stringify(outcome.json, null, 1))}\n` : shownText(outcome.text))
  return outcome.exit
}

async function run({ command, args, options }: Call): Promise<Outcome> {
  const progress = openProgress(process.stderr, () => performance.now())
  if (command.standsAlone !== undefined) return command.standsAlone({ args, options, progress, environment: process.env })
  const alone = (await command.beforeOpening?.({ args, options, progress, environment: process.env })) ?? null
  if (alone !== null) return alone
  const config = readConfig(process.env, textOption(options, 'data'))
  if (command.givesWay === true) giveWay()
  const { openApp } = await import('./app.js')
  const app = await openApp(config, { threads: command.threads?.({ args, options }) ?? 1 })
  try {
    const { appForCommand } = await import('./cli/command-rights.js')
    return await command.run({ app: await appForCommand(app, command.name), args, options, progress })
  } finally {
    progress.end()
    await app.close()
  }
}

guardStreams({ stdout: process.stdout, stderr: process.stderr, fail: () => {
  process.exitCode = 4
} })

try {
  const exit = await main(process.argv.slice(2))
  process.exitCode ??= exit
} catch (error) {
  const { exit, text } = explain(error)
  process.stderr.write(shownText(text))
  process.exitCode = exit
}
