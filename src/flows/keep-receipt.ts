import type { DeliveryAttempt } from '../../signing/delivery.js'
import type { LetterMember } from '../../signing/letter.js'
import { receiptOf, receiptText } from '../../signing/receipt.js'
import type { App } from '../app.js'
import { eventsOf } from '../storage/events.js'
import { letterFilesOf } from '../storage/letter-files.js'
import type { Letter } from '../storage/letter.js'
import { memberOf, predecessorNumber, versionIn } from './build-letter.js'
import { configuredParties } from './party.js'

/** Archives the receipt of a letter that `attempts` ended with handing over; gives its digest. */
export async function keepReceipt(app: App, row: Letter, attempts: readonly DeliveryAttempt[]): Promise<string> {
  const queued = (await eventsOf(app.store.read, row.orgnr)).flatMap(({ event }) => (event.type === 'letter-queued' && event.letter === row.id ? [event] : [])).at(-1)
  const { messageId, ciphertextSha256 } = row
  if (queued === undefined || messageId === null || ciphertextSha256 === null) throw new Error(`letter ${row.id} was never queued`)
  const { svr } = await configuredParties(app)
  const members: LetterMember[] = []
  for (const file of await letterFilesOf(app.store.read, row.id)) members.push(memberOf(await versionIn(app, row, file.code), file))
  const receipt = receiptOf({
    letter: { id: row.id, number: row.number, predecessor: await predecessorNumber(app, row), orgnr: row.orgnr, members }, ciphertext: { sha256: ciphertextSha256, sizeBytes: row.ciphertextBytes ?? 0 }, keys: queued.keys,
    messageId, from: svr.avsandaradress, to: row.recipient, attempts,
  })
  return (await app.archive.keep(Buffer.from(receiptText(receipt)))).sha256
}
