import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import { nearest } from '../../templates/nearest.js'
import type { Command } from './command.js'

/** `schema`: the JSON schema of a command's `--json` output. `allCommands` is asked when run, since `schema` is one of them. */
export function schemaCommand(allCommands: () => Promise<readonly Command[]>): Command {
  return {
    name: 'schema',
    arguments: '<kommando...>',
    summary: 'visar JSON-schemat för ett kommandos --json',
    options: [],
    output: z.record(z.string(), z.unknown()),
    standsAlone: async ({ args }) => {
      const name = args.join(' ')
      const commands = await allCommands()
      const command = commands.find((one) => one.name === name)
      if (command === undefined) {
        const names = commands.map((one) => one.name)
        const near = nearest(name, names)
        throw new Failure('call-invalid', `Kommandot ”${name}” finns inte.${near === null ? '' : ` Menade du ”${near}”?`} Kommandona är ${names.join(', ')}.`)
      }
      const schema = z.toJSONSchema(command.output, { unrepresentable: 'any', io: 'output' })
      return { json: schema, text: `${JSON.stringify(schema, null, 1)}\n`, exit: 0 }
    },
  }
}
