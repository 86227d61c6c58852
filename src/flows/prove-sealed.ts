import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { OpenedLetter } from '../mail/open-letter.js'
import type { LeavingLetter } from './leaving-letter.js'

/**
 * The stored letter, opened again with the archive key right before it leaves, must attach exactly its documents, and the archive must hold them unchanged (mail point 15).
 * @throws Failure `letter-incomplete`, `letter-unreadable`, `letter-not-encrypted`, `archive-missing`, `archive-damaged`, `keys-missing`, `keys-locked`
 */
export async function proveSealed(app: App, { name, keys, ciphertext, documents, redo }: LeavingLetter): Promise<OpenedLetter> {
  const { archive, sender } = await (await app.keyRing()).openingKeys(keys)
  const opened = await app.sealer.open({ ciphertext, key: archive, sender })
  const inside = opened.attachments.map((attachment) => attachment.sha256).sort()
  const expected = [...documents].sort()
  for (const sha256 of expected) await requireWhole(app, sha256)
  if (expected.length === 0 || inside.join() !== expected.join()) throw new Failure('letter-incomplete', `${name} innehåller inte exakt de arkiverade handlingarna. Kör ”archive verify”. Är arkivet helt, ${redo}. Inget har skickats.`)
  return opened
}

/** What is attached must lie unchanged in the archive too, to be compared with. */
async function requireWhole(app: App, sha256: string): Promise<void> {
  const pieces = app.archive.pieces(sha256)
  while ((await pieces.next()).done !== true) continue
}
