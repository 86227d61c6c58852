import { z } from 'zod'
import { OWN_KEYS, REVOCATION_CAUSES } from '../../contracts/event.js'
import { groupedFingerprint } from '../../templates/fingerprint-sheet.js'
import { Failure } from '../../templates/failure.js'
import { exportKeys } from '../flows/export-keys.js'
import { keyDescriptionSchema } from '../flows/keys.js'
import { generateKeys, importOwnKey, revokeKey, rotateKey } from '../flows/own-keys.js'
import { argument, demandedOption, textOption, type Command, type OptionSpec } from './command.js'
import { toldHeld } from './key-pins.js'
import { keyFileBytes } from './keys.js'
import { toldKey } from './told-keys.js'

const OUT: OptionSpec = { flags: '--out <katalog>', meaning: 'var filerna ska ligga', required: true }

/** `keys generate`. */
export const keysGenerateCommand: Command = {
  name: 'keys generate', arguments: '', summary: 'skapar avsändarens och arkivets nycklar, låsta med lösenfrasen', options: [], output: z.array(keyDescriptionSchema),
  run: async ({ app }) => {
    const keys = await generateKeys(app)
    return { json: keys, text: keys.map(toldKey).join(''), exit: 0 }
  },
}

/** `keys rotate`. */
export const keysRotateCommand: Command = {
  name: 'keys rotate', arguments: '<nyckel>', summary: `byter en egen nyckel (${OWN_KEYS.join(' eller ')}) mot en ny; den gamla behålls och öppnar de gamla breven`,
  options: [{ flags: '--by <namn>', meaning: 'vem som byter nyckeln', required: true }],
  output: z.strictObject({ made: keyDescriptionSchema, replaced: z.string() }),
  run: async ({ app, args, options }) => {
    const rotated = await rotateKey(app, ownKey(argument(args, 0)), app.actor(demandedOption(options, 'by')))
    return { json: rotated, text: `${toldKey(rotated.made)}  Den ersätter ${groupedFingerprint(rotated.replaced)}, som behålls för de gamla breven.\n  Skriv ut det nya bladet med ”keys export” och lämna det till mottagarna.\n`, exit: 0 }
  },
}

/** `keys adopt`. */
export const keysAdoptCommand: Command = {
  name: 'keys adopt', arguments: '<nyckel> <fil>', summary: `tar en hemlig nyckel som gjorts på annat håll i bruk som egen nyckel (${OWN_KEYS.join(' eller ')}); husets lösenfras måste öppna den`,
  options: [{ flags: '--by <namn>', meaning: 'vem som tar den i bruk', required: true }],
  output: z.strictObject({ made: keyDescriptionSchema, replaced: z.string().nullable() }),
  run: async ({ app, args, options }) => {
    const adopted = await importOwnKey(app, ownKey(argument(args, 0)), await keyFileBytes(argument(args, 1)), app.actor(demandedOption(options, 'by')))
    return { json: adopted, text: `${toldKey(adopted.made)}  Radera filen den kom i, och lämna ut det nya bladet med ”keys export”.\n`, exit: 0 }
  },
}

/** `keys revoke`. */
export const keysRevokeCommand: Command = {
  name: 'keys revoke', arguments: '<nyckel>', summary: `återkallar en egen nyckel (${OWN_KEYS.join(' eller ')}) för alltid; brev som är förseglade med den stoppas`,
  options: [
    { flags: '--cause <orsak>', meaning: `varför: ${REVOCATION_CAUSES.join(', ')} (röjd, ersatt, ur bruk)`, required: true },
    { flags: '--reason <text>', meaning: 'vad som har hänt; står i återkallelsen, som mottagarna läser', required: true },
    { flags: '--by <namn>', meaning: 'vem som återkallar den', required: true },
    { flags: '--fingerprint <fingeravtryck>', meaning: 'en tidigare nyckel i stället för den som är i bruk' },
  ],
  output: z.strictObject({ fingerprint: z.string(), armored: z.string(), held: z.int() }),
  run: async ({ app, args, options }) => {
    const own = ownKey(argument(args, 0))
    const cause = REVOCATION_CAUSES.find((one) => one === demandedOption(options, 'cause'))
    if (cause === undefined) throw new Failure('call-invalid', `--cause är något av ${REVOCATION_CAUSES.join(', ')}.`)
    const revoked = await revokeKey(app, { own, fingerprint: textOption(options, 'fingerprint') ?? null, cause, reason: demandedOption(options, 'reason'), by: app.actor(demandedOption(options, 'by')) })
    return { json: revoked, text: `${revoked.armored}\nNyckeln ${groupedFingerprint(revoked.fingerprint)} är återkallad.${toldHeld(revoked.held)} Lämna texten ovan till alla som har nyckeln; den följer också med i ”keys export”. Skapa en ny med ”keys rotate ${own} --by NAMN”.\n`, exit: revoked.held === 0 ? 0 : 4 }
  },
}

/** `keys export`. */
export const keysExportCommand: Command = {
  name: 'keys export', arguments: '[nyckel]', summary: 'skriver den egna publika nyckeln, avsändarens om inte archive anges, och ett blad med dess fingeravtryck att lämna på papper', options: [OUT],
  output: z.strictObject({ keys: z.string(), sheet: z.string(), fingerprints: z.array(z.string()) }),
  run: async ({ app, args, options }) => {
    const written = await exportKeys(app, ownKey(args[0] ?? 'sender'), demandedOption(options, 'out'))
    return { json: written, text: `Publik nyckel: ${written.keys}\nBlad med fingeravtryck: ${written.sheet}\nSkicka nyckeln med e-post, och lämna bladet för hand eller läs upp det i telefon.\n`, exit: 0 }
  },
}

function ownKey(typed: string): (typeof OWN_KEYS)[number] {
  const own = OWN_KEYS.find((one) => one === typed)
  if (own === undefined) throw new Failure('call-invalid', `”${typed}” är ingen egen nyckel. Skriv ${OWN_KEYS.join(' eller ')}.`)
  return own
}
