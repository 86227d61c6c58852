import { deflateSync } from 'node:zlib'
import { PDFRawStream, PDFStream, type PDFContext } from 'pdf-lib'

/** Objects that stand together in one object stream. */
export interface PackedObjects {
  readonly numbers: readonly number[]
  /** Where the first object begins, behind the table of places. */
  readonly firstOffset: number
  /** The table and the objects, compressed. */
  readonly bytes: Uint8Array
}

/** Version and a comment that shows the file to be binary (ISO 19005-2, 6.1.2). */
const HEADER = Buffer.from('%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n', 'latin1')
const ENTRY_BYTES = 7
/** Lists of numbers that more effort makes hardly any smaller. */
const LEVEL = { level: 1 } as const

/** Where an object of the file stands: at an offset, or at an index of an object stream. */
type Place = readonly [type: 1 | 2, place: number, index: number]

/** Packs objects, given as they are written, for an object stream (ISO 32000-1, 7.5.7). */
export function packObjects(objects: readonly { readonly number: number; readonly written: string }[]): PackedObjects {
  let offset = 0
  let index = ''
  for (const { number, written } of objects) {
    index += `${number} ${offset} `
    offset += written.length + 1
  }
  const body = Buffer.from(`${index}\n${objects.map(({ written }) => written).join('\n')}\n`, 'latin1')
  return { numbers: objects.map(({ number }) => number), firstOffset: index.length + 1, bytes: deflateSync(body, LEVEL) }
}

/** A file as it grows, with the place of every object. */
class GrowingFile {
  readonly parts: Uint8Array[] = [HEADER]
  readonly places = new Map<number, Place>()
  size = HEADER.length

  #push(...parts: Uint8Array[]): void {
    for (const part of parts) {
      this.parts.push(part)
      this.size += part.length
    }
  }

  text(text: string): void {
    this.#push(Buffer.from(text, 'latin1'))
  }

  stream(number: number, dictionary: string, bytes: Uint8Array): void {
    this.places.set(number, [1, this.size, 0])
    this.text(`${number} 0 obj\n${dictionary}\nstream\n`)
    this.#push(bytes)
    this.text('\nendstream\nendobj\n')
  }

  packed(number: number, { firstOffset, bytes, numbers }: PackedObjects): void {
    for (const [index, packed] of numbers.entries()) this.places.set(packed, [2, number, index])
    this.stream(number, `<</Type/ObjStm/N ${numbers.length}/First ${firstOffset}/Length ${bytes.length}/Filter/FlateDecode>>`, bytes)
  }

  /** The cross-reference stream (ISO 32000-1, 7.5.8) and the end of the file. */
  close(number: number, trailer: string): Uint8Array {
    const startAt = this.size
    this.places.set(number, [1, startAt, 0])
    const entries = new DataView(new ArrayBuffer((number + 1) * ENTRY_BYTES))
    entries.setUint16(5, 0xffff)
    for (const [object, [type, place, index]] of this.places) {
      entries.setUint8(object * ENTRY_BYTES, type)
      entries.setUint32(object * ENTRY_BYTES + 1, place)
      entries.setUint16(object * ENTRY_BYTES + 5, index)
    }
    const bytes = deflateSync(new Uint8Array(entries.buffer), LEVEL)
    this.stream(number, `<</Type/XRef/Size ${number + 1}/W[1 4 2]${trailer}/Length ${bytes.length}/Filter/FlateDecode>>`, bytes)
    this.text(`startxref\n${startAt}\n%%EOF\n`)
    return Buffer.concat(this.parts, this.size)
  }
}

/** The whole file: streams as they are, everything else packed; `structure` holds the objects that the context does not know of, null when there are none. */
export function writeFile(context: PDFContext, structure: PackedObjects | null): Uint8Array {
  const file = new GrowingFile()
  const loose: { number: number; written: string }[] = []
  for (const [ref, value] of context.enumerateIndirectObjects()) {
    if (value instanceof PDFRawStream) file.stream(ref.objectNumber, value.dict.toString(), value.contents)
    else if (value instanceof PDFStream) throw new Error('a stream is written as its bytes')
    else loose.push({ number: ref.objectNumber, written: value.toString() })
  }
  if (structure !== null) file.packed(context.nextRef().objectNumber, structure)
  file.packed(context.nextRef().objectNumber, packObjects(loose))
  const { Root, Info, ID } = context.trailerInfo
  return file.close(context.nextRef().objectNumber, `/Root ${String(Root)}/Info ${String(Info)}/ID ${String(ID)}`)
}
