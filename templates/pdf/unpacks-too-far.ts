import { inflatedUpTo } from './decoded-content.js'

/** All of a form's or an agreement's fonts, pictures and tables together are far less. */
const MOST_BYTES = 256 * 1024 * 1024
const HEADER_BYTES = 4096
/** No form or agreement of at most 200 pages has nearly as many. */
const MOST_STREAMS = 10_000
/** First bytes of zlib data: a 32-kilobyte window and a check that divides by 31 (RFC 1950, 2.2). */
const isZlib = (first: number, second: number): boolean => (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0

/** A name as it is meant: "#46" stands for "F" (ISO 32000-1, 7.3.5). */
function plainNames(text: string): string {
  return text.replaceAll(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

/** Where the stream that begins there ends; the end of the file when nothing says. */
function endOf(file: Buffer, from: number): number {
  const end = file.indexOf('endstream', from)
  return end === -1 ? file.length : end
}

/** Whether the parts that have to be unpacked to read the file at all, or everything in it together, would fill the memory; asked before anything reads the file. */
export function unpacksTooFar(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let [left, streams, end] = [MOST_BYTES, 0, 0]
  for (let at = file.indexOf('stream'); at !== -1; at = file.indexOf('stream', at + 6)) {
    if (file.toString('latin1', at - 3, at) === 'end') continue
    if (++streams > MOST_STREAMS) return true
    const before = file.toString('latin1', Math.max(0, at - HEADER_BYTES), at)
    const header = plainNames(before.slice(Math.max(0, before.lastIndexOf(' obj'))))
    const isNeeded = /\/ObjStm|\/XRef/.test(header)
    if (isNeeded && /\/(LZW|RunLength|ASCII\w+)Decode|\/Fl(ateDecode)?\s*\/Fl/.test(header)) return true
    const from = at + 6 + (file[at + 6] === 0x0d ? 1 : 0) + (file[at + 6] === 0x0a || file[at + 7] === 0x0a ? 1 : 0)
    if (!isZlib(file[from] ?? 0, file[from + 1] ?? 0)) continue
    if (end < from) end = endOf(file, from)
    const unpacked = inflatedUpTo(file.subarray(from, end), left)
    if (unpacked === null) return true
    left -= unpacked.length
  }
  return false
}
