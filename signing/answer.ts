/** What a mail that came back about a letter is. A `notice` tells nothing for certain and is for a person to read. */
export const ANSWER_KINDS = ['delivered', 'delayed', 'bounced', 'auto-reply', 'notice', 'reply'] as const
export type AnswerKind = (typeof ANSWER_KINDS)[number]

/** A mail that came back, as far as the program understands it. */
export interface ReturnedMail {
  readonly kind: AnswerKind
  /** A report says no more than that the mail was handed on to another server. */
  readonly handedOn?: true
  /** ENVID of the letter a delivery report is about ([RFC 3464](https://www.rfc-editor.org/rfc/rfc3464)); null when it names none. */
  readonly envelopeId: string | null
  /** The Message-IDs it says that it answers, angle brackets included: among all those it refers to, the ones it is about. */
  readonly inReplyTo: readonly string[]
  /** Every Message-ID it refers to, those it answers too. */
  readonly messageIds: readonly string[]
  /** An address, or the empty string. */
  readonly from: string
  readonly subject: string
  /** The address a delivery report is about; null when it names none. */
  readonly recipient: string | null
  /** The other address a report gives where it tells the one the letter was for from the one it was handed on to; null otherwise. */
  readonly finalRecipient: string | null
  /** What the mail system said, or why the mail is taken for what it is; null when there is nothing to say. */
  readonly diagnostic: string | null
}

/** What a letter is recognised by. */
export interface SentMark {
  readonly id: string
  readonly messageId: string | null
  readonly recipient: string
}

/** The mails of ours that a mail is about: by ENVID where a report gives one, otherwise those it answers, otherwise all it refers to, since a conversation goes on under the Message-IDs of everything in it. */
export function mailsAnswered<M extends SentMark>({ envelopeId, inReplyTo, messageIds }: ReturnedMail, ours: readonly M[]): readonly M[] {
  const byEnvelope = ours.filter(({ id }) => isNamedByEnvelope({ envelopeId }, id))
  if (byEnvelope.length > 0) return byEnvelope
  const answered = ours.filter(({ messageId }) => messageId !== null && inReplyTo.includes(messageId))
  return answered.length > 0 ? answered : ours.filter(({ messageId }) => messageId !== null && messageIds.includes(messageId))
}

/** Whether a report names the mail with that id by its ENVID, which nobody knows but the mail servers on the way. */
export function isNamedByEnvelope({ envelopeId }: Pick<ReturnedMail, 'envelopeId'>, id: string): boolean {
  return envelopeId?.toLowerCase() === id.toLowerCase()
}

/** Whether a delivery report is about the recipient the letter went to, by either address it gives; one that names no recipient is. */
export function isAboutRecipient({ recipient, finalRecipient }: ReturnedMail, letter: SentMark): boolean {
  const named = [recipient, finalRecipient].flatMap((address) => (address === null ? [] : [address, withoutXtext(address)]))
  return named.length === 0 || named.some((address) => address.toLowerCase() === letter.recipient.toLowerCase())
}

/** Some servers give ORCPT back as it went over the wire ([RFC 3461](https://www.rfc-editor.org/rfc/rfc3461#section-4)). */
function withoutXtext(address: string): string {
  return address.replace(/\+([0-9A-F]{2})/gu, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
}

/** A report about another address than the letter's, such as one that it was forwarded to, or of an arrival without the ENVID that every letter goes out with, says nothing for certain of the letter, and is for a person to read. */
export function asFarAsKnown(mail: ReturnedMail, letter: SentMark): ReturnedMail {
  if (!isAboutRecipient(mail, letter)) return asNotice(mail, `men för en annan adress (${mail.recipient ?? ''}) än den som det gick till`)
  return mail.kind === 'delivered' && !isNamedByEnvelope(mail, letter.id) ? asNotice(mail, 'men utan brevets eget märke (ENVID), så vem som helst kan ha skrivit den') : mail
}

/** A report as something for a person to read, with the reason why it does not count by itself; any other mail as it is. */
export function asNotice(mail: ReturnedMail, why: string): ReturnedMail {
  const said = SAID_OF[mail.kind]
  if (said === undefined) return mail
  return { ...mail, kind: 'notice', diagnostic: `en rapport om att brevet ${said}, ${why}${mail.diagnostic === null ? '' : `: ${mail.diagnostic}`}`.slice(0, 500) }
}

const SAID_OF: Partial<Record<AnswerKind, string>> = { bounced: 'kom i retur', delayed: 'är försenat', delivered: 'är levererat' }

/** What the recipient's answer can mean, as a person reads it; `irrelevant` when it means nothing for the letter. */
export const ANSWER_MEANINGS = ['received', 'completion-requested', 'approved', 'irrelevant'] as const
export type AnswerMeaning = (typeof ANSWER_MEANINGS)[number]

/** What a mail of this kind can mean: what a mail server reports of a letter is no word of its recipient's. */
export function meaningsOf(kind: AnswerKind): readonly AnswerMeaning[] {
  return kind === 'bounced' || kind === 'delayed' || kind === 'delivered' ? ['irrelevant'] : ANSWER_MEANINGS
}

/** Whether a mail waits for a person to say what it means. */
export function awaitsPerson(kind: AnswerKind): boolean {
  return kind === 'reply' || kind === 'notice'
}

/** How far the mailbox that answers come to has been read. */
export interface MailboxCursor {
  /** The server's promise that UIDs still mean what they did ([RFC 3501](https://www.rfc-editor.org/rfc/rfc3501) 2.3.1.1), as decimal digits. */
  readonly uidValidity: string
  readonly lastUid: number
}
