/** What a mail that came back about a letter is. A `notice` tells nothing for certain and is for a person to read. */
export const ANSWER_KINDS = ['delivered', 'delayed', 'bounced', 'auto-reply', 'notice', 'reply'] as const
export type AnswerKind = (typeof ANSWER_KINDS)[number]

/** A mail that came back, as far as the program understands it. */
export interface ReturnedMail {
  readonly kind: AnswerKind
  /** ENVID of the letter a delivery report is about ([RFC 3464](https://www.rfc-editor.org/rfc/rfc3464)); null when it names none. */
  readonly envelopeId: string | null
  /** Message-IDs it refers to, angle brackets included. */
  readonly messageIds: readonly string[]
  /** An address, or the empty string. */
  readonly from: string
  readonly subject: string
  /** The address a delivery report is about; null when it names none. */
  readonly recipient: string | null
  /** What the mail system said, or why the mail is taken for what it is; null when there is nothing to say. */
  readonly diagnostic: string | null
}

/** What a letter is recognised by. */
export interface SentMark {
  readonly id: string
  readonly messageId: string | null
  readonly recipient: string
}

/** The letter a mail is about: by ENVID where a report gives one, otherwise by the Message-IDs it refers to. Null when it is about none, or about several. */
export function letterAnswered<L extends SentMark>(mail: ReturnedMail, letters: readonly L[]): L | null {
  const byEnvelope = letters.filter(({ id }) => id === mail.envelopeId)
  const found = byEnvelope.length > 0 ? byEnvelope : letters.filter(({ messageId }) => messageId !== null && mail.messageIds.includes(messageId))
  const [letter] = found
  return letter === undefined || found.length > 1 ? null : letter
}

/** Whether a delivery report is about the recipient the letter went to; one that names no recipient is. */
export function isAboutRecipient({ recipient }: ReturnedMail, letter: SentMark): boolean {
  return recipient === null || recipient.toLowerCase() === letter.recipient.toLowerCase()
}

/** What the recipient's answer can mean, as a person reads it; `irrelevant` when it means nothing for the letter. */
export const ANSWER_MEANINGS = ['received', 'completion-requested', 'approved', 'irrelevant'] as const
export type AnswerMeaning = (typeof ANSWER_MEANINGS)[number]

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
