import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { deflateSync } from 'fflate'

/** One file of a ZIP archive, already deflated, so that it can be written many times. */
export interface PackedPart {
  readonly name: string
  readonly deflated: Uint8Array
  readonly sizeBytes: number
  readonly crc: number
}

/** The part deflated for one file; `level` 1-9, low is fast. Another version of Node may deflate to other bytes that say the same. */
export function packPart(name: string, bytes: Uint8Array, level: 1 | 3 | 9): PackedPart {
  return { name, deflated: deflateRawSync(bytes, { level }), sizeBytes: bytes.length, crc: crc32(bytes) }
}

/** The part deflated to the same bytes wherever it is done: for a template, whose hash names its edition. */
export function packPartForGood(name: string, bytes: Uint8Array): PackedPart {
  return { name, deflated: deflateSync(bytes, { level: 9 }), sizeBytes: bytes.length, crc: crc32(bytes) }
}

/** The part's bytes again. */
export function unpackPart({ deflated }: PackedPart): Uint8Array {
  return inflateRawSync(deflated)
}

const LOCAL_HEADER_BYTES = 30
const DIRECTORY_ENTRY_BYTES = 46
const END_BYTES = 22
/** 1 January 1980, midnight: the earliest instant ZIP can say, so that equal content gives equal bytes. */
const FIXED_DATE = 0x0021
const UTF8_NAMES = 0x0800

/** The parts as a ZIP archive, in the order given, dated 1980-01-01. */
export function writeZip(parts: readonly PackedPart[]): Uint8Array {
  const named = parts.map(({ name, deflated, sizeBytes, crc }) => ({ nameBytes: Buffer.from(name), deflated, sizeBytes, crc }))
  const size = named.reduce((sum, part) => sum + LOCAL_HEADER_BYTES + DIRECTORY_ENTRY_BYTES + 2 * part.nameBytes.length + part.deflated.length, END_BYTES)
  const file = new Uint8Array(size)
  const view = new DataView(file.buffer)
  const offsets: number[] = []
  let at = 0
  for (const part of named) {
    offsets.push(at)
    view.setUint32(at, 0x04034b50, true)
    writeEntryFields(view, at + 4, part)
    file.set(part.nameBytes, at + LOCAL_HEADER_BYTES)
    file.set(part.deflated, at + LOCAL_HEADER_BYTES + part.nameBytes.length)
    at += LOCAL_HEADER_BYTES + part.nameBytes.length + part.deflated.length
  }
  const directoryStart = at
  for (const [index, part] of named.entries()) {
    view.setUint32(at, 0x02014b50, true)
    view.setUint16(at + 4, 20, true)
    writeEntryFields(view, at + 6, part)
    view.setUint32(at + 42, offsets[index] ?? 0, true)
    file.set(part.nameBytes, at + DIRECTORY_ENTRY_BYTES)
    at += DIRECTORY_ENTRY_BYTES + part.nameBytes.length
  }
  view.setUint32(at, 0x06054b50, true)
  view.setUint16(at + 8, named.length, true)
  view.setUint16(at + 10, named.length, true)
  view.setUint32(at + 12, at - directoryStart, true)
  view.setUint32(at + 16, directoryStart, true)
  return file
}

/** What a local header and a directory entry both say, from "version needed" to the name's length (APPNOTE 4.3.7, 4.3.12). */
function writeEntryFields(view: DataView, at: number, part: Omit<PackedPart, 'name'> & { readonly nameBytes: Uint8Array }): void {
  view.setUint16(at, 20, true)
  view.setUint16(at + 2, UTF8_NAMES, true)
  view.setUint16(at + 4, 8, true)
  view.setUint16(at + 8, FIXED_DATE, true)
  view.setUint32(at + 10, part.crc, true)
  view.setUint32(at + 14, part.deflated.length, true)
  view.setUint32(at + 18, part.sizeBytes, true)
  view.setUint16(at + 22, part.nameBytes.length, true)
}
