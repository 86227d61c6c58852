import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { DeliveryOutcome } from '../../signing/delivery.js'
import { Failure } from '../../templates/failure.js'
import { startMailReceiver, type MailReceiver, type ReceiverMood, type ReceiverOptions } from '../../src/demo/mail-receiver.js'
import { openMailer, type OutgoingLetter } from '../../src/mail/smtp.js'
import { startEarlyServer } from './early-server.js'
import { encrypted, letterhead, letterWith, rawMail, SUPPLIER } from './letter-fixture.js'

const FROM = 'siths@radgivning.example'
let raw: Uint8Array
let bigRaw: Uint8Array
let receiver: MailReceiver | null = null
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'anslut-smtp-'))
  const keys = await letterhead()
  raw = await encrypted(letterWith([{ title: 'RAPS', bytes: Buffer.from('%PDF hemligt') }], keys))
  bigRaw = await encrypted(letterWith([{ title: 'RAPS', bytes: Buffer.alloc(3_000_000, 'x') }], keys))
})

afterAll(async () => {
  await rm(directory, { recursive: true })
})

afterEach(async () => {
  await receiver?.stop()
  receiver = null
})

async function start(options: Partial<ReceiverOptions> = {}): Promise<MailReceiver> {
  receiver = await startMailReceiver({ host: '127.0.0.1', port: 0, ...options })
  return receiver
}

async function mailerTo(to: Pick<MailReceiver, 'port' | 'caPem'>, scheme: 'smtp' | 'smtps' = 'smtp', { caPem, silenceMs } = { caPem: to.caPem, silenceMs: 1500 }) {
  const caFile = join(directory, 'ca.pem')
  await writeFile(caFile, caPem)
  return openMailer({ url: `${scheme}://127.0.0.1:${to.port}`, caFile, silenceMs })
}

function outgoing(extra: Partial<OutgoingLetter> = {}): OutgoingLetter {
  return { from: FROM, to: [SUPPLIER], raw: rawMail(raw), messageId: '<letter-1@radgivning.example>', envelopeId: 'letter-1', ...extra }
}

async function deliverIn(mood: ReceiverMood, mail = outgoing()) {
  const to = await start({ mood })
  return (await mailerTo(to)).deliver(mail)
}

test('a letter arrives byte for byte over STARTTLS, with the envelope id of its outbox row', async () => {
  const to = await start()
  const outcome = await (await mailerTo(to)).deliver(outgoing())
  expect(outcome).toEqual({ kind: 'accepted', response: expect.stringContaining('queued as 1') })
  const [mail] = to.messages()
  expect(mail).toMatchObject({ from: FROM, to: [SUPPLIER], encryptedConnection: true, envelopeId: 'letter-1' })
  expect(Buffer.compare(mail?.raw ?? Buffer.alloc(0), raw)).toBe(0)
})

test('a letter arrives over implicit TLS', async () => {
  const to = await start({ tls: 'implicit' })
  expect(await (await mailerTo(to, 'smtps')).deliver(outgoing())).toMatchObject({ kind: 'accepted' })
})

test('point 14: without STARTTLS nothing of the letter is sent', async () => {
  const to = await start({ tls: 'none' })
  expect(await (await mailerTo(to)).deliver(outgoing())).toMatchObject({ kind: 'not-secure' })
  expect(to.bytesReceived()).toBe(0)
})

test.each(['starttls', 'implicit'] as const)('with a certificate from an unknown authority nothing of the letter is sent (%s)', async (tls) => {
  const stranger = await startMailReceiver({ host: '127.0.0.1', port: 0 })
  await stranger.stop()
  const to = await start({ tls })
  expect(await (await mailerTo(to, tls === 'implicit' ? 'smtps' : 'smtp', { caPem: stranger.caPem, silenceMs: 1500 })).deliver(outgoing())).toMatchObject({ kind: 'not-secure' })
  expect(to.bytesReceived()).toBe(0)
})

test.each([
  ['refuse-recipient-temporarily', { kind: 'refused-temporarily', response: expect.stringContaining('451') }],
  ['refuse-recipient', { kind: 'refused', response: expect.stringContaining('550') }],
  ['refuse-content-temporarily', { kind: 'refused-temporarily', response: expect.stringContaining('452') }],
  ['refuse-content', { kind: 'refused', response: expect.stringContaining('554') }],
] as const)('%s is told as such', async (mood, expected) => {
  expect(await deliverIn(mood)).toEqual(expected)
})

