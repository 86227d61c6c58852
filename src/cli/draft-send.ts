import { sendDrafts } from '../flows/send-drafts.js'
import { mailedDraftsSchema } from '../flows/outward-shapes.js'
import { argument, demandedOption, textOption, type Command } from './command.js'

/** `draft send`. */
export const draftSendCommand: Command = {
  name: 'draft send', arguments: '<orgnr>', summary: 'köar kundens senaste utkast som brev till en av kundens kontakter, Word-filerna för sig',
  details: 'Är en nyckel fäst vid adressen går brevet krypterat med alla utkast. Annars går bara de utkast som får gå okrypterade, aldrig RAPS, rutiner eller något annat granskningsdokument, och aldrig något som ska undertecknas.\nSvarskod 4: några utkast kom inte med.',
  options: [{ flags: '--by <namn>', meaning: 'vem som skickar', required: true }, { flags: '--to <adress>', meaning: 'en adress ur kundens uppgifter (annars den kontraktsansvariges)' }, { flags: '--again', meaning: 'också om samma utkast har gått dit förut' }],
  output: mailedDraftsSchema,
  run: async ({ app, args, options }) => {
    const mailed = await sendDrafts(app, { orgnr: argument(args, 0), to: textOption(options, 'to') ?? null, sending: options['again'] === true ? 'again' : 'once', by: app.actor(demandedOption(options, 'by')) })
    const { letter, documents, leftOut } = mailed
    const lines = [
      `Köat till ${letter.recipient}, ${letter.protection === 'encrypted' ? 'krypterat' : 'okrypterat'}:`, ...documents.map(({ title, code }) => `  ${title} ${code}`),
      ...(leftOut.length === 0 ? [] : ['Går inte okrypterat och kom inte med:', ...leftOut.map(({ title, code }) => `  ${title} ${code}`), `Fäst en nyckel vid ${letter.recipient} (”keys pin”) och skicka igen, eller lämna dem på annat sätt.`]),
      'Brevet skickas av ”send” eller ”serve”; ”outbox list” visar hur det gick.',
    ]
    return { json: mailed, text: `${lines.join('\n')}\n`, exit: leftOut.length === 0 ? 0 : 4 }
  },
}
