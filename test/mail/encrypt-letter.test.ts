import { createHash } from 'node:crypto'
import * as openpgp from 'openpgp'
import { beforeAll, describe, expect, test } from 'vitest'
import { openLetter } from '../../src/mail/open-letter.js'
import { armorIn, encrypted, letterhead, type Letterhead, letterWith, ownerKey, packetsOf, plainLetter, SUPPLIER } from './letter-fixture.js'
import { gpg, withGpg } from './real-gpg.js'

const ATTACHED = [
  { title: 'Tillämpningsanvisning RAPS – Åre kommuns mycket långa ”namn” på en handling', bytes: Buffer.from('%PDF-1.7\r\nFrom oss \r\n.\r\n') },
  { title: 'Tom', bytes: Buffer.alloc(0) },
  { title: 'En megabyte', bytes: createHash('shake256', { outputLength: 1_048_576 }).update('brus').digest() },
]
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

let keys: Letterhead
let raw: Uint8Array
let text: string

beforeAll(async () => {
  keys = await letterhead()
  raw = await encrypted(letterWith(ATTACHED, keys))
  text = Buffer.from(raw).toString('latin1')
})

/** The signed content in clear, as the supplier's program sees it. */
async function clear(bytes = raw, readers = keys): Promise<string> {
  const message = await openpgp.readMessage({ binaryMessage: await packetsOf(bytes) })
  const { data } = await openpgp.decrypt({ message, decryptionKeys: readers.supplier, format: 'binary' })
  return Buffer.from(data).toString('latin1')
}

const tagOf = (packet: openpgp.AnyPacket): unknown => Reflect.get(packet.constructor, 'tag')
const unfolded = (headers: string) => headers.replace(/\r\n[ \t]+/gu, ' ').split('\r\n')
const headersOf = (entity: string) => unfolded(entity.slice(0, entity.indexOf('\r\n\r\n')))

describe('the outside of a letter', () => {
  test('point 1: is PGP/MIME with exactly two parts, CRLF only, no line over 76 columns, 7 bits', () => {
    expect(headersOf(text).at(-1)).toMatch(/^Content-Type: multipart\/encrypted; protocol="application\/pgp-encrypted"; boundary="[^"]+"$/u)
    expect(text.match(/^--=_[0-9a-f]{32}\r$/gmu)).toHaveLength(2)
    expect(text).toContain('\r\n\r\nVersion: 1\r\n')
    expect(/[\r\n]/u.test(text.replace(/\r\n/gu, ''))).toBe(false)
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(76)
    expect(/^[\t\r\n\u0020-\u007e]*$/u.test(text)).toBe(true)
  })

  test('is armored with a checksum and says nothing about the program', () => {
    expect(text).toMatch(/\r\n=[A-Za-z0-9+/]{4}\r\n-----END PGP MESSAGE-----/u)
    expect(text).not.toMatch(/openpgp\.?js|nodemailer|X-Mailer|User-Agent/iu)
  })

  test('point 6: holds no subject, file name, code, text or digest', () => {
    expect(headersOf(text)).toContain('Subject: [...]')
    // Long, or with a sign that base64 lacks: a short word turns up in a megabyte of armor by chance.
    const secrets = ['Granskningsdokument', 'mpningsanvisning', 'En megabyte', '.pdf', 'organisationsnummer', '212000-1892', digest(ATTACHED[0]?.bytes ?? raw)]
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
  })
})

describe('the packets of a letter', () => {
  test('point 2: are two named session keys and one SEIPDv1 with AES-256, for recipient and archive and nobody else', async () => {
    const message = await openpgp.readMessage({ binaryMessage: await packetsOf(raw) })
    expect(message.packets.map(tagOf)).toEqual([1, 1, 18])
    expect(Reflect.get(message.packets[2] ?? {}, 'version')).toBe(1)
    const subkeyId = (key: openpgp.Key) => key.subkeys[0]?.getKeyID().toHex()
    expect(message.getEncryptionKeyIDs().map((id) => id.toHex())).toEqual([subkeyId(keys.supplier), subkeyId(keys.archive)])
    const [session] = await openpgp.decryptSessionKeys({ message, decryptionKeys: keys.archive })
    expect(session?.algorithm).toBe('aes256')
  })

  test('stay SEIPDv1 when the recipient’s key asks for more', async () => {
    const modern = await ownerKey('Leverantör', SUPPLIER, { config: { aeadProtect: true } })
    const bytes = await encrypted({ ...plainLetter(keys), recipient: modern.toPublic() })
    const message = await openpgp.readMessage({ binaryMessage: await packetsOf(bytes) })
    expect(Reflect.get(message.packets[2] ?? {}, 'version')).toBe(1)
  })

  test('point 3: carry one signature with SHA-512, uncompressed', async () => {
    const message = await openpgp.readMessage({ binaryMessage: await packetsOf(raw) })
    const inside = await message.decrypt([keys.supplier])
    expect(inside.packets.map(tagOf)).toEqual([4, 11])
    expect(Reflect.get(inside.packets[0] ?? {}, 'hashAlgorithm')).toBe(openpgp.enums.hash.sha512)
  })
})

