import { createHash } from 'node:crypto'
import type { OrdinaryPurpose } from '../../signing/ordinary-letter.js'
import { isNotice, isReminder } from './write-reminder.js'

/** What a letter in clear is by its form, and the SHA-256 of every file it attaches. */
export interface OpenForm {
  readonly purpose: OrdinaryPurpose
  readonly attachments: readonly string[]
}

const TEXT = 'Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: inline\r\nContent-Transfer-Encoding: base64'
const CALENDAR = /^Content-Type: text\/calendar; charset=utf-8; method=(?:REQUEST|CANCEL)\r\nContent-Transfer-Encoding: base64$/u
const WORD = /^Content-Type: application\/vnd\.openxmlformats-officedocument\.wordprocessingml\.document;\r\n/u
/** How a ZIP begins, as every Word file does, in base64. */
const ZIP = 'UEsDB'
const SIMPLE_MAX_BYTES = 50_000

/** The form of a letter that may go in clear: a reminder, a notice, an invitation or Word files, written exactly as this program writes them and with nothing beside. Null for everything else, so that no PDF, and nothing unexpected, ever leaves in clear. */
export function openFormOf(raw: Uint8Array): OpenForm | null {
  if (isNotice(raw)) return { purpose: 'notice', attachments: [] }
  if (isReminder(raw)) return { purpose: 'reminder', attachments: [] }
  const parts = partsOf(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1'))
  const [text, ...others] = parts?.parts ?? []
  if (parts === null || text?.headers !== TEXT || others.length === 0) return null
  const [calendar] = others
  if (parts.kind === 'alternative') return others.length === 1 && raw.byteLength < SIMPLE_MAX_BYTES && CALENDAR.test(calendar?.headers ?? '') ? { purpose: 'invitation', attachments: [] } : null
  return others.every(({ headers, body }) => WORD.test(headers) && body.startsWith(ZIP)) ? { purpose: 'draft', attachments: others.map(({ body }) => createHash('sha256').update(Buffer.from(body, 'base64')).digest('hex')) } : null
}

interface Part {
  readonly headers: string
  readonly body: string
}

/** The parts of a multipart whose every body is base64 and nothing else; null when it is another kind of mail. */
function partsOf(text: string): { readonly kind: 'mixed' | 'alternative'; readonly parts: readonly Part[] } | null {
  const [, kind, boundary, content] = /\r\nMIME-Version: 1\.0\r\nContent-Type: multipart\/(mixed|alternative); boundary="(=_[0-9a-f]{32})"\r\n\r\n([^]*)$/u.exec(text) ?? []
  if ((kind !== 'mixed' && kind !== 'alternative') || boundary === undefined || content === undefined || text.indexOf('\r\n\r\n') !== text.length - content.length - 4) return null
  const [before, ...pieces] = content.split(`--${boundary}`)
  if (before !== '' || pieces.pop() !== '--\r\n') return null
  const parts = pieces.map((piece): Part => {
    const end = piece.indexOf('\r\n\r\n')
    return { headers: piece.slice(2, Math.max(end, 2)), body: piece.slice(end + 4, -2) }
  })
  return parts.every(({ headers, body }) => headers !== '' && /^[A-Za-z0-9+/=\r\n]*$/u.test(body)) ? { kind, parts } : null
}
