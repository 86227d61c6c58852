import type { DeliveryAttempt } from '../../signing/delivery.js'
import type { LetterMember } from '../../signing/letter.js'
import { receiptOf, receiptText, type SentLetter } from '../../signing/receipt.js'
import type { App } from '../app.js'
import { sealedSender } from '../mail/sealed.js'
import { letterFilesOf } from '../storage/letter-files.js'
import type { Letter } from '../storage/letter.js'
import { letterParts } from '../storage/letter-parts.js'
import { memberOf, predecessorNumber, versionIn } from './build-letter.js'
import { copySources } from './copy-sources.js'
import { sealedWith } from './sealed-with.js'

/** Archives the receipt of a letter that `attempts` ended with handing over; gives its digest. */
export async function keepReceipt(app: App, row: Letter, attempts: readonly DeliveryAttempt[]): Promise<string> {
  return (await app.archive.keep(Buffer.from(receiptText(receiptOf({ ...(await receiptFacts(app, row)), attempts }))))).sha256
}

/** All that the receipt of a sealed letter says, except how the attempts went. */
export async function receiptFacts(app: App, row: Letter): Promise<Omit<SentLetter, 'attempts'>> {
  const { messageId, ciphertextSha256 } = row
  if (messageId === null || ciphertextSha256 === null) throw new Error(`letter ${row.id} was never queued`)
  const members: LetterMember[] = []
  const files = await letterFilesOf(app.store.read, row.id)
  for (const file of files) {
    const sources = (await copySources(app, file.code, file.sha256)).map(({ page, scan, sourcePage }) => ({ page, scan, sourcePage }))
    members.push({ ...memberOf(await versionIn(app, row, file.code), file), sources })
  }
  const parts = (await letterParts(app.store.read, row.id)).map(({ part, ...mail }) => ({ messageId: mail.messageId, ciphertext: { sha256: mail.ciphertextSha256, sizeBytes: mail.ciphertextBytes }, members: files.filter((file) => file.part === part).map(({ sha256 }) => sha256) }))
  return {
    letter: { id: row.id, number: row.number, predecessor: await predecessorNumber(app, row), orgnr: row.orgnr, members }, ciphertext: { sha256: ciphertextSha256, sizeBytes: row.ciphertextBytes ?? 0 }, keys: await sealedWith(app.store.read, row),
    messageId, ...(parts.length === 0 ? {} : { parts }), from: await sealedSender(app.archive.pieces(ciphertextSha256)), to: row.recipient,
  }
}
