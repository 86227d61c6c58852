import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import { importKeys } from '../flows/import-keys.js'
import { checkKeys, keyDetails, keyFaultSchema, keyList, ringKeySchema, unreadableKeys, type RingKey } from '../flows/keys.js'
import { SYSTEM } from '../flows/new-event.js'
import { argument, textOption, type Command } from './command.js'
import { toldRingKey } from './told-keys.js'

/** `keys list`; a file that cannot be read hides no other key. */
export const keysListCommand: Command = {
  name: 'keys list', arguments: '', summary: 'visar nyckelringen', options: [], output: z.array(ringKeySchema),
  run: async ({ app }) => {
    const [keys, unreadable] = [await keyList(app), await unreadableKeys(app)]
    const text = keys.length + unreadable.length === 0 ? 'Nyckelringen är tom. Skapa egna nycklar med ”keys generate”.\n' : keys.map(toldRingKey).join('\n')
    return { json: keys, text, exit: unreadable.length === 0 ? 0 : 4, complaints: unreadable.map(({ path, message }) => `${path}: ${message}\n`).join('') }
  },
}

/** `keys show`. */
export const keysShowCommand: Command = {
  name: 'keys show', arguments: '<fingeravtryck>', summary: 'visar en nyckel i ord: adresser, delar, vem som har fäst den och vad det är för fel på den', options: [], output: ringKeySchema,
  run: async ({ app, args }) => {
    const key = await keyDetails(app, argument(args, 0))
    return { json: key, text: toldRingKey(key), exit: 0 }
  },
}

/** `keys import`; the first key stands by itself, since a file almost always holds one. */
export const keysImportCommand: Command = {
  name: 'keys import', arguments: '<fil>', summary: 'läser in publika nycklar, och intyg om att en är återkallad, ur en fil eller ett sparat brev (.eml); nycklarna litas inte på förrän två personer fäst dem', options: [{ flags: '--by <namn>', meaning: 'vem som läser in dem' }],
  output: ringKeySchema.extend({ others: z.array(ringKeySchema), refused: z.array(z.string()) }),
  run: async ({ app, args, options }) => {
    const by = textOption(options, 'by')
    const { keys, refused } = await importKeys(app, await keyFileBytes(argument(args, 0)), by === undefined ? SYSTEM : app.actor(by))
    const [first, ...others] = keys
    if (first === undefined) throw new Error('an import without keys is refused')
    const exit = refused.length === 0 ? 0 : 4
    return { json: { ...first, others, refused }, text: `${keys.map(toldRingKey).join('\n')}${[...new Set(keys.map(nextStep))].map((step) => `  ${step}\n`).join('')}`, exit, complaints: refused.map((message) => `${message}\n`).join('') }
  },
}

/** `keys check`. */
export const keysCheckCommand: Command = {
  name: 'keys check', arguments: '', summary: 'säger vad som hindrar brev, eller snart gör det', options: [], output: z.array(keyFaultSchema),
  run: async ({ app }) => {
    const faults = await checkKeys(app)
    return { json: faults, text: faults.length === 0 ? 'Alla nycklar kan användas.\n' : faults.map(({ path, message }) => `${path}: ${message}\n`).join(''), exit: faults.length === 0 ? 0 : 4 }
  },
}

/** What to do about a key that was read in just now. */
function nextStep({ own, revoked, faults, pins, fingerprint }: RingKey): string {
  if (own !== null) return `${fingerprint} är en egen nyckel och fästs inte.`
  if (revoked) return `${fingerprint} är återkallad och kan inte fästas; inga nya brev krypteras till den. Be ägaren om den nyckel som gäller nu.`
  if (pins.some(({ ended, secondBy }) => ended === null && secondBy !== null)) return `${fingerprint} är redan fäst av två personer; inget mer behöver göras.`
  if (faults.some(({ weight }) => weight === 'stops')) return `${fingerprint} kan inte fästas som den är; felen ovan säger vad ägaren behöver rätta.`
  if (pins.some(({ ended }) => ended === null)) return `${fingerprint} är fäst av en person. En andra person jämför fingeravtrycket med ägarens papper och kör ”keys pin”.`
  return 'Jämför fingeravtrycket med ägarens papper och kör sedan ”keys pin”.'
}

const MAX_KEY_BYTES = 20_000_000

/** The bytes of a file with keys. @throws Failure `file-unreadable`, `key-invalid` when it is too large */
export async function keyFileBytes(path: string): Promise<Uint8Array> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (cause) {
    throw new Failure('file-unreadable', `Filen ${path} går inte att läsa. Kontrollera sökvägen och behörigheten.`, { cause })
  }
  if (bytes.byteLength > MAX_KEY_BYTES) throw new Failure('key-invalid', `Filen ${path} är för stor för att vara en nyckel eller ett brev med en.`)
  return bytes
}
