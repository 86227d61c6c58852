import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fingerprintSheet } from '../../templates/fingerprint-sheet.js'
import { layOut } from '../../templates/layout/lay-out.js'
import { writePdf } from '../../templates/pdf/write-pdf.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { makeDirectory } from '../make-directory.js'
import type { KeyDescription, OwnKey } from '../mail/key-description.js'
import { houseFonts } from '../rendering/house-fonts.js'
import { UNCODED } from '../rendering/uncoded.js'
import { swedishDay } from './new-event.js'
import { configuredParties } from './party.js'
import { writeWhole } from './write-whole.js'

const USES: Readonly<Record<OwnKey, string>> = { sender: 'Nyckeln som våra brev undertecknas med', archive: 'Nyckeln som vårt arkiv läser breven med' }

/** What was written: the public keys for a mail program and the sheet for paper. */
export interface ExportedKeys {
  readonly keys: string
  readonly sheet: string
  readonly fingerprints: readonly string[]
}

/** Writes the provider's public keys and a sheet with their fingerprints to `directory`; never a secret key. @throws Failure `keys-missing`, `file-unreadable` */
export async function exportKeys(app: App, directory: string): Promise<ExportedKeys> {
  const out = await ownKeysToHandOut(app)
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

/** The provider's public keys, and those that are revoked, and the sheet of fingerprints for those in use. @throws Failure `keys-missing` */
export async function ownKeysToHandOut(app: App): Promise<{ readonly keys: HeldFile; readonly sheet: HeldFile; readonly fingerprints: readonly string[] }> {
  const ring = await app.keyRing()
  const own: (KeyDescription & { readonly own: OwnKey })[] = []
  for (const key of await ring.list()) if (key.own !== null && !(await ring.isRevoked(key.fingerprint))) own.push({ ...key, own: key.own })
  if (own.length === 0) throw new Failure('keys-missing', 'Det finns inga egna nycklar att lämna ut. Skapa dem med ”keys generate”, eller nya med ”keys rotate” om de är återkallade.')
  const { svr } = await configuredParties(app)
  const fonts = await houseFonts()
  const today = swedishDay(app.now())
  const filled = fingerprintSheet({ provider: svr.namn, on: today, keys: own.map((key) => ({ use: USES[key.own], fingerprint: key.fingerprint, userIds: key.userIds, algorithm: key.algorithm, createdOn: swedishDay(key.createdAt), expiresOn: key.expiresAt === null ? null : swedishDay(key.expiresAt) })) })
  const pdf = await writePdf(layOut(filled, fonts), fonts, () => UNCODED, { title: `${filled.title}, ${svr.namn}`, subject: svr.namn, issuedAt: app.now().toISOString(), marks: [], draft: false })
  return { keys: held(Buffer.from(await ring.armoredPublic())), sheet: held(pdf), fingerprints: own.map(({ fingerprint }) => fingerprint) }
}

function held(bytes: Uint8Array): HeldFile {
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}
