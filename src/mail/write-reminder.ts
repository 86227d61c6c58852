import { isNoticeText, subjectOfNotice, textOfNotice, type AccountNotice } from '../../signing/account-notice.js'
import { subjectOfReminder, textOfReminder, type Reminder } from '../../signing/open-letter.js'
import type { Mailbox } from '../../signing/letter.js'
import { dateValue, entity, headerBlock, mailboxValue, textBody, textValue } from './mime.js'

/** Where a reminder goes, and what it is recognised by. */
export interface ReminderEnvelope {
  readonly from: Mailbox
  readonly to: Mailbox
  readonly date: Date
  /** With angle brackets. */
  readonly messageId: string
}

/** A reminder as it goes over the wire: plain text alone, marked as automatic ([RFC 3834](https://www.rfc-editor.org/rfc/rfc3834)). */
export function writeReminder(reminder: Reminder, envelope: ReminderEnvelope): Uint8Array {
  return written(subjectOfReminder(reminder), textOfReminder(reminder), envelope)
}

/** A notice to the holder of an account, in the same form. */
export function writeNotice(notice: AccountNotice, envelope: ReminderEnvelope): Uint8Array {
  return written(subjectOfNotice(notice.change), textOfNotice(notice), envelope)
}

function written(subject: string, text: string, { from, to, date, messageId }: ReminderEnvelope): Uint8Array {
  const headers = headerBlock([
    { name: 'From', value: mailboxValue(from) }, { name: 'To', value: mailboxValue(to) }, { name: 'Subject', value: textValue(subject) }, { name: 'Date', value: dateValue(date) },
    { name: 'Message-ID', value: messageId }, { name: 'Auto-Submitted', value: 'auto-generated' }, { name: 'MIME-Version', value: '1.0' }, ...OPEN_TEXT,
  ])
  return entity(headers, textBody(text))
}

const OPEN_TEXT = [{ name: 'Content-Type', value: 'text/plain; charset=utf-8' }, { name: 'Content-Transfer-Encoding', value: 'base64' }] as const

/** Whether bytes are a reminder and nothing more: one plain text of a few lines, so that no document can go out in clear. */
export function isReminder(raw: Uint8Array): boolean {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1')
  const [headers = ''] = text.split('\r\n\r\n', 1)
  return raw.byteLength < 10_000 && OPEN_TEXT.every(({ name, value }) => headers.includes(`\r\n${name}: ${value}`)) && headers.includes('\r\nAuto-Submitted: auto-generated\r\n') && /^[A-Za-z0-9+/=\r\n]*$/u.test(text.slice(headers.length + 4))
}

/** Whether bytes are, in that form, a notice in the program's own words. */
export function isNotice(raw: Uint8Array): boolean {
  if (!isReminder(raw)) return false
  const body = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1').split('\r\n\r\n')[1] ?? ''
  return isNoticeText(Buffer.from(body, 'base64').toString('utf8').replaceAll('\r\n', '\n'))
}
