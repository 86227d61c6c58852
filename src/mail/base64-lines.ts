import { LineCutter } from './line-cutter.js'

const LINE_END = 2
const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')

/** The two signs for each twelve bits, and CRLF, as two bytes lie in memory: Node writes base64 without line ends, and putting them in afterwards costs more than all the rest. */
const PAIRS = pairsOf(Buffer.from(Array.from({ length: 4096 }, (_, bits) => [ALPHABET[bits >> 6] ?? 0, ALPHABET[bits & 63] ?? 0]).flat()))
const CRLF = pairsOf(Buffer.from('\r\n'))[0] ?? 0

/**
 * Bytes as base64 in lines of `width` columns (a multiple of four) between CRLF, none after the last, whatever pieces the bytes come in.
 * The pieces given are about as large as those taken.
 */
export async function* linesOfBase64(bytes: AsyncIterable<Uint8Array>, width: number): AsyncGenerator<Uint8Array> {
  // The last line stays, since only the end says whether it is to be padded.
  const cutter = new LineCutter((width / 4) * 3, 1)
  let isFirst = true
  for await (const piece of bytes) {
    const whole = cutter.take(piece)
    if (whole.length === 0) continue
    yield inLines(whole, width, isFirst)
    isFirst = false
  }
  if (cutter.rest().byteLength > 0) yield inLines([cutter.rest()], width, isFirst)
}

/** How many bytes `linesOfBase64` makes of `sizeBytes`. */
export function sizeAsLines(sizeBytes: number, width: number): number {
  const encoded = Math.ceil(sizeBytes / 3) * 4
  return encoded + LINE_END * Math.max(0, Math.ceil(encoded / width) - 1)
}

/** The bytes that stretches of whole lines of `width` columns stand for, each line with CRLF after it and none padded. Throws when they are anything else: clear text could hide there. */
export function bytesOfLines(stretches: readonly Uint8Array[], width: number): Buffer {
  const size = stretches.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const read = Buffer.allocUnsafeSlow((size / (width + LINE_END)) * (width / 4) * 3)
  let to = 0
  for (const { buffer, byteOffset, byteLength } of stretches) {
    const lines = Buffer.from(buffer, byteOffset, byteLength)
    requireLines(lines, width)
    to += read.write(lines.toString('latin1'), to, 'base64')
  }
  // Node passes over what is no base64, and then there are fewer bytes than the lines have room for.
  if (to !== read.byteLength) throw new Error('there is more than base64 in the lines')
  return read
}

/** Node takes the base64 of URLs for the same. */
function requireLines(lines: Buffer, width: number): void {
  for (let end = width; end < lines.byteLength; end += width + LINE_END) {
    if (lines[end] !== 0x0d || lines[end + 1] !== 0x0a) throw new Error(`the lines are ${width} columns wide`)
  }
  if (lines.includes(0x2d) || lines.includes(0x5f)) throw new Error('there is more than base64 in the lines')
}

/** Each line but the very first with the CRLF before it. */
function inLines(stretches: readonly Uint8Array[], width: number, isFirst: boolean): Uint8Array {
  const perLine = (width / 4) * 3
  const size = stretches.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const written = Buffer.allocUnsafeSlow(sizeAsLines(size, width) + (isFirst ? 0 : LINE_END))
  const pairs = pairsOf(written)
  let to = 0
  for (const bytes of stretches) {
    for (let at = 0; at < bytes.byteLength; at += perLine) {
      if (!isFirst || to > 0) pairs[to++] = CRLF
      to = writeLine(bytes, at, Math.min(at + perLine, bytes.byteLength), pairs, to)
    }
  }
  return written
}

function writeLine(bytes: Uint8Array, start: number, end: number, pairs: Uint16Array, from: number): number {
  let to = from
  const whole = end - ((end - start) % 3)
  for (let at = start; at < whole; at += 3) {
    const middle = bytes[at + 1] ?? 0
    pairs[to] = PAIRS[((bytes[at] ?? 0) << 4) | (middle >> 4)] ?? 0
    pairs[to + 1] = PAIRS[((middle & 15) << 8) | (bytes[at + 2] ?? 0)] ?? 0
    to += 2
  }
  if (whole === end) return to
  const padded = pairsOf(Buffer.from(Buffer.from(bytes.subarray(whole, end)).toString('base64')))
  pairs.set(padded, to)
  return to + padded.length
}

/** Bytes two at a time. */
function pairsOf(bytes: Buffer): Uint16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes)
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2)
}
