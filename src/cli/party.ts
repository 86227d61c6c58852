import { z } from 'zod'
import type { Actor } from '../../contracts/event.js'
import { readParty } from '../../templates/facts-faults.js'
import { storedPartySchema } from '../flows/outward-shapes.js'
import type { App } from '../app.js'
import { setParty } from '../flows/party.js'
import { parties, type StoredParty } from '../storage/parties.js'
import { argument, textOption, type Command } from './command.js'
import { readJson } from './read-json.js'

/** `party set`: records the provider, the supplier or the card maker. */
export const partySetCommand: Command = {
  name: 'party set',
  arguments: '<fil>',
  summary: 'anger en part (svr, driftleverantor eller korttillverkare) ur en JSON-fil',
  options: [{ flags: '--by <namn>', meaning: 'vem som anger parten (annars den som är inloggad i datorn)' }],
  output: storedPartySchema,
  run: async ({ app, args, options }) => {
    const record = readParty(await readJson(argument(args, 0)))
    const saved = await setParty(app, record, actorOf(app, textOption(options, 'by')))
    return { json: saved, text: `${told(saved)}\n`, exit: 0 }
  },
}

/** `party list`: the parties as they stand. */
export const partyListCommand: Command = {
  name: 'party list',
  arguments: '',
  summary: 'visar parterna',
  options: [],
  output: z.array(storedPartySchema),
  run: async ({ app }) => {
    const all = await parties(app.store.read)
    return { json: all, text: `${all.map(told).join('\n')}\n`, exit: 0 }
  },
}

/** The contract lets `party set` go without --by: then the operating system's user did it. */
function actorOf(app: App, by: string | undefined): Actor {
  if (by !== undefined) return app.actor(by)
  const { osUser } = app.actor('?')
  return { name: osUser === '' ? 'okänd' : osUser, osUser, verified: false }
}

function told({ record, origin }: StoredParty): string {
  const marks = [origin === 'shipped' ? 'medföljande exempel, inget skickas förrän parten är angiven' : 'angiven', ...(record.exempel ? ['handlingarna märks EXEMPEL'] : [])]
  const address = record.part === 'driftleverantor' ? `, granskningsadress ${record.granskningsadress}` : ''
  return `${record.part}: ${record.namn} (${record.orgnr})${address} – ${marks.join('; ')}`
}
