import PostalMime, { type Attachment, type Email } from 'postal-mime'
import type { AnswerKind, ReturnedMail } from '../../signing/answer.js'
import { Failure } from '../../templates/failure.js'
import { shownLine } from '../../templates/plain-text.js'
import { beginningOf, ENCODED_PART } from './mail-beginning.js'
import { plainWordsOf } from './plain-words.js'

/** No answer to a letter is larger; a report quotes headers only. */
export const ANSWER_MAX_BYTES = ENCODED_PART.bytes

/**
 * Reads a mail that may be about a letter of ours: a delivery report (RFC 3464), qmail's bounce or Exim's, a receipt of opening (RFC 8098), a complaint (RFC 5965), an automatic reply or a person's reply. Nothing in it is trusted, fetched or executed.
 * @throws Failure `answer-unreadable`
 */
export async function readAnswer(bytes: Uint8Array): Promise<ReturnedMail> {
  const mail = understood(await parsed(bytes))
  const shown = (text: string | null): string | null => (text === null ? null : shownLine(text))
  return { ...mail, from: shownLine(mail.from), subject: shownLine(mail.subject), recipient: shown(mail.recipient), finalRecipient: shown(mail.finalRecipient), diagnostic: shown(mail.diagnostic) }
}

function understood(mail: Email): ReturnedMail {
  const report = reportIn(mail, 'message/delivery-status', 'message/global-delivery-status')
  const shared = { inReplyTo: (mail.inReplyTo ?? '').match(MESSAGE_ID)?.slice(0, 100) ?? [], messageIds: messageIdsIn(mail), from: mail.from?.address ?? '', subject: (mail.subject ?? '').slice(0, 500) }
  if (report !== undefined) return { ...shared, ...deliveryReport(textOf(report)) }
  const nothing = { ...shared, envelopeId: null, recipient: null, finalRecipient: null, diagnostic: null }
  const [opened, complaint] = [reportIn(mail, 'message/disposition-notification', 'message/global-disposition-notification'), reportIn(mail, 'message/feedback-report')]
  if (opened !== undefined) return { ...nothing, kind: 'notice', diagnostic: `ett läskvitto, som mottagarens program har sänt (${fieldsOf(textOf(opened)).get('disposition')?.slice(0, 200) ?? 'utan besked'})` }
  if (complaint !== undefined) return { ...nothing, kind: 'notice', diagnostic: 'ett klagomål på brevet, som ett postsystem har sänt vidare' }
  const qmail = qmailBounce(mail.text?.slice(0, MOST_TEXT) ?? '')
  if (qmail !== null && isFromMailSystem(mail)) return { ...nothing, kind: 'bounced', ...qmail }
  const failed = mail.headers.find(({ key }) => key === 'x-failed-recipients')
  if (failed !== undefined && isFromMailSystem(mail)) return { ...nothing, kind: 'bounced', recipient: addressIn(failed.value.split(',')[0]) }
  if (isFromMailSystem(mail)) return { ...nothing, kind: 'notice', diagnostic: 'ett meddelande från ett postsystem, inte i den form som kan tolkas' }
  return { ...nothing, kind: isAutomatic(mail, shared.messageIds) ? 'auto-reply' : 'reply' }
}

async function parsed(bytes: Uint8Array): Promise<Email> {
  if (bytes.byteLength > ANSWER_MAX_BYTES) throw new Failure('answer-unreadable', `Svaret är ${Math.ceil(bytes.byteLength / 1_048_576)} MB; gränsen är ${ANSWER_MAX_BYTES / 1_048_576} MB. Registrera det som står i det för hand med ”record”.`)
  try {
    const mail = await PostalMime.parse(beginningOf(bytes), { forceRfc822Attachments: true, maxNestingDepth: 30, maxHeadersSize: 1_048_576 })
    // Any text has something that can be taken for a header; a mail says whom it is from.
    if (mail.headers.some(({ key }) => key === 'from')) return mail
  } catch (cause) {
    throw unreadable(cause)
  }
  throw unreadable(null)
}

function unreadable(cause: unknown): Failure {
  return new Failure('answer-unreadable', 'Filen går inte att läsa som ett e-postmeddelande. Spara svaret från e-postprogrammet som .eml och försök igen.', { cause })
}

/** The first part of one of these types, also as they are called where addresses and headers are in UTF-8 ([RFC 6533](https://www.rfc-editor.org/rfc/rfc6533)), of a mail that is a report as a whole: what a person attaches is no word about their own mail. */
function reportIn({ headers, attachments }: Email, ...types: readonly string[]): Attachment | undefined {
  const isReport = headers.some(({ key, value }) => key === 'content-type' && /^\s*multipart\/report\b/iu.test(value))
  return isReport ? attachments.find(({ mimeType }) => types.includes(mimeType)) : undefined
}

function textOf({ content }: Attachment): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content)
}

/** Fields of one block of `message/delivery-status`, by lower-case name. */
function fieldsOf(block: string): ReadonlyMap<string, string> {
  const lines = block.replace(/\r?\n[ \t]+/gu, ' ').split(/\r?\n/u)
  return new Map(lines.flatMap((line) => {
    const colon = line.indexOf(':')
    return colon > 0 ? [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const] : []
  }))
}

/** Gravest first: what a report says of one of several recipients must not hide behind another's good news. */
const ACTIONS: readonly (readonly [action: string, kind: AnswerKind])[] = [['failed', 'bounced'], ['delayed', 'delayed'], ['relayed', 'notice'], ['expanded', 'notice'], ['delivered', 'delivered']]

