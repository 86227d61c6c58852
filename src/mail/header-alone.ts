import { createHash } from 'node:crypto'

const MOST_BYTES = 16_384
const END = /(?:^|\n)\r?\n/u

/** A mail's header, at most 16 kB of it, and in place of what follows a line in Swedish with the SHA-256 of the bytes at hand, by which the mail can be told from another with the same header. */
export function headerAlone(bytes: Uint8Array): Uint8Array {
  const beginning = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, MOST_BYTES))
  const found = END.exec(beginning.toString('latin1'))
  const header = beginning.subarray(0, found?.index ?? beginning.byteLength).toString('latin1').trimEnd()
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return Buffer.concat([Buffer.from(header === '' ? '' : `${header}\r\n`, 'latin1'), Buffer.from(`\r\n[Bara brevhuvudet är sparat. SHA-256 för det som lästes: ${sha256}]\r\n`)])
}
