import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { groupedFingerprint } from '../../templates/fingerprint-sheet.js'
import { Failure } from '../../templates/failure.js'
import { checkKeys, keyList, type RingKey } from '../flows/keys.js'
import type { KeyDescription } from '../mail/key-description.js'
import { keyPinSchema, type KeyPin } from '../storage/pins.js'
import { argument, type Command } from './command.js'

/** A key as the commands give it. */
export const keyDescription = z.strictObject({
  fingerprint: z.string(), own: z.enum(['sender', 'archive']).nullable(), userIds: z.array(z.string()), algorithm: z.string(), createdAt: z.string(), expiresAt: z.string().nullable(),
})

/** `keys list`. */
export const keysListCommand: Command = {
  name: 'keys list', arguments: '', summary: 'visar nyckelringen', options: [], output: z.array(keyDescription.extend({ pins: z.array(keyPinSchema) })),
  run: async ({ app }) => {
    const keys = await keyList(app)
    return { json: keys, text: keys.length === 0 ? 'Nyckelringen är tom. Skapa egna nycklar med ”keys generate”.\n' : keys.map(toldWithPins).join(''), exit: 0 }
  },
}

/** `keys import`. */
export const keysImportCommand: Command = {
  name: 'keys import', arguments: '<fil>', summary: 'läser in en mottagares publika nyckel; den litas inte på förrän två personer fäst den', options: [], output: keyDescription,
  run: async ({ app, args }) => {
    const path = argument(args, 0)
    const key = await (await app.keyRing()).importPublic(await bytesOf(path))
    return { json: key, text: `${toldKey(key)}  Jämför fingeravtrycket med ägarens papper och kör sedan ”keys pin”.\n`, exit: 0 }
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

/** A key in a few lines. */
export function toldKey(key: KeyDescription): string {
  return `${groupedFingerprint(key.fingerprint)}\n  ${key.own === null ? 'mottagare' : OWN[key.own]}: ${key.userIds.join(', ')}\n  ${key.algorithm}, gäller ${key.expiresAt === null ? 'tills vidare' : `till ${key.expiresAt.slice(0, 10)}`}\n`
}

function toldWithPins(key: RingKey): string {
  return `${toldKey(key)}${key.pins.map(toldPin).join('')}`
}

function toldPin({ address, firstBy, secondBy, ended }: KeyPin): string {
  const by = secondBy === null ? `${firstBy}; väntar på en andra person` : `${firstBy} och ${secondBy}`
  if (ended === null) return `  fäst vid ${address} av ${by}\n`
  return `  var fäst vid ${address} till ${ended.at.slice(0, 10)}: ${ended.reason} (${ended.by})\n`
}
