import type { Mailbox } from '../../signing/letter.js'
import { subjectOfDrafts, subjectOfInvitation, textOfDrafts, textOfInvitation, type DraftLetter, type InvitationLetter } from '../../signing/ordinary-letter.js'
import { boundaryOf, dateValue, entity, headerBlock, mailboxValue, multipartBody, textBody, textPart, textValue, wordPart, writtenPieces, type MimePiece } from './mime.js'
import { calendarText } from './write-calendar.js'

/** Where a letter goes, and what it is recognised by. */
export interface MailEnvelope {
  readonly from: Mailbox
  readonly to: Mailbox
  readonly date: Date
  /** With angle brackets. */
  readonly messageId: string
}

/** Drafts as they go in clear: a text and Word files, which `read` gives by their SHA-256. */
export async function writeOpenDrafts(letter: DraftLetter, read: (sha256: string) => AsyncIterable<Uint8Array>, envelope: MailEnvelope): Promise<Uint8Array> {
  const pieces = written('mixed', subjectOfDrafts(letter), [[textPart(textOfDrafts(letter))], ...letter.members.map((member) => wordPart(member.fileName, member))], envelope)
  const chunks: Uint8Array[] = []
  for await (const chunk of writtenPieces(pieces, ({ sha256 }) => read(sha256))) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** An invitation as mail programs know it: a text, and beside it the meeting for the calendar ([RFC 6047](https://www.rfc-editor.org/rfc/rfc6047)). */
export function writeInvitation(letter: InvitationLetter, envelope: MailEnvelope): Uint8Array {
  // Who is no longer invited gets the meeting called off in their own calendar (RFC 5546, 3.2.5).
  const method = letter.method === 'request' ? 'request' : 'cancel'
  const text = calendarText(letter.invitation, { method, organizer: envelope.from, stampedAt: envelope.date })
  const headers = [`Content-Type: text/calendar; charset=utf-8; method=${method.toUpperCase()}`, 'Content-Transfer-Encoding: base64'].join('\r\n')
  const parts = [textPart(textOfInvitation(letter)), entity(headers, textBody(text))]
  return Buffer.concat(written('alternative', subjectOfInvitation(letter), parts.map((part) => [part]), envelope).filter((piece) => piece instanceof Uint8Array))
}

function written(kind: 'mixed' | 'alternative', subject: string, parts: readonly (readonly MimePiece[])[], { from, to, date, messageId }: MailEnvelope): readonly MimePiece[] {
  const boundary = boundaryOf(messageId, kind)
  const headers = headerBlock([
    { name: 'From', value: mailboxValue(from) }, { name: 'To', value: mailboxValue(to) }, { name: 'Subject', value: textValue(subject) }, { name: 'Date', value: dateValue(date) },
    { name: 'Message-ID', value: messageId }, { name: 'MIME-Version', value: '1.0' },
  ])
  return [entity(`${headers}\r\nContent-Type: multipart/${kind}; boundary="${boundary}"`, ''), ...multipartBody(boundary, parts)]
}
