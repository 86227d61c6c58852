import { z } from 'zod'
import { KEY_EXCEPTIONS, type KeyException } from '../../contracts/event.js'
import { Failure } from '../../templates/failure.js'
import { pin, unpin } from '../flows/pin-key.js'
import { PIN_OUTCOMES } from '../storage/pins.js'
import { argument, demandedOption, textOption, type Command } from './command.js'

const ADDRESS = { flags: '--address <adress>', meaning: 'mottagarens adress', required: true } as const

const TOLD = {
  first: 'Antecknat. Nyckeln gäller när en andra person kör samma kommando.', second: 'Nyckeln är fäst av två personer och gäller nu.',
  repeated: 'Du har redan angett nyckeln; en annan person måste göra detsamma.', 'in-effect': 'Nyckeln gäller redan.',
} as const

/** `keys pin`. */
export const keysPinCommand: Command = {
  name: 'keys pin', arguments: '<fingeravtryck>', summary: 'fäster en nyckel vid en adress; gäller när en andra person gör detsamma, och ersätter då den förra',
  options: [ADDRESS, { flags: '--by <namn>', meaning: 'vem som har jämfört fingeravtrycket med pappret', required: true }, { flags: '--exception <undantag>', meaning: `vad båda personerna ändå godtar: ${KEY_EXCEPTIONS.join(', ')}` }],
  output: z.strictObject({ fingerprint: z.string(), outcome: z.enum(PIN_OUTCOMES) }),
  run: async ({ app, args, options }) => {
    const pinned = await pin(app, { fingerprint: argument(args, 0), address: demandedOption(options, 'address'), by: app.actor(demandedOption(options, 'by')), ...exceptionOf(textOption(options, 'exception')) })
    return { json: pinned, text: `${TOLD[pinned.outcome]}\n`, exit: 0 }
  },
}

/** `keys unpin`. */
export const keysUnpinCommand: Command = {
  name: 'keys unpin', arguments: '<fingeravtryck>', summary: 'tar genast bort en nyckel från en adress; brev dit stoppas',
  options: [ADDRESS, { flags: '--reason <text>', meaning: 'varför nyckeln inte längre ska litas på', required: true }, { flags: '--by <namn>', meaning: 'vem som tar bort den', required: true }],
  output: z.strictObject({ fingerprint: z.string(), held: z.int() }),
  run: async ({ app, args, options }) => {
    const ended = await unpin(app, { fingerprint: argument(args, 0), address: demandedOption(options, 'address'), reason: demandedOption(options, 'reason'), by: app.actor(demandedOption(options, 'by')) })
    return { json: ended, text: `Nyckeln är inte längre fäst.${toldHeld(ended.held)}\n`, exit: ended.held === 0 ? 0 : 4 }
  },
}

/** How many letters were stopped, as a sentence after another; empty for none. */
export function toldHeld(held: number): string {
  return held === 0 ? '' : ` ${held} brev har stoppats; se ”letter list” och ”outbox list”.`
}

function exceptionOf(typed: string | undefined): { readonly exception?: KeyException } {
  if (typed === undefined) return {}
  const exception = KEY_EXCEPTIONS.find((one) => one === typed)
  if (exception === undefined) throw new Failure('call-invalid', `--exception kan inte vara ”${typed}”. Det enda undantaget är ${KEY_EXCEPTIONS.join(', ')}.`)
  return { exception }
}
