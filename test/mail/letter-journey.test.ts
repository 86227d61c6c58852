import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { DeliveryAttempt } from '../../signing/delivery.js'
import { afterAttempt } from '../../signing/outbox.js'
import { readReceipt, receiptFaults, receiptOf, receiptText } from '../../signing/receipt.js'
import { receiverKey, startMailReceiver } from '../../src/demo/mail-receiver.js'
import { fingerprintOf } from '../../src/mail/key-description.js'
import { openKeyRing } from '../../src/mail/key-ring.js'
import { openLetter } from '../../src/mail/open-letter.js'
import { openMailer } from '../../src/mail/smtp.js'
import { encrypted, EPOCH, letterWith, rawMail, SUPPLIER, YESTERDAY } from './letter-fixture.js'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('a letter goes from key ring to the supplier’s program, through a lost connection, and its receipt holds', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'anslut-letter-'))
  const supplier = await receiverKey('Exempelleverantören', SUPPLIER, YESTERDAY)
  const ring = openKeyRing(join(directory, 'keys'), async () => 'fras')
  await ring.generateOwnKeys({ name: 'Exempelrådgivningen', address: 'siths@radgivning.example', now: YESTERDAY })
  const { fingerprint } = await ring.importPublic(Buffer.from(supplier.toPublic().armor()))
  const [sender, recipient, archive] = [await ring.sender(), await ring.recipient(fingerprint), await ring.ownPublic('archive')]
  const bytes = createHash('shake256', { outputLength: 300_000 }).update('raps').digest()
  const request = letterWith([{ title: 'RAPS', bytes }], { sender, archive: await ring.archive(), supplier })
  const raw = await encrypted({ ...request, recipient, archive })

  const receiver = await startMailReceiver({ host: '127.0.0.1', port: 0, mood: 'drop-after-dot' })
  const caFile = join(directory, 'ca.pem')
  await writeFile(caFile, receiver.caPem)
  const mailer = await openMailer({ url: `smtp://localhost:${receiver.port}`, caFile, silenceMs: 5000 })
  const mail = { from: request.from.address, to: [SUPPLIER], raw: rawMail(raw), messageId: request.messageId, envelopeId: request.letter.id }
  const attempts: DeliveryAttempt[] = []
  const states: string[] = []
  for (const mood of ['drop-after-dot', 'accept'] as const) {
    receiver.behave(mood)
    const outcome = await mailer.deliver(mail)
    states.push(afterAttempt({ attempts, resumedAt: null }, outcome, EPOCH.toISOString()).state)
    attempts.push({ at: EPOCH.toISOString(), outcome })
  }
  expect(states).toEqual(['unknown', 'relayed'])
  expect(receiver.messages().map((each) => sha256(each.raw))).toEqual([sha256(raw), sha256(raw)])

  const received = await openLetter([receiver.messages()[1]?.raw ?? raw], supplier, sender.toPublic())
  expect(received.attachments.map((each) => each.sha256)).toEqual([sha256(bytes)])

  const keys = { sender: fingerprintOf(sender), recipient: fingerprintOf(recipient), archive: fingerprintOf(archive) }
  const ciphertext = { sha256: sha256(raw), sizeBytes: raw.byteLength }
  const receipt = readReceipt(receiptText(receiptOf({ letter: { ...request.letter, orgnr: request.letter.customer.orgnr }, ciphertext, keys, messageId: request.messageId, from: mail.from, to: SUPPLIER, attempts })))
  const opened = { archiveIds: archive.getKeyIDs().map((id) => id.toHex()), ...(await openLetter([raw], await ring.archive(), await ring.ownPublic('sender'))) }
  expect(receiptFaults(receipt, { ciphertext, opened, archived: new Set([sha256(bytes)]), recipientIds: recipient.getKeyIDs().map((id) => id.toHex()) })).toEqual([])

  await receiver.stop()
  await rm(directory, { recursive: true })
})
