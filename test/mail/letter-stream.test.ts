import { once } from 'node:events'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMailReceiver, type MailReceiver } from '../../src/demo/mail-receiver.js'
import { letterStream } from '../../src/mail/letter-stream.js'

const LETTER = Buffer.from('Subject: [...]\r\n\r\n.first\r\nplain\r\n..two\r\nplain again\r\n.\r\nlast.\r\n\r\n.end\r\nAAAA\r\nBBBB\r\n')
let receiver: MailReceiver
let connection: SMTPConnection

beforeAll(async () => {
  receiver = await startMailReceiver({ host: '127.0.0.1', port: 0 })
  connection = new SMTPConnection({ host: '127.0.0.1', port: receiver.port, tls: { rejectUnauthorized: false } })
  await new Promise<void>((resolve) => connection.connect(() => resolve()))
})
afterAll(async () => {
  connection.quit()
  await once(connection, 'end')
  await receiver.stop()
})

async function* inPieces(letter: Buffer, ends: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0
  for (const end of [...ends, letter.byteLength]) {
    yield letter.subarray(from, end)
    from = end
  }
}

/** What arrives of a letter that is handed over in pieces with these ends. */
async function arrived(letter: Buffer, ends: readonly number[]): Promise<string> {
  await new Promise<unknown>((resolve, reject) => connection.send({ from: 'a@a.example', to: ['b@b.example'] }, letterStream(inPieces(letter, ends)), (error, sent) => (error === null ? resolve(sent) : reject(error))))
  return receiver.messages().at(-1)?.raw.toString() ?? ''
}

test('dots that begin lines arrive as they were, wherever pieces with and without dots are cut', async () => {
  const places = Array.from({ length: LETTER.byteLength - 1 }, (_, index) => index + 1)
  const cuts = [[], places, ...[2, 3, 5, 7].map((size) => places.filter((at) => at % size === 0)), ...places.map((at) => [at])]
  for (const ends of cuts) expect([ends, await arrived(LETTER, ends)]).toEqual([ends, LETTER.toString()])
})

test.each(['AAAA\r\n.', '.\r\nAAAA', '..\r\n.\r', '\r\n.\r\n'])('a letter that ends as no line does is ended, whether its last piece has a dot or none: %j', async (end) => {
  const letter = Buffer.from(`Subject: [...]\r\n\r\n${end}`)
  for (let at = 0; at < letter.byteLength; at += 1) expect((await arrived(letter, [at])).trimEnd()).toBe(letter.toString().trimEnd())
})