test('point 18: a connection lost after the final dot leaves the outcome unknown', async () => {
  expect(await deliverIn('drop-after-dot')).toMatchObject({ kind: 'unknown' })
})

test('silence after the final dot leaves the outcome unknown', async () => {
  expect(await deliverIn('stall-after-dot')).toMatchObject({ kind: 'unknown' })
})

test('a connection lost in the middle of a letter means that it did not arrive', async () => {
  expect(await deliverIn('drop-before-dot', outgoing({ raw: rawMail(bigRaw) }))).toMatchObject({ kind: 'unreachable' })
  expect(receiver?.messages()).toEqual([])
})

test('a server that takes a letter over before it has had the whole of it leaves the outcome unknown', async () => {
  const to = await startEarlyServer()
  try {
    expect(await (await mailerTo(to)).deliver(outgoing({ raw: rawMail(bigRaw) }))).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('queued early') })
    expect(to.said.join(' ')).toContain(`ORCPT=rfc822;${SUPPLIER}`)
  } finally {
    await to.stop()
  }
})

test.each([
  ['whose lines disagree after the final dot leaves the outcome unknown', { dot: '250-2.0.0 looked at\r\n550 5.7.1 content rejected\r\n' }, { kind: 'unknown', reason: expect.stringContaining('content rejected') }],
  ['whose lines disagree before the letter sends nothing, and is tried again', { rcpt: '250-ok\r\n451 4.3.0 later\r\n' }, { kind: 'unreachable', reason: expect.stringContaining('säger emot varandra') }],
  ['that never ends after the final dot leaves the outcome unknown', { dot: '250-wait\r\n', drip: '250-wait\r\n' }, { kind: 'unknown', reason: expect.stringContaining('inte färdigt i tid') }],
  ['that comes byte by byte without end leaves the outcome unknown', { drip: '2' }, { kind: 'unknown', reason: expect.stringContaining('inte färdigt i tid') }],
  ['of two minds that is cut off in its last line leaves the outcome unknown', { dot: '250-2.0.0 looked at\r\n550 5.7.1 cont', thenCloses: true }, { kind: 'unknown', reason: expect.stringContaining('mitt i postserverns svar: 550 5.7.1 cont') }],
  ['that is cut off in its only line leaves the outcome unknown', { dot: '451 4.3.0 la', thenCloses: true }, { kind: 'unknown', reason: expect.stringContaining('mitt i postserverns svar') }],
  ['that would move a terminal’s cursor is told without what does', { dot: '550 \u001B[2Jnej\u0007 då\r\n' }, { kind: 'refused', response: '550 [2Jnej då' }],
] as const)('a reply %s', async (_what, replies, expected) => {
  const to = await startEarlyServer(replies)
  try {
    expect(await (await mailerTo(to, 'smtp', { caPem: to.caPem, silenceMs: 400 })).deliver(outgoing())).toEqual(expected)
  } finally {
    await to.stop()
  }
})

test('a server that is slow to greet and slow to begin TLS, each within its time, is given its time', async () => {
  const to = await startEarlyServer({ dot: '250 2.0.0 ok\r\n', slowMs: 600 })
  try {
    expect(await (await mailerTo(to, 'smtp', { caPem: to.caPem, silenceMs: 1000 })).deliver(outgoing())).toMatchObject({ kind: 'accepted' })
  } finally {
    await to.stop()
  }
})

test('a server that is not there is unreachable', async () => {
  const to = await start()
  const mailer = await mailerTo(to)
  await to.stop()
  receiver = null
  expect(await mailer.deliver(outgoing())).toMatchObject({ kind: 'unreachable' })
})

test('point 18: one refused recipient of two is a refusal, not a success', async () => {
  const to = await start({ refusedAddresses: ['borta@leverantor.example'] })
  const outcome = await (await mailerTo(to)).deliver(outgoing({ to: [SUPPLIER, 'borta@leverantor.example'] }))
  expect(outcome).toEqual({ kind: 'partly-refused', response: expect.stringContaining('550'), rejected: ['borta@leverantor.example'] })
})

