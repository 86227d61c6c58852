import { once } from 'node:events'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMailReceiver, type MailReceiver } from '../../src/demo/mail-receiver.js'
import { letterStream } from '../../src/mail/letter-stream.js'

const LETTER = Buffer.from('Subject: [...]\r\n\r\n.first\r\nplain\r\n..two\r\nplain again\r\n.\r\nlast.\r\n\r\n.end\r\nAAAA\r\nBBBB\r\n')
let receiver: MailReceiver

beforeAll(async () => {
  receiver = await startMailReceiver({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await receiver.stop()
})

async function* cut(size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < LETTER.byteLength; at += size) yield LETTER.subarray(at, at + size)
}

async function sendCutEvery(size: number): Promise<void> {
  const connection = new SMTPConnection({ host: '127.0.0.1', port: receiver.port, tls: { rejectUnauthorized: false } })
  await new Promise<void>((resolve) => connection.connect(() => resolve()))
  await new Promise<unknown>((resolve, reject) => connection.send({ from: 'a@a.example', to: ['b@b.example'] }, letterStream(cut(size)), (error, sent) => (error === null ? resolve(sent) : reject(error))))
  connection.quit()
  await once(connection, 'end')
}

test('dots that begin lines arrive as they were, wherever pieces with and without dots are cut', async () => {
  const sizes = [1, 2, 3, 5, 7, 11, 16, LETTER.byteLength]
  for (const size of sizes) await sendCutEvery(size)
  expect(receiver.messages().map(({ raw }) => raw.toString())).toEqual(sizes.map(() => LETTER.toString()))
})
