import { z } from 'zod'
import { differingPlaces } from '../../contracts/differing-places.js'
import { listOf } from '../../contracts/party-name.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { acceptDraft } from '../flows/draft-accept.js'
import { type ListedDraft, listDrafts } from '../flows/draft-list.js'
import { rejectDraft } from '../flows/draft-reject.js'
import { acceptedDraftShape, listedDraftShape } from '../flows/draft-shapes.js'
import { recordedSchema } from '../flows/outward-shapes.js'
import { argument, demandedOption, textOption, type Command } from './command.js'
import { toldEvents } from './recorded.js'

const STATES: Readonly<Record<ListedDraft['state'], string>> = { 'proposed': 'föreslagen', 'in-force': 'gäller', 'replaced': 'ersatt av en senare text', 'dropped': 'tagen ur bruk', 'rejected': 'avslagen' }

/** `draft list`. */
export const draftListCommand: Command = {
  name: 'draft list', arguments: '[orgnr]', summary: 'visar kundernas registrerade texter och förslag till avvikelser: vad som gäller, vem som har antagit och på hur många ställen de skiljer sig från mallen',
  options: [], output: z.array(listedDraftShape),
  run: async ({ app, args }) => {
    const listed = await listDrafts(app, args[0] ?? null)
    return { json: listed, text: listed.length === 0 ? 'Inga texter från kunder är registrerade.\n' : listed.map(toldDraft).join(''), exit: 0 }
  },
}

function toldDraft(draft: ListedDraft): string {
  const { text, title, base, customer, orgnr, state, registeredAt, registeredBy, acceptedBy, differences, issuedAs, isOutdated } = draft
  const accepted = acceptedBy.length === 0 ? '' : `, antagen av ${listOf(acceptedBy)}`
  const waits = state !== 'proposed' ? '' : isOutdated ? '; kan inte längre antas, eftersom handlingen är ersatt eller makulerad' : acceptedBy.length === 0 ? '; väntar på två personer' : '; väntar på en person till'
  const issued = issuedAs === null ? '' : `, utgiven som ${spokenCode(issuedAs)}`
  return `${text}  ${title} ${spokenCode(base)} för ${customer} (${orgnr}): ${STATES[state]}${accepted}${issued}${waits}\n          ${differingPlaces(differences)}; registrerad ${registeredAt.slice(0, 10)} av ${registeredBy}\n`
}

/** `draft accept`. */
export const draftAcceptCommand: Command = {
  name: 'draft accept', arguments: '<förslag>', summary: 'antar en avvikelse från ett avtals mall; när en andra person gör det ges avtalet ut på nytt med den, synligt märkt',
  details: 'Läs först vad som avviker: draft compare --text FÖRSLAG. Den som registrerade förslaget får vara en av de två.\nSvarskod 4: en person till måste anta den.',
  options: [{ flags: '--by <namn>', meaning: 'vem som antar den', required: true }, { flags: '--reason <text>', meaning: 'varför, när underskrifter faller' }],
  output: acceptedDraftShape,
  run: async ({ app, args, options }) => {
    const accepted = await acceptDraft(app, { text: argument(args, 0), by: app.actor(demandedOption(options, 'by')), reason: textOption(options, 'reason') ?? null })
    const { text, title, code, acceptedBy, differences } = accepted
    if (code === null) return { json: accepted, text: `Antagen av ${listOf(acceptedBy)}. Inget är utgivet än. Nästa steg: en annan person läser avvikelsen (draft compare --text ${text}) och antar den: draft accept ${text} --by NAMN.\n`, exit: 4 }
    return { json: accepted, text: `Antagen av ${listOf(acceptedBy)} och utgiven: ${title} ${spokenCode(code)} ${differingPlaces(differences)}, märkt ”Avviker från mallen”. Filerna skrivs med ”pack … --out”.\n`, exit: 0 }
  },
}

/** `draft reject`. */
export const draftRejectCommand: Command = {
  name: 'draft reject', arguments: '<förslag>', summary: 'avslår en föreslagen avvikelse; det som är utgivet står kvar',
  options: [{ flags: '--by <namn>', meaning: 'vem som avslår', required: true }, { flags: '--reason <text>', meaning: 'varför', required: true }],
  output: recordedSchema,
  run: async ({ app, args, options }) => {
    const recorded = await rejectDraft(app, { text: argument(args, 0), by: app.actor(demandedOption(options, 'by')), reason: demandedOption(options, 'reason') })
    return { json: recorded, text: toldEvents(recorded.events), exit: 0 }
  },
}
