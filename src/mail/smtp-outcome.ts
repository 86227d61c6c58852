import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { DeliveryOutcome } from '../../signing/delivery.js'

/** What nodemailer hangs on its errors; every member may be missing. */
interface SmtpError {
  readonly message: string
  readonly code: string
  readonly originalCode: string
  readonly command: string
  readonly response: string
  readonly responseCode: number
}

const CERTIFICATE_ERROR = /^(?:CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/u
/** Replies to these are about this letter; replies to anything earlier are about the server or the account. */
const LETTER_COMMANDS = new Set(['MAIL FROM', 'RCPT TO', 'DATA'])

/** nodemailer calls a letter sent when one recipient of several was taken; here that is a refusal. */
export function outcomeOfReply(sent: SMTPConnection.SentMessageInfo): DeliveryOutcome {
  if (sent.rejected.length === 0) return { kind: 'accepted', response: plain(sent.response) }
  const response = sent.rejectedErrors?.map((error) => plain(error.response ?? error.message)).join('; ') ?? plain(sent.response)
  return { kind: 'partly-refused', response, rejected: sent.rejected }
}

/** Tells a refusal from a lost connection; `handedOver` says that the final dot may already have been sent. */
export function outcomeOfError(thrown: unknown, handedOver: boolean): DeliveryOutcome {
  const error = smtpError(thrown)
  const reply = plain(error.response === '' ? error.message : error.response)
  const aboutLetter = LETTER_COMMANDS.has(error.command) || handedOver
  if (aboutLetter && error.responseCode >= 500 && error.responseCode < 600) return { kind: 'refused', response: reply }
  if (error.responseCode >= 400 && error.responseCode < 500) return { kind: 'refused-temporarily', response: reply }
  if (handedOver) return { kind: 'unknown', reason: reply }
  if (error.code === 'ETLS' || CERTIFICATE_ERROR.test(error.code) || CERTIFICATE_ERROR.test(error.originalCode)) return { kind: 'not-secure', reason: reply }
  if (error.code === 'EMESSAGE' || error.code === 'EENVELOPE') return { kind: 'refused', response: reply }
  return { kind: 'unreachable', reason: reply }
}

function smtpError(thrown: unknown): SmtpError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const textAt = (key: string) => {
    const value: unknown = Reflect.get(error, key)
    return typeof value === 'string' ? value : ''
  }
  const responseCode: unknown = Reflect.get(error, 'responseCode')
  return {
    message: error.message, code: textAt('code'), originalCode: textAt('originalCode'), command: textAt('command'), response: textAt('response'),
    responseCode: typeof responseCode === 'number' ? responseCode : 0,
  }
}

/** What a server said as one line, never empty, never endless, without what would move a terminal's cursor or turn the reading direction. */
export function plain(reply: string): string {
  const line = reply.replace(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ').trim().slice(0, 500)
  return line === '' ? 'inget svar' : line
}
