/** One MIME entity as far as our own letters go: decoded body, or parts. */
export interface Entity {
  /** Unfolded and decoded, by lower-case name; of repeated fields the last. */
  readonly headers: ReadonlyMap<string, string>
  /** Empty when there is none. */
  readonly fileName: string
  readonly body: Buffer
  readonly parts: readonly Entity[]
}

/** Reads back what `encrypt-letter.ts` writes; not a parser for strangers' mail. */
export function parseEntity(bytes: Uint8Array): Entity {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = buffer.indexOf('\r\n\r\n')
  if (end === -1) throw new Error('a MIME entity has an empty line after its headers')
  const headers = headersOf(buffer.subarray(0, end).toString('utf8'))
  const body = buffer.subarray(end + 4)
  const boundary = /boundary="([^"]+)"/u.exec(headers.get('content-type') ?? '')?.[1]
  const base64 = headers.get('content-transfer-encoding') === 'base64'
  return {
    headers,
    fileName: fileNameIn(headers.get('content-disposition') ?? ''),
    body: base64 ? Buffer.from(body.toString('latin1'), 'base64') : body,
    parts: boundary === undefined ? [] : partsOf(body, boundary).map(parseEntity),
  }
}

function partsOf(body: Buffer, boundary: string): Buffer[] {
  const parts: Buffer[] = []
  const delimiter = `--${boundary}`
  let at = body.indexOf(delimiter)
  while (at !== -1) {
    const start = at + delimiter.length + 2
    const next = body.indexOf(`\r\n${delimiter}`, start - 2)
    if (next === -1) break
    parts.push(body.subarray(start, next))
    at = next + 2
  }
  return parts
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
