import { bytesOfLines } from './base64-lines.js'
import { LineCutter } from './line-cutter.js'
import { boundaryIn } from './mime.js'
import { PieceReader } from './piece-reader.js'

/** One part of a multipart while it passes: its body, decoded, must be read to its end before the next part comes. */
export interface PassingPart {
  /** Empty when there is none. */
  readonly fileName: string
  readonly body: AsyncIterable<Uint8Array>
}

/** A multipart while it passes; of its headers, unfolded and decoded by lower-case name, the last of each. */
export interface PassingMultipart {
  readonly boundary: string
  readonly headers: ReadonlyMap<string, string>
  readonly parts: AsyncGenerator<PassingPart>
}

const MOST_HEADER_BYTES = 65_536
const [LINE_WIDTH, LINE_BYTES] = [76, 78]
const HEADERS_END = '\r\n\r\n'

/** Reads back what `encrypt-letter.ts` writes, holding no more than a piece of it; not a parser for strangers' mail. */
export async function readMultipart(bytes: AsyncIterable<Uint8Array>): Promise<PassingMultipart> {
  const reader = new PieceReader(bytes)
  const headers = headersOf(await reader.textUntil(HEADERS_END, MOST_HEADER_BYTES))
  const boundary = boundaryIn(headers.get('content-type'))
  if (boundary === '') throw new Error('a letter is a multipart')
  return { headers, boundary, parts: partsOf(reader, boundary) }
}

async function* partsOf(reader: PieceReader, boundary: string): AsyncGenerator<PassingPart> {
  await reader.textUntil(`--${boundary}`, 0)
  for (;;) {
    const after = await reader.textUntil('\r\n', 2)
    if (after === '--') return requireEnd(reader)
    if (after !== '') throw new Error('a boundary stands on a line of its own')
    const headers = headersOf(await reader.textUntil(HEADERS_END, MOST_HEADER_BYTES))
    const raw = reader.until(`\r\n--${boundary}`)
    yield { fileName: fileNameIn(headers.get('content-disposition') ?? ''), body: headers.get('content-transfer-encoding') === 'base64' ? decodedLines(raw) : raw }
    if ((await raw.next()).done !== true) throw new Error('a part is read to its end before the next')
  }
}

async function requireEnd(reader: PieceReader): Promise<void> {
  if ((await reader.rest(0)) !== '') throw new Error('nothing follows a letter')
}

/** Base64 in our own lines, decoded whole lines at a time whatever pieces it comes in. */
async function* decodedLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const cutter = new LineCutter(LINE_BYTES, 0)
  for await (const piece of pieces) {
    const lines = cutter.take(piece)
    if (lines.length > 0) yield bytesOfLines(lines, LINE_WIDTH)
  }
  // The last line alone has no CRLF, and may be shorter or padded.
  if (cutter.rest().byteLength > 0) yield Buffer.from(cutter.rest().toString('latin1'), 'base64')
}

function headersOf(block: string): Map<string, string> {
  const headers = new Map<string, string>()
  for (const line of block.replace(/\r\n[ \t]+/gu, ' ').split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim()))
  }
  return headers
}

/** RFC 2047: neighbouring words are one run of bytes, so that a letter split between them survives. */
function decodeWords(value: string): string {
  return value.replace(/=\?utf-8\?[bq]\?[^?]*\?=(?:\s+=\?utf-8\?[bq]\?[^?]*\?=)*/giu, (run) => {
    const words = [...run.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/giu)]
    return Buffer.concat(words.map(([, encoding, text]) => decodeWord(encoding ?? '', text ?? ''))).toString('utf8')
  })
}

function decodeWord(encoding: string, text: string): Buffer {
  if (encoding.toLowerCase() === 'b') return Buffer.from(text, 'base64')
  return Buffer.from(text.replace(/_/gu, ' ').replace(/=([0-9A-F]{2})/giu, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16))), 'latin1')
}

/** RFC 2231: the numbered pieces of `filename*`, percent-decoded together. */
function fileNameIn(disposition: string): string {
  const pieces = [...disposition.matchAll(/filename\*(?:(\d+)\*)?=([^;\s]*)/gu)]
  const encoded = pieces.sort((a, b) => Number(a[1] ?? 0) - Number(b[1] ?? 0)).map((piece) => piece[2] ?? '').join('')
  return decodeURIComponent(encoded.replace(/^utf-8''/iu, ''))
}
