import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { predictedMailBytes } from '../../signing/letter-parts.js'
import { openArchive } from '../../src/archive/archive.js'
import { startMailReceiver } from '../../src/demo/mail-receiver.js'
import { openSealer } from '../../src/flows/sealer.js'
import { encryptLetter } from '../../src/mail/encrypt-letter.js'
import { openLetter } from '../../src/mail/open-letter.js'
import { envelopeOf } from '../../src/mail/sealed.js'
import { openMailer } from '../../src/mail/smtp.js'
import { sealerThreadPath } from '../../src/program-files.js'
import { encrypted, letterhead, letterWith, packetsOf, rawMail, SUPPLIER, type Letterhead } from './letter-fixture.js'

const noise = (bytes: number): Buffer => createHash('shake256', { outputLength: bytes }).update(String(bytes)).digest()

let keys: Letterhead
let directory: string

beforeAll(async () => {
  keys = await letterhead()
  directory = mkdtempSync(join(tmpdir(), 'anslut-large-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

test.each([[[300_000]], [[1_000_000, 57, 500_001]], [[3_000_000]]])('point 19: the size of a mail is predicted within one per cent (%j bytes)', async (sizes) => {
  const raw = await encrypted(letterWith(sizes.map((size, index) => ({ title: `Handling ${index}`, bytes: noise(size) })), keys))
  expect(Math.abs(predictedMailBytes(sizes) / raw.byteLength - 1)).toBeLessThan(0.01)
})

test('point 19: a mail larger than the server says it takes is refused in words before a byte of it is sent', async () => {
  const receiver = await startMailReceiver({ host: '127.0.0.1', port: 0, maxBytes: 100_000, account: { user: 'anslut', password: 'hemligt' } })
  const caFile = join(directory, 'ca.pem')
  writeFileSync(caFile, receiver.caPem)
  const mailer = await openMailer({ url: `smtp://anslut:hemligt@127.0.0.1:${receiver.port}`, caFile })
  const request = letterWith([{ title: 'RAPS', bytes: noise(80_000) }], keys)
  const outcome = await mailer.deliver({ from: 'siths@radgivning.example', to: [SUPPLIER], raw: rawMail(await encrypted(request)), messageId: request.messageId, envelopeId: 'letter-1' })
  expect(await mailer.sizeLimit()).toBe(100_000)
  expect(outcome).toEqual({ kind: 'too-large', limitBytes: 100_000, response: expect.stringContaining('postservern tar högst 0,1 MB (SIZE 100000).') })
  expect(receiver.bytesReceived()).toBe(0)
  await receiver.stop()
  expect(await mailer.sizeLimit()).toBeNull()
})

test('point 15: a letter whose very last bytes were changed is not proved, whatever came out of it before', async () => {
  const request = letterWith([{ title: 'RAPS', bytes: noise(400_000) }], keys)
  const packets = await packetsOf(await encrypted(request))
  packets[packets.length - 1] = (packets.at(-1) ?? 0) ^ 1
  const fields = [['From', 'a@b.example'], ['To', SUPPLIER], ['Subject', '[...]'], ['Date', 'x'], ['Message-ID', request.messageId]].map(([name = '', value = '']) => ({ name, value }))
  const forged = envelopeOf(fields, 'letter-1', (async function* one() {
    yield packets
  })(), { recipient: request.recipient, archive: request.archive })
  const came: number[] = []
  await expect(openLetter(forged, keys.archive, keys.sender.toPublic(), (_, bytes) => came.push(bytes.byteLength))).rejects.toMatchObject({ code: 'letter-unreadable' })
  expect(came.length).toBeGreaterThan(0)
})

test('point 23: a letter is written and read in pieces, however they are cut, and no more than a few pieces of 256 KiB are in hand at a time', async () => {
  const archive = await openArchive(join(directory, 'pieces'))
  const bytes = noise(1_500_000)
  await archive.keep(bytes)
  const [taken, given, inHand]: [number[], number[], number[]] = [[], [], []]
  const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0)
  const request = { ...letterWith([{ title: 'RAPS', bytes }], keys), read: async function* read(sha256: string) {
    for await (const piece of archive.pieces(sha256)) {
      taken.push(piece.byteLength)
      inHand.push(sum(taken) - sum(given) / 1.885)
      yield piece
    }
  } }
  const pieces: Uint8Array[] = []
  for await (const piece of encryptLetter(request)) {
    given.push(piece.byteLength)
    pieces.push(piece)
  }
  expect(sum(taken)).toBe(bytes.byteLength)
  expect(Math.max(...taken, ...given)).toBeLessThanOrEqual(256 * 1024)
  expect(Math.max(...inHand)).toBeLessThanOrEqual(2 * 256 * 1024)
  const raw = Buffer.concat(pieces)
  for (const size of [977, 62 * 78, raw.byteLength]) {
    const cut = Array.from({ length: Math.ceil(raw.byteLength / size) }, (_, index) => raw.subarray(index * size, (index + 1) * size))
    const opened = await openLetter(cut, keys.supplier, keys.sender.toPublic())
    expect(opened.attachments.map(({ sha256, sizeBytes }) => ({ sha256, sizeBytes }))).toEqual(request.letter.members.map(({ sha256, sizeBytes }) => ({ sha256, sizeBytes })))
  }
})

test('point 24: a thread of its own seals a letter into the archive and opens it again, and it never lies whole in this one’s memory', async () => {
  const place = join(directory, 'archive')
  const archive = await openArchive(place)
  const kept = await archive.keep(noise(15_000_000))
  const { read: _, ...request } = letterWith([], keys)
  const [member] = letterWith([{ title: 'RAPS', bytes: Buffer.alloc(0) }], keys).letter.members
  if (member === undefined) throw new Error('a letter has a member')
  const sealer = openSealer(place, sealerThreadPath)
  let peak = 0
  const before = process.memoryUsage().arrayBuffers
  const look = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().arrayBuffers)
  }, 1)
  const sealed = await sealer.seal({ ...request, letter: { ...request.letter, members: [{ ...member, sha256: kept.sha256, sizeBytes: kept.bytes }] } })
  const opened = await sealer.open({ ciphertext: sealed.sha256, key: keys.archive, sender: keys.sender.toPublic() })
  clearInterval(look)
  expect(opened.attachments.map(({ sha256 }) => sha256)).toEqual([kept.sha256])
  expect(peak - before).toBeLessThan(10_000_000)
  await expect(sealer.open({ ciphertext: kept.sha256, key: keys.archive, sender: keys.sender.toPublic() })).rejects.toMatchObject({ code: 'letter-not-encrypted' })
  await sealer.close()
}, 60_000)