/** The address of a recipient field, without its type and any comment; null when there is none. */
function addressIn(field: string | undefined): string | null {
  const typed = field?.slice(0, MOST_LINE) ?? ''
  const address = typed.slice(typed.indexOf(';') + 1).trim().replace(/ {0,5}\([^()]*\)$/u, '').replace(/^<|>$/gu, '').trim()
  return address === '' ? null : address
}

/** What became of it, in the word of the report or, where that is left out, by the class of its status; no word of success is made up. */
function actionOf(fields: ReadonlyMap<string, string>): string {
  return fields.get('action')?.toLowerCase() ?? { 5: 'failed', 4: 'delayed' }[fields.get('status')?.[0] ?? ''] ?? ''
}

function deliveryReport(text: string): Pick<ReturnedMail, 'kind' | 'handedOn' | 'envelopeId' | 'recipient' | 'finalRecipient' | 'diagnostic'> {
  // The first block is about the message, unless a server has run them all together.
  const blocks = text.split(/\r?\n\r?\n/u).filter((block) => block.trim() !== '').map(fieldsOf)
  const recipients = blocks.filter((fields) => fields.has('final-recipient') || fields.has('original-recipient') || fields.has('action'))
  const envelopeId = blocks[0]?.get('original-envelope-id') ?? null
  for (const [action, kind] of ACTIONS) {
    const about = recipients.find((fields) => actionOf(fields).startsWith(action))
    if (about === undefined) continue
    const [original, final] = [addressIn(about.get('original-recipient')), addressIn(about.get('final-recipient'))]
    const said = [about.get('status'), about.get('diagnostic-code')?.replace(/^[^;]*;\s*/u, '')].filter((part) => part !== undefined)
    return { kind, ...(action === 'relayed' || action === 'expanded' ? { handedOn: true as const } : {}), envelopeId, recipient: original ?? final, finalRecipient: original === null ? null : final, diagnostic: said.join(' ').slice(0, 500) || null }
  }
  return { kind: 'notice', envelopeId, recipient: null, finalRecipient: null, diagnostic: 'en leveransrapport utan besked' }
}

/** What is looked at of a text, and of a line of it: each pattern below meets so much at most, whatever a stranger wrote. */
const [MOST_TEXT, MOST_LINE] = [100_000, 2_000]

/** [QSBMF](https://cr.yp.to/proto/qsbmf.txt): a bounce is recognised by how its text begins. */
function qmailBounce(text: string): Pick<ReturnedMail, 'recipient' | 'diagnostic'> | null {
  if (!text.trimStart().startsWith('Hi. This is the')) return null
  const lines = text.split('\n').map((line) => line.slice(0, MOST_LINE).trim())
  const named = lines.findIndex((line) => /^<[^<>\s]+>:$/u.test(line))
  if (named === -1) return { recipient: null, diagnostic: null }
  const after = lines.slice(named + 1)
  const said = after.slice(0, after.includes('') ? after.indexOf('') : after.length)
  return { recipient: lines[named]?.slice(1, -2) ?? null, diagnostic: said.join(' ').slice(0, 500) || null }
}

function isFromMailSystem(mail: Email): boolean {
  return isMailSystem(mail.from?.address ?? '')
}

/** Whether an address is one that mail systems write from. */
export function isMailSystem(address: string): boolean {
  return /^(mailer-daemon|postmaster)@/iu.test(address)
}

/** What Exchange puts before the subject of the replies it writes by itself, in the languages that letters of ours meet. */
const EXCHANGE_AUTOMATIC = /^\s*(?:automatic reply|automatiskt svar|automatisk svar|automaattinen vastaus)\s*:/iu

/**
 * [RFC 3834](https://www.rfc-editor.org/rfc/rfc3834), and what older programs write instead. `auto-generated` is also what ticket systems say of what a person has answered in them, so of a mail that refers to another it counts only beside what Exchange writes.
 */
function isAutomatic({ headers, subject = '' }: Email, referredTo: readonly string[]): boolean {
  const isExchange = EXCHANGE_AUTOMATIC.test(subject) && headers.some(({ key }) => key === 'x-auto-response-suppress')
  const automatic = referredTo.length > 0 && !isExchange ? /^\s*auto-(?:replied|notified)\b/iu : /^\s*auto-(?:replied|notified|generated)\b/iu
  return headers.some(({ key, value }) => (key === 'auto-submitted' && automatic.test(value)) || ((key === 'x-autoreply' || key === 'x-autorespond') && !/^\s*(?:no|false|0)\b/iu.test(value)) || (key === 'precedence' && /auto_?reply/iu.test(value)))
}

const MESSAGE_ID = /<[^<>\s@]{1,200}@[^<>\s]{1,200}>/gu

/** What the mail refers to: its own reference fields, and the Message-ID of the letter that a report returns or a bounce quotes. */
function messageIdsIn(mail: Email): string[] {
  const own = `${mail.inReplyTo ?? ''} ${mail.references ?? ''}`
  const returned = mail.attachments.filter(({ mimeType }) => ['message/disposition-notification', 'message/global-disposition-notification', 'message/rfc822', 'text/rfc822-headers', 'message/rfc822-headers', 'message/global', 'message/global-headers'].includes(mimeType)).map(textOf)
  const quoted = [plainWordsOf(mail), ...returned].flatMap((text) => [...text.slice(0, MOST_TEXT).matchAll(/^[> ]{0,100}(?:Original-)?Message-ID:[ \t\r\n]{0,20}(<[^<>\s]{1,400}>)/gimu)].map((match) => match[1] ?? ''))
  return [...new Set([...(own.match(MESSAGE_ID) ?? []), ...quoted])].slice(0, 100)
}
