import type SMTPConnection from 'nodemailer/lib/smtp-connection'

/** Bytes a millisecond that a mail server takes at the very least: an eighth of a megabit a second. */
const LEAST_BYTES_PER_MS = 16

/** How long a conversation may take; the socket's own limit counts from the last byte alone, and a server that sends one now and then would never meet it. */
export interface ReplyWatch {
  /** The letter's own bytes are on their way, and take their time. */
  sending(sizeBytes: number): void
  /** The server's next reply is due. */
  awaitReply(): void
  end(): void
}

/**
 * Calls `fail` once when a whole reply takes longer than `replyMs`, or the letter longer than its size allows, or when the lines of one reply say different things: all must bear the same code ([RFC 5321](https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1)), and nodemailer looks at the first alone;
 * or when the connection is lost in the middle of a line, which nodemailer takes for a whole reply. Such a reply is never handed on.
 */
export function watchReplies(connection: SMTPConnection, replyMs: number, fail: (error: Error) => void): ReplyWatch {
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  const allow = (ms: number): void => {
    clearTimeout(timer)
    if (!isOver) timer = setTimeout(() => fail(Object.assign(new Error('postservern svarade inte färdigt i tid'), { code: 'ETIMEDOUT' })), ms)
  }
  // nodemailer keeps its queue of whole replies to itself; the last may still be on its way.
  const pass: unknown = Reflect.get(connection, '_processResponse')
  if (typeof pass !== 'function') throw new Error('nodemailer reads replies')
  const look = (): void => {
    const [reply] = queued(connection)
    if (!isOver && reply !== undefined && !agrees(reply)) return fail(new Error(`raderna i postserverns svar säger emot varandra: ${reply}`))
    if (reply !== undefined && reply.trim() !== '') allow(replyMs)
    Reflect.apply(pass, connection, [])
  }
  const close: unknown = Reflect.get(connection, '_onClose')
  if (typeof close !== 'function') throw new Error('nodemailer sees its connection closed')
  const closed = (): void => {
    const fragment: unknown = Reflect.get(connection, '_remainder')
    Object.assign(connection, { _remainder: '' })
    if (!isOver && typeof fragment === 'string' && fragment.trim() !== '') fail(new Error(`förbindelsen bröts mitt i postserverns svar: ${fragment}`))
    Reflect.apply(close, connection, [])
  }
  Object.assign(connection, { _processResponse: look, _onClose: closed })
  allow(replyMs)
  return {
    sending: (sizeBytes) => allow(replyMs + sizeBytes / LEAST_BYTES_PER_MS),
    awaitReply: () => allow(replyMs),
    end: () => {
      isOver = true
      clearTimeout(timer)
    },
  }
}

function queued(connection: SMTPConnection): readonly string[] {
  const queue: unknown = Reflect.get(connection, '_responseQueue')
  return Array.isArray(queue) ? queue.filter((reply) => typeof reply === 'string') : []
}

/** A line that bears no code agrees with no other. */
function agrees(reply: string): boolean {
  const lines = reply.split('\n')
  const codes = new Set(lines.map((line) => /^\d{3}(?=[ -]|$)/u.exec(line)?.[0]))
  return lines.length === 1 || (codes.size === 1 && !codes.has(undefined))
}