describe('the protected headers (RFC 9788)', () => {
  test('point 4: mark the payload root both ways and repeat every outer field', async () => {
    const inner = headersOf(await clear())
    const outer = headersOf(text).filter((line) => !/^(?:MIME-Version|Content-)/u.test(line))
    expect(inner.at(-1)).toMatch(/^Content-Type: multipart\/mixed; boundary="[^"]+"; protected-headers="v1"; hp="cipher"$/u)
    expect(inner.filter((line) => line.startsWith('HP-Outer: '))).toEqual(outer.map((line) => `HP-Outer: ${line}`))
    for (const field of outer.filter((line) => !line.startsWith('Subject'))) expect(inner).toContain(field)
  })

  test('name nobody in Bcc', async () => {
    expect(`${text}${await clear()}`).not.toMatch(/^Bcc:/imu)
  })
})

test('point 5: the archive key opens the letter again, signature and every attachment intact', async () => {
  const opened = await openLetter([raw], keys.archive, keys.sender.toPublic())
  expect(opened.subject).toBe('Granskningsdokument för Åre kommun (212000-1892), brev 1')
  expect(opened.attachments.map((each) => each.sha256)).toEqual(ATTACHED.map(({ bytes }) => digest(bytes)))
  expect(opened.attachments[0]?.fileName).toBe('Tillämpningsanvisning RAPS – Åre kommuns mycket långa ”namn” på en handling - Åre kommun - K0D0.pdf')
  expect(opened.text).toContain(digest(ATTACHED[2]?.bytes ?? raw))
})

test('a letter signed by somebody else, or opened with a stranger’s key, does not open', async () => {
  const stranger = await ownerKey('Exempelrådgivningen', 'siths@radgivning.example')
  const forged = await encrypted({ ...plainLetter(keys), sender: stranger })
  await expect(openLetter([forged], keys.archive, keys.sender.toPublic())).rejects.toMatchObject({ code: 'letter-unreadable' })
  await expect(openLetter([raw], stranger, keys.sender.toPublic())).rejects.toMatchObject({ code: 'letter-unreadable' })
})

test('one changed byte in the kept letter is found', async () => {
  const at = text.indexOf('-----BEGIN PGP') + 5000
  const changed = Buffer.from(`${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`, 'latin1')
  await expect(openLetter([changed], keys.archive, keys.sender.toPublic())).rejects.toMatchObject({ code: 'letter-unreadable' })
})

test('keys that have expired since still open the kept letter and bear out its signature', async () => {
  const short = { keyExpirationTime: 2 * 86_400 }
  const [sender, archive] = [await ownerKey('S', 'siths@radgivning.example', short), await ownerKey('A', 'siths@radgivning.example', short)]
  const bytes = await encrypted({ ...plainLetter(keys), sender, archive: archive.toPublic() })
  expect((await openLetter([bytes], archive, sender.toPublic())).signedBy).toBe(sender.getFingerprint().toUpperCase())
})

describe.skipIf(gpg === null)('GnuPG', () => {
  test('decrypts the letter and verifies its signature', () => withGpg(async (home) => {
    home.run(['--import'], Buffer.from(keys.supplier.armor()))
    home.run(['--import'], Buffer.from(keys.sender.toPublic().armor()))
    const { output, status } = home.judge(['--decrypt'], armorIn(raw))
    expect(status).toContain('DECRYPTION_OKAY')
    expect(status).toContain(`VALIDSIG ${keys.sender.getFingerprint().toUpperCase()}`)
    expect(status).toContain('GOODMDC')
    expect(output.equals(Buffer.from(await clear(), 'latin1'))).toBe(true)
  }))

  test.each(['default', 'rsa3072', 'brainpoolP256r1', 'nistp384'])('point 9: reads a letter to a key of its own making (%s)', (algorithm) => withGpg(async (home) => {
    home.run(['--quick-generate-key', `Leverantör <${SUPPLIER}>`, algorithm, algorithm === 'default' ? 'default' : 'sign,cert', '1y'])
    const listed = home.run(['--list-keys', '--with-colons', SUPPLIER]).toString('utf8')
    const fingerprint = /^fpr:+([0-9A-F]{40}):/mu.exec(listed)?.[1] ?? ''
    if (algorithm !== 'default') home.run(['--quick-add-key', fingerprint, algorithm, 'encr', '1y'])
    home.run(['--import'], Buffer.from(keys.sender.toPublic().armor()))
    const recipient = await openpgp.readKey({ binaryKey: home.run(['--export', SUPPLIER]) })
    const request = plainLetter(keys)
    const bytes = await encrypted({ ...request, recipient, date: new Date(request.date.getTime() + 3_600_000) })
    const { status } = home.judge(['--decrypt'], armorIn(bytes))
    expect(status).toContain('DECRYPTION_OKAY')
    expect(status).toContain('VALIDSIG')
  }))
})