test('after greylisting the same bytes are taken', async () => {
  const to = await start({ mood: 'greylist' })
  const mailer = await mailerTo(to)
  expect(await mailer.deliver(outgoing())).toMatchObject({ kind: 'refused-temporarily', response: expect.stringContaining('450') })
  expect(await mailer.deliver(outgoing())).toMatchObject({ kind: 'accepted' })
  expect(Buffer.compare(to.messages()[0]?.raw ?? Buffer.alloc(0), raw)).toBe(0)
})

test('after an unknown outcome the same bytes arrive again with the same Message-ID', async () => {
  const to = await start({ mood: 'drop-after-dot' })
  const mailer = await mailerTo(to)
  await mailer.deliver(outgoing())
  to.behave('accept')
  expect(await mailer.deliver(outgoing())).toMatchObject({ kind: 'accepted' })
  expect(to.messages().map((mail) => mail.raw.equals(raw))).toEqual([true, true])
})

test('what can no longer be undone is noted before the last byte of a letter goes, and the answer before anybody else hears of it', async () => {
  const noted: unknown[] = []
  const to = await start()
  const note = { handingOver: async () => void noted.push(to.messages().length), answered: (outcome: DeliveryOutcome) => void noted.push(outcome.kind) }
  const delivered = (await mailerTo(to)).deliver(outgoing({ note })).then(({ kind }) => noted.push(`told ${kind}`))
  await delivered
  expect(noted).toEqual([0, 'accepted', 'told accepted'])
})

test('a letter whose handing over cannot be noted does not go', async () => {
  const to = await start()
  const answered = vi.fn<(outcome: DeliveryOutcome) => void>()
  const note = { handingOver: async () => Promise.reject(new Failure('disk-full', 'Disken är full.')), answered }
  await expect((await mailerTo(to)).deliver(outgoing({ note }))).rejects.toMatchObject({ code: 'disk-full' })
  expect([to.messages(), answered.mock.calls]).toEqual([[], []])
})

test.each([['refuse-content', 'refused'], ['refuse-content-temporarily', 'refused-temporarily'], ['drop-after-dot', 'unknown']] as const)('of a letter handed over, an answer that is %s is noted as %s', async (mood, kind) => {
  const answered = vi.fn<(outcome: DeliveryOutcome) => void>()
  const outcome = await deliverIn(mood, outgoing({ note: { handingOver: async () => undefined, answered } }))
  expect(outcome.kind).toBe(kind)
  expect(answered.mock.calls.every(([noted]) => noted.kind === kind)).toBe(true)
  expect(answered.mock.calls.length > 0 || kind === 'unknown').toBe(true)
})

test('point 12: an empty recipient list is an error before anything is sent', async () => {
  const to = await start()
  await expect((await mailerTo(to)).deliver(outgoing({ to: [] }))).rejects.toMatchObject({ code: 'letter-incomplete' })
  expect(to.bytesReceived()).toBe(0)
})

test('an account from the settings logs in over TLS; a wrong password sends nothing', async () => {
  const to = await start({ account: { user: 'anslut@radgivning.example', password: 'p@ss:ord' } })
  const caFile = join(directory, 'ca.pem')
  await writeFile(caFile, to.caPem)
  const url = (password: string) => `smtp://${encodeURIComponent('anslut@radgivning.example')}:${encodeURIComponent(password)}@127.0.0.1:${to.port}`
  expect(await (await openMailer({ url: url('fel'), caFile })).deliver(outgoing())).toEqual({ kind: 'unreachable', reason: expect.stringContaining('535') })
  expect(to.bytesReceived()).toBe(0)
  expect(await (await openMailer({ url: url('p@ss:ord'), caFile })).deliver(outgoing())).toMatchObject({ kind: 'accepted' })
})

test.each(['http://mail.example', 'smtp://', 'mail.example:25', 'smtp://mail.example/?tls=no'])('%s is no mail server', async (url) => {
  await expect(openMailer({ url, caFile: null })).rejects.toMatchObject({ code: 'mail-settings-invalid' })
})

test('a missing or foreign authority file is refused at start, and no message carries the password', async () => {
  const url = 'smtps://anna:hemligt@mail.example'
  const error = await openMailer({ url, caFile: '/finns/inte.pem' }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'mail-settings-invalid' })
  expect(String(error)).not.toContain('hemligt')
})
