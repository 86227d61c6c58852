import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { groupedFingerprint } from '../../templates/fingerprint-sheet.js'
import { Failure } from '../../templates/failure.js'
import { exportKeys } from '../flows/export-keys.js'
import { checkKeys, generateKeys, keyList, pin, type RingKey } from '../flows/keys.js'
import type { KeyDescription } from '../mail/key-description.js'
import { argument, demandedOption, type Command } from './command.js'

const description = z.strictObject({
  fingerprint: z.string(), own: z.enum(['sender', 'archive']).nullable(), userIds: z.array(z.string()), algorithm: z.string(), createdAt: z.string(), expiresAt: z.string().nullable(),
})
const keyPin = z.strictObject({ fingerprint: z.string(), address: z.string(), firstBy: z.string(), firstAt: z.string(), secondBy: z.string().nullable(), secondAt: z.string().nullable() })

/** `keys list`. */
export const keysListCommand: Command = {
  name: 'keys list', arguments: '', summary: 'visar nyckelringen', options: [], output: z.array(description.extend({ pins: z.array(keyPin) })),
  run: async ({ app }) => {
    const keys = await keyList(app)
    return { json: keys, text: keys.length === 0 ? 'Nyckelringen är tom. Skapa egna nycklar med ”keys generate”.\n' : keys.map(toldWithPins).join(''), exit: 0 }
  },
}

/** `keys import`. */
export const keysImportCommand: Command = {
  name: 'keys import', arguments: '<fil>', summary: 'läser in en mottagares publika nyckel; den litas inte på förrän två personer fäst den', options: [], output: description,
  run: async ({ app, args }) => {
    const path = argument(args, 0)
    const key = await (await app.keyRing()).importPublic(await bytesOf(path))
    return { json: key, text: `${told(key)}  Jämför fingeravtrycket med ägarens papper och kör sedan ”keys pin”.\n`, exit: 0 }
  },
}

/** `keys pin`. */
export const keysPinCommand: Command = {
  name: 'keys pin', arguments: '<fingeravtryck>', summary: 'fäster en nyckel vid en adress; gäller när en andra person gör detsamma',
  options: [
    { flags: '--address <adress>', meaning: 'mottagarens adress', required: true },
    { flags: '--by <namn>', meaning: 'vem som har jämfört fingeravtrycket med pappret', required: true },
  ],
  output: z.strictObject({ fingerprint: z.string(), outcome: z.enum(['first', 'second', 'repeated', 'in-effect']) }),
  run: async ({ app, args, options }) => {
    const pinned = await pin(app, { fingerprint: argument(args, 0), address: demandedOption(options, 'address'), by: app.actor(demandedOption(options, 'by')) })
    const texts = {
      first: 'Antecknat. Nyckeln gäller när en andra person kör samma kommando.', second: 'Nyckeln är fäst av två personer och gäller nu.',
      repeated: 'Du har redan angett nyckeln; en annan person måste göra detsamma.', 'in-effect': 'Nyckeln gäller redan.',
    } as const
    return { json: pinned, text: `${texts[pinned.outcome]}\n`, exit: 0 }
  },
}

/** `keys generate`. */
export const keysGenerateCommand: Command = {
  name: 'keys generate', arguments: '', summary: 'skapar avsändarens och arkivets nycklar, låsta med lösenfrasen', options: [], output: z.array(description),
  run: async ({ app }) => {
    const keys = await generateKeys(app)
    return { json: keys, text: keys.map(told).join(''), exit: 0 }
  },
}

/** `keys export`. */
export const keysExportCommand: Command = {
  name: 'keys export', arguments: '', summary: 'skriver de egna publika nycklarna, och ett blad med deras fingeravtryck att lämna på papper', options: [{ flags: '--out <katalog>', meaning: 'var filerna ska ligga', required: true }],
  output: z.strictObject({ keys: z.string(), sheet: z.string(), fingerprints: z.array(z.string()) }),
  run: async ({ app, options }) => {
    const written = await exportKeys(app, demandedOption(options, 'out'))
    return { json: written, text: `Publika nycklar: ${written.keys}\nBlad med fingeravtryck: ${written.sheet}\nSkicka nycklarna med e-post, och lämna bladet för hand eller läs upp det i telefon.\n`, exit: 0 }
  },
}

/** `keys check`. */
export const keysCheckCommand: Command = {
  name: 'keys check', arguments: '', summary: 'säger vad som hindrar brev, eller snart gör det', options: [],
  output: z.array(z.strictObject({ path: z.string(), message: z.string() })),
  run: async ({ app }) => {
    const faults = await checkKeys(app)
    return { json: faults, text: faults.length === 0 ? 'Alla nycklar kan användas.\n' : faults.map(({ path, message }) => `${path}: ${message}\n`).join(''), exit: faults.length === 0 ? 0 : 4 }
  },
}

const MAX_KEY_BYTES = 1_048_576

async function bytesOf(path: string): Promise<Uint8Array> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (cause) {
    throw new Failure('file-unreadable', `Filen ${path} går inte att läsa. Kontrollera sökvägen och behörigheten.`, { cause })
  }
  if (bytes.byteLength > MAX_KEY_BYTES) throw new Failure('key-invalid', `Filen ${path} är för stor för att vara en nyckel.`)
  return bytes
}

const OWN = { sender: 'egen avsändarnyckel', archive: 'egen arkivnyckel' } as const

function told(key: KeyDescription): string {
  return `${groupedFingerprint(key.fingerprint)}\n  ${key.own === null ? 'mottagare' : OWN[key.own]}: ${key.userIds.join(', ')}\n  ${key.algorithm}, gäller ${key.expiresAt === null ? 'tills vidare' : `till ${key.expiresAt.slice(0, 10)}`}\n`
}

function toldWithPins(key: RingKey): string {
  const lines = key.pins.map((one) => `  fäst vid ${one.address} av ${one.firstBy}${one.secondBy === null ? '; väntar på en andra person' : ` och ${one.secondBy}`}\n`)
  return `${told(key)}${lines.join('')}`
}
