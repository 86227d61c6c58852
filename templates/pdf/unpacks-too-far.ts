import { inflatedUpTo } from './decoded-content.js'

/** All of a form's or an agreement's fonts, pictures and tables together are far less. */
const MOST_BYTES = 256 * 1024 * 1024
const HEADER_BYTES = 4096
/** First bytes of zlib data: a 32-kilobyte window and a check that divides by 31 (RFC 1950, 2.2). */
const isZlib = (first: number, second: number): boolean => (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0

/** A name as it is meant: "#46" stands for "F" (ISO 32000-1, 7.3.5). */
function plainNames(text: string): string {
  return text.replaceAll(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

/** Whether the parts that have to be unpacked to read the file at all, or everything in it together, would fill the memory; asked before anything reads the file. */
export function unpacksTooFar(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let left = MOST_BYTES
  for (let at = file.indexOf('stream'); at !== -1; at = file.indexOf('stream', at + 6)) {
    if (file.toString('latin1', at - 3, at) === 'end') continue
    const header = plainNames(file.toString('latin1', Math.max(0, at - HEADER_BYTES, file.lastIndexOf(' obj', at)), at))
    const isNeeded = /\/ObjStm|\/XRef/.test(header)
    if (isNeeded && /\/(LZW|RunLength|ASCII\w+)Decode|\/Fl(ateDecode)?\s*\/Fl/.test(header)) return true
    const from = at + 6 + (file[at + 6] === 0x0d ? 1 : 0) + (file[at + 6] === 0x0a || file[at + 7] === 0x0a ? 1 : 0)
    if (!isZlib(file[from] ?? 0, file[from + 1] ?? 0)) continue
    const end = file.indexOf('endstream', from)
    const unpacked = inflatedUpTo(file.subarray(from, end === -1 ? file.length : end), left)
    if (unpacked === null) return true
    left -= unpacked.length
  }
  return false
}
