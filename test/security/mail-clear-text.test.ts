import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMailReceiver, type MailReceiver } from '../../src/demo/mail-receiver.js'
import { openLetter } from '../../src/mail/open-letter.js'
import { openMailer } from '../../src/mail/smtp.js'
import { encrypted, type Letterhead, letterhead, letterWith, ownerKey, plainLetter, rawMail, readFrom, SUPPLIER, YESTERDAY } from '../mail/letter-fixture.js'
import * as openpgp from 'openpgp'

let receiver: MailReceiver
let keys: Letterhead

beforeAll(async () => {
  receiver = await startMailReceiver({ host: '127.0.0.1', port: 0 })
  keys = await letterhead()
})

afterAll(async () => {
  await receiver.stop()
})

const CLEAR = [
  'From: a@b.example\r\nTo: c@d.example\r\nSubject: [...]\r\nMessage-ID: <1@b.example>\r\n\r\nHemligt\r\n',
  'From: a@b.example\r\nSubject: [...]\r\nMessage-ID: <1@b.example>\r\nContent-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="x"\r\n\r\n--x\r\n\r\nVersion: 1\r\n\r\n--x\r\n\r\nHemligt\r\n--x--\r\n',
]

test.each(CLEAR)('a message that is not wholly encrypted never reaches the wire', async (clear) => {
  const mailer = await openMailer({ url: `smtp://127.0.0.1:${receiver.port}`, caFile: null })
  const mail = { from: 'a@b.example', to: ['c@d.example'], raw: rawMail(Buffer.from(clear)), messageId: '<1@b.example>', envelopeId: '1' }
  await expect(mailer.deliver(mail)).rejects.toMatchObject({ code: 'letter-not-encrypted' })
  expect(receiver.bytesReceived()).toBe(0)
})

test('clear text smuggled beside the encrypted part never reaches the wire', async () => {
  const raw = Buffer.from(await encrypted(plainLetter(keys))).toString('latin1')
  const boundary = /boundary="([^"]+)"/u.exec(raw)?.[1] ?? ''
  const mailer = await openMailer({ url: `smtp://127.0.0.1:${receiver.port}`, caFile: null })
  const smuggled = [
    raw.replace('-----BEGIN PGP MESSAGE', 'Hemligt\r\n-----BEGIN PGP MESSAGE'),
    raw.replace('-----BEGIN PGP MESSAGE-----\r\n', '-----BEGIN PGP MESSAGE-----\r\nComment: Hemligt\r\n'),
    raw.replace(`--${boundary}--`, `--${boundary}\r\n\r\nHemligt\r\n--${boundary}--`),
    `${raw}Hemligt\r\n`,
    raw.replace('Subject: [...]', 'Subject: Granskningsdokument'),
    raw.replace(`\r\n\r\n--${boundary}`, `\r\n\r\nHemligt\r\n--${boundary}`),
  ]
  for (const text of smuggled) {
    const mail = { from: 'a@b.example', to: [SUPPLIER], raw: rawMail(Buffer.from(text, 'latin1')), messageId: '<letter-1@radgivning.example>', envelopeId: '1' }
    await expect(mailer.deliver(mail)).rejects.toMatchObject({ code: 'letter-not-encrypted' })
  }
  const opened = await openLetter([Buffer.from(raw, 'latin1')], keys.archive, keys.sender.toPublic())
  for (const text of smuggled.filter((each) => each.indexOf('-----BEGIN') !== raw.indexOf('-----BEGIN') || each.includes('Comment'))) {
    const mail = { from: 'a@b.example', to: [SUPPLIER], raw: { ...rawMail(Buffer.from(text, 'latin1')), opened }, messageId: '<letter-1@radgivning.example>', envelopeId: '1' }
    await expect(mailer.deliver(mail)).rejects.toMatchObject({ code: 'letter-not-encrypted' })
  }
  expect(receiver.bytesReceived()).toBe(0)
})

test('point 13: a letter without attachments, without an attachment’s bytes or with changed bytes is not built', async () => {
  const whole = plainLetter(keys)
  const changed = new Map(whole.letter.members.map(({ sha256 }) => [sha256, Buffer.from('något annat')]))
  for (const request of [letterWith([], keys), { ...whole, read: readFrom(new Map()) }, { ...whole, read: readFrom(changed) }]) {
    await expect(encrypted(request)).rejects.toMatchObject({ code: 'letter-incomplete' })
  }
})

test('point 12: a locked signer builds no letter', async () => {
  const sender = await openpgp.encryptKey({ privateKey: keys.sender, passphrase: 'fras' })
  await expect(encrypted({ ...plainLetter(keys), sender })).rejects.toMatchObject({ code: 'keys-locked' })
})

test('an expired signer, or one whose key names another address, builds no letter', async () => {
  const expired = await ownerKey('Exempelrådgivningen', 'siths@radgivning.example', { keyExpirationTime: 60 })
  const elsewhere = await ownerKey('Exempelrådgivningen', 'annan@radgivning.example')
  for (const sender of [expired, elsewhere]) await expect(encrypted({ ...plainLetter(keys), sender })).rejects.toMatchObject({ code: 'keys-unusable' })
})

test('an expired archive key builds no letter, because nobody could open what was kept', async () => {
  const archive = await ownerKey('Arkiv', 'siths@radgivning.example', { keyExpirationTime: 60 })
  await expect(encrypted({ ...plainLetter(keys), archive: archive.toPublic() })).rejects.toMatchObject({ code: 'keys-unusable' })
})

test('an unusable recipient builds no letter', async () => {
  const { publicKey } = await openpgp.generateKey({ type: 'rsa', rsaBits: 1024, userIDs: [{ email: SUPPLIER }], date: YESTERDAY, format: 'object', config: { minRSABits: 1024 } })
  const elsewhere = (await ownerKey('Leverantör', 'annan@leverantor.example')).toPublic()
  for (const recipient of [publicKey, elsewhere]) await expect(encrypted({ ...plainLetter(keys), recipient })).rejects.toMatchObject({ code: 'recipient-unusable' })
})

test('a customer’s name cannot add a header to the letter, inside or outside', async () => {
  const request = plainLetter(keys)
  const raw = await encrypted({
    ...request, letter: { ...request.letter, customer: { name: 'Åre\r\nBcc: spion@annan.example', orgnr: '212000-1892' } }, to: { name: 'X\r\nBcc: spion@annan.example', address: SUPPLIER },
  })
  const outside = Buffer.from(raw).toString('latin1')
  const message = await openpgp.readMessage({ armoredMessage: outside.slice(outside.indexOf('-----BEGIN PGP'), outside.indexOf('-----END PGP MESSAGE-----') + 25) })
  const { data } = await openpgp.decrypt({ message, decryptionKeys: keys.archive, format: 'binary' })
  const inside = Buffer.from(data).toString('latin1')
  for (const headers of [outside, inside].map((entity) => entity.slice(0, entity.indexOf('\r\n\r\n')))) expect(headers).not.toMatch(/^Bcc:/mu)
})
