import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fingerprintSheet } from '../../templates/fingerprint-sheet.js'
import { layOut } from '../../templates/layout/lay-out.js'
import { writePdf } from '../../templates/pdf/write-pdf.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { makeDirectory } from '../make-directory.js'
import type { OwnKey } from '../mail/key-description.js'
import { houseFonts } from '../rendering/house-fonts.js'
import { UNCODED } from '../rendering/uncoded.js'
import { swedishDay } from './new-event.js'
import { algorithmWords } from './key-words.js'
import { configuredParties } from './party.js'
import { writeWhole } from './write-whole.js'

const USES: Readonly<Record<OwnKey, string>> = { sender: 'Nyckeln som våra brev undertecknas med', archive: 'Nyckeln som vårt arkiv läser breven med; ingen annan krypterar till den' }

/** What was written: the public key for a mail program, with those that are revoked, and the sheet for paper. */
export interface ExportedKeys {
  readonly keys: string
  readonly sheet: string
  readonly fingerprints: readonly string[]
}

/** Writes one of the provider's public keys, with those that are revoked, and a sheet with its fingerprint to `directory`; never a secret key. @throws Failure `keys-missing`, `file-unreadable` */
export async function exportKeys(app: App, own: OwnKey, directory: string): Promise<ExportedKeys> {
  const out = await ownKeyToHandOut(app, own)
  await makeDirectory(directory)
  const [keys, sheet] = [join(directory, 'nycklar.asc'), join(directory, 'fingeravtryck.pdf')]
  await writeWhole(keys, out.keys.bytes)
  await writeWhole(sheet, out.sheet.bytes)
  return { keys, sheet, fingerprints: out.fingerprints }
}

/** A file in memory, with its SHA-256. */
interface HeldFile {
  readonly bytes: Uint8Array
  readonly sha256: string
}

/** One of the provider's public keys, and every own one that is revoked, and the sheet with its fingerprint. Recipients need the sender's alone. @throws Failure `keys-missing` */
export async function ownKeyToHandOut(app: App, own: OwnKey): Promise<{ readonly keys: HeldFile; readonly sheet: HeldFile; readonly fingerprints: readonly string[] }> {
  const ring = await app.keyRing()
  const key = (await ring.list()).find((each) => each.own === own)
  if (key === undefined || (await ring.isRevoked(key.fingerprint))) throw new Failure('keys-missing', 'Det finns ingen sådan egen nyckel att lämna ut. Skapa nycklarna med ”keys generate”, eller en ny med ”keys rotate” om den är återkallad.')
  const { svr } = await configuredParties(app)
  const fonts = await houseFonts()
  const filled = fingerprintSheet({ provider: svr.namn, on: swedishDay(app.now()), key: { use: USES[own], fingerprint: key.fingerprint, userIds: key.userIds, algorithm: algorithmWords(key.algorithm), createdOn: swedishDay(key.createdAt), expiresOn: key.expiresAt === null ? null : swedishDay(key.expiresAt) } })
  const pdf = await writePdf(layOut(filled, fonts), fonts, () => UNCODED, { title: `${filled.title}, ${svr.namn}`, subject: svr.namn, issuedAt: app.now().toISOString(), marks: [], draft: false })
  return { keys: held(Buffer.from(await ring.armoredPublic(own))), sheet: held(pdf), fingerprints: [key.fingerprint] }
}

function held(bytes: Uint8Array): HeldFile {
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}
