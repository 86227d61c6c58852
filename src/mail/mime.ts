import { createHash } from 'node:crypto'
import MimeNode from 'nodemailer/lib/mime-node'
import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs'
import type { Mailbox } from '../../signing/letter.js'
import { linesOfBase64 } from './base64-lines.js'

const LINE_WIDTH = 76
const CRLF = '\r\n'

/** A header field before folding. */
export interface HeaderField {
  readonly name: string
  readonly value: string
}

/** A file that goes into an entity as base64 when its turn comes, so that it is never held in memory whole. */
export interface AttachedFile {
  readonly sha256: string
  readonly sizeBytes: number
}

/** A stretch of an entity: bytes as they are, or a file. */
export type MimePiece = Uint8Array | AttachedFile

/** Encoded value of an unstructured field such as Subject ([RFC 2047](https://www.rfc-editor.org/rfc/rfc2047)); a line break in it cannot start a new field. */
export function textValue(text: string): string {
  return MimeNode.encodeHeaderValue('Subject', text)
}

/** Encoded value of From or To with one mailbox. */
export function mailboxValue(mailbox: Mailbox): string {
  return MimeNode.encodeHeaderValue('To', { name: mailbox.name, address: mailbox.address })
}

/** The address of such a mailbox, without its name; empty where there is none. */
export function addressIn(mailbox = ''): string {
  return /<([^<>]*)>$/u.exec(mailbox)?.[1] ?? mailbox
}

/** A date as [RFC 5322](https://www.rfc-editor.org/rfc/rfc5322) writes it, in UTC. */
export function dateValue(date: Date): string {
  return date.toUTCString().replace(/GMT$/u, '+0000')
}

/** Header lines, each field folded at 76 columns, without the empty line that ends them. */
export function headerBlock(fields: readonly HeaderField[]): string {
  return fields.map(({ name, value }) => foldLines(`${name}: ${value}`, LINE_WIDTH)).join(CRLF)
}

/** A boundary that cannot occur in base64 or armor, the same for the same seed. */
export function boundaryOf(seed: string, place: string): string {
  return `=_${createHash('sha256').update(`${place}\n${seed}`).digest('hex').slice(0, 32)}`
}

/** The boundary that header lines name; empty where they name none. */
export function boundaryIn(headers = ''): string {
  return /boundary="([^"]+)"/u.exec(headers)?.[1] ?? ''
}

/** A text part as base64, so that trailing spaces and lines beginning with "From " arrive untouched. */
export function textPart(text: string): Uint8Array {
  const headers = ['Content-Type: text/plain; charset=utf-8', 'Content-Disposition: inline', 'Content-Transfer-Encoding: base64']
  return entity(headers.join(CRLF), textBody(text))
}

/** A text as the base64 body of a part. */
export function textBody(text: string): string {
  const encoded = Buffer.from(text.replace(/\r?\n/gu, CRLF), 'utf8').toString('base64')
  return encoded.match(new RegExp(`.{1,${LINE_WIDTH}}`, 'gu'))?.join(CRLF) ?? ''
}

/** An attached PDF as base64. */
export function pdfPart(fileName: string, file: AttachedFile): readonly MimePiece[] {
  return filePart('application/pdf', fileName, file)
}

/** An attached Word file as base64. */
export function wordPart(fileName: string, file: AttachedFile): readonly MimePiece[] {
  return filePart('application/vnd.openxmlformats-officedocument.wordprocessingml.document', fileName, file)
}

/** The file's name stands both as RFC 2231 says and as older programs expect it. */
function filePart(mediaType: string, fileName: string, file: AttachedFile): readonly MimePiece[] {
  const headers = [
    [`Content-Type: ${mediaType}`, ...nameForOldReaders(fileName)].join(`;${CRLF} `),
    ['Content-Disposition: attachment', ...extendedParameter('filename', fileName)].join(`;${CRLF} `),
    'Content-Transfer-Encoding: base64',
  ]
  return [entity(headers.join(CRLF), ''), file]
}

/** The body of a multipart: every part between boundaries, closed. */
export function multipartBody(boundary: string, parts: readonly (readonly MimePiece[])[]): readonly MimePiece[] {
  return [...parts.flatMap((part) => [Buffer.from(`--${boundary}${CRLF}`), ...part, Buffer.from(CRLF)]), Buffer.from(`--${boundary}--${CRLF}`)]
}

/** Headers, the empty line and a body. */
export function entity(headers: string, body: Uint8Array | string): Uint8Array {
  return Buffer.concat([Buffer.from(headers + CRLF + CRLF), typeof body === 'string' ? Buffer.from(body) : body])
}

/** The pieces one after the other, files read when their turn comes. */
export async function* writtenPieces(pieces: readonly MimePiece[], read: (file: AttachedFile) => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece
    else yield* linesOfBase64(read(piece), LINE_WIDTH)
  }
}

/** `name` as encoded words: against RFC 2047's letter, but what mail programs without RFC 2231 read. */
function nameForOldReaders(fileName: string): string[] {
  const words = encodeWord(fileName, 'B', 52).split(/\s+/u)
  return [`name="${words.join(`${CRLF}  `)}"`]
}

/** A parameter in the numbered, percent-encoded form of [RFC 2231](https://www.rfc-editor.org/rfc/rfc2231), one piece a line. */
function extendedParameter(name: string, value: string): string[] {
  const encoded = Array.from(value, (sign) => (/[A-Za-z0-9._-]/u.test(sign) ? sign : percentEncoded(sign)))
  const pieces: string[] = []
  let piece = "utf-8''"
  for (const sign of encoded) {
    if (piece.length + sign.length > 56) {
      pieces.push(piece)
      piece = ''
    }
    piece += sign
  }
  pieces.push(piece)
  return pieces.length === 1 ? [`${name}*=${piece}`] : pieces.map((text, index) => `${name}*${index}*=${text}`)
}

function percentEncoded(sign: string): string {
  return [...Buffer.from(sign, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}
