import { expect, it } from 'vitest'
import { openMailer } from '../../src/mail/smtp.js'
import { isNotice, isReminder, writeNotice, writeReminder } from '../../src/mail/write-reminder.js'
import { failureOf } from '../open-house.js'

const ENVELOPE = { from: { name: 'Anslut', address: 'siths@radgivning.example' }, to: { name: '', address: 'a@radgivning.example' }, date: new Date('2026-11-23T09:00:00Z'), messageId: '<1@radgivning.example>' }
const REMINDER = Buffer.from(writeReminder({ purpose: 'reminder', matters: [{ kind: 'stopped', key: 'k', text: 'Brev 1 för 212000-9879' }] }, ENVELOPE))
const text = REMINDER.toString('latin1')

it('takes no other words for a notice to the holder of an account', () => {
  const notice = Buffer.from(writeNotice({ purpose: 'notice', change: 'password-given', at: ENVELOPE.date }, ENVELOPE)).toString('latin1')
  const said = (change: (text: string) => string): boolean => {
    const [headers = '', body = ''] = notice.split('\r\n\r\n')
    return isNotice(Buffer.from(`${headers}\r\n\r\n${Buffer.from(change(Buffer.from(body, 'base64').toString('utf8'))).toString('base64')}`, 'latin1'))
  }
  expect([said((text) => text), said((text) => `${text}Logga in på https://ond.example`), said((text) => text.replace('ditt konto', 'RAPS för Lillfors')), isNotice(REMINDER)]).toEqual([true, false, false, false])
})

it('knows its own reminder', () => {
  expect(isReminder(REMINDER)).toBe(true)
})

it.each<[string, string]>([
  ['a PDF behind the headers of a reminder', text.replace('text/plain; charset=utf-8', 'application/pdf')],
  ['parts behind its headers', text.replace('Content-Type: text/plain; charset=utf-8', 'Content-Type: multipart/mixed; boundary=x')],
  ['a second entity after its text', `${text}\r\n--x\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7`],
  ['a text as long as a document', text + 'QUJD'.repeat(4000)],
  ['words in clear', text.replace(/\r\n\r\n[\s\S]*$/u, '\r\n\r\nRAPS för Lillfors kommun, hemligt')],
  ['a letter without any mark', 'From: a@b.example\r\nSubject: Hej\r\n\r\nhej'],
])('never hands over %s', async (_, disguised) => {
  const mailer = await openMailer({ url: 'smtps://127.0.0.1:1', caFile: null })
  expect((await failureOf(mailer.deliverOpen({ from: 'a@b.example', to: ['c@d.example'], raw: Buffer.from(disguised, 'latin1'), messageId: '<1@b.example>', envelopeId: '1' }))).code).toBe('letter-not-encrypted')
})
