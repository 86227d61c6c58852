import { deflateSync } from 'node:zlib'
import { reference, type ObjectStore, type StreamEntries, type Trailer } from './object-store.js'

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
const STREAM_END = Buffer.from('\nendstream\nendobj\n', 'latin1')
const ENTRY_BYTES = 7
/** Lists of numbers that more effort makes hardly any smaller. */
const LEVEL = { level: 1 } as const

/** Packs objects, given as they are written, for an object stream (ISO 32000-1, 7.5.7). */
export function packObjects(numbers: readonly number[], objects: readonly string[]): PackedObjects {
  let offset = 0
  let index = ''
  for (let at = 0; at < objects.length; at++) {
    index += `${numbers[at] ?? 0} ${offset} `
    offset += (objects[at]?.length ?? 0) + 1
  }
  const body = Buffer.from(`${index}\n${objects.join('\n')}\n`, 'latin1')
  return { numbers, firstOffset: index.length + 1, bytes: deflateSync(body, LEVEL) }
}

/** A PDF file as it grows: streams are laid down at once, everything else is packed at the end. */
export class PdfFile implements ObjectStore {
  readonly #parts: Uint8Array[] = [HEADER]
  #size = HEADER.length
  #last = 0
  /** Offsets of streams by number. */
  readonly #offsets = new Map<number, number>()
  readonly #packed: { readonly stream: number; readonly numbers: readonly number[] }[] = []
  readonly #loose = { numbers: [] as number[], written: [] as string[] }

  /** `last` is the highest number that is given already. */
  constructor(last = 0) {
    this.#last = last
  }

  reserve(count: number): number {
    this.#last += count
    return this.#last - count + 1
  }

  put(object: number, written: string): void {
    this.#loose.numbers.push(object)
    this.#loose.written.push(written)
  }

  stream(entries: StreamEntries, bytes: Uint8Array): number {
    const object = this.reserve(1)
    const written = Object.entries(entries).map(([name, value]) => `/${name} ${value}`).join('')
    this.streamAs(object, `<<${written}/Length ${bytes.length}>>`, bytes)
    return object
  }

  /** The same for a stream that has a number and a whole dictionary. */
  streamAs(object: number, dictionary: string, bytes: Uint8Array): void {
    this.#offsets.set(object, this.#size)
    this.#text(`${object} 0 obj\n${dictionary}\nstream\n`)
    this.#push(bytes)
    this.#push(STREAM_END)
  }

  /** Objects packed before; their numbers must have been reserved. */
  pack({ firstOffset, bytes, numbers }: PackedObjects): void {
    this.#packed.push({ stream: this.stream({ Type: '/ObjStm', N: numbers.length, First: firstOffset, Filter: '/FlateDecode' }, bytes), numbers })
  }

  /** The whole file, which is then done. */
  bytes({ catalog, info, id }: Trailer): Uint8Array {
    this.pack(packObjects(this.#loose.numbers, this.#loose.written))
    const startAt = this.#size
    const object = this.reserve(1)
    this.#offsets.set(object, startAt)
    const bytes = deflateSync(this.#places(), LEVEL)
    this.streamAs(object, `<</Type/XRef/Size ${object + 1}/W[1 4 2]/Root ${reference(catalog)}/Info ${reference(info)}/ID[<${id}><${id}>]/Length ${bytes.length}/Filter/FlateDecode>>`, bytes)
    this.#text(`startxref\n${startAt}\n%%EOF\n`)
    return Buffer.concat(this.#parts, this.#size)
  }

  /** The entries of the cross-reference stream (ISO 32000-1, 7.5.8.3): type, place, index. */
  #places(): Uint8Array {
    const entries = Buffer.alloc((this.#last + 1) * ENTRY_BYTES)
    const set = (object: number, type: 1 | 2, place: number, index: number): void => {
      const at = object * ENTRY_BYTES
      entries[at] = type
      entries.writeUInt32BE(place, at + 1)
      entries.writeUInt16BE(index, at + 5)
    }
    entries.writeUInt16BE(0xffff, 5)
    for (const [object, offset] of this.#offsets) set(object, 1, offset, 0)
    for (const { stream, numbers } of this.#packed) for (let index = 0; index < numbers.length; index++) set(numbers[index] ?? 0, 2, stream, index)
    return entries
  }

  #push(bytes: Uint8Array): void {
    this.#parts.push(bytes)
    this.#size += bytes.length
  }

  #text(text: string): void {
    this.#push(Buffer.from(text, 'latin1'))
  }
}
