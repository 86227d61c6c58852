import { inflateSync } from 'node:zlib'
import { isArray, isDictionary, nameIn, OddPdf, PdfReference, PdfStream, PdfValues, type PdfDictionary, type PdfValue } from './pdf-values.js'

/** Where a revision says an object stands. */
type Place = { readonly at: number } | { readonly container: number; readonly index: number } | 'free'

const MOST_SECTIONS = 300
const MOST_NUMBERS = 500_000
const MOST_UNPACKED = 64 * 1024 * 1024
const TAIL = 1024

/** A PDF file as it was when it ended here: its objects as its cross-reference says, and no others (ISO 32000-2, 7.5). */
export class PdfRevision {
  private readonly places = new Map<number, Place>()
  private readonly kept = new Map<number, PdfValue>()
  private readonly containers = new Map<number, readonly PdfValue[]>()
  private readonly reading = new Set<number>()
  private unpacked = 0
  readonly trailer: PdfDictionary

  /** @throws OddPdf */
  constructor(readonly bytes: Uint8Array) {
    const tail = Buffer.from(bytes.subarray(-TAIL)).toString('latin1')
    const start = /startxref\s+(\d{1,12})\s+%%EOF\s*$/.exec(tail)?.[1]
    if (start === undefined) throw new OddPdf('the file does not end as a PDF')
    const seen = new Set<number>()
    let trailer: PdfDictionary | null = null
    for (let at: number | null = Number(start); at !== null; ) {
      if (seen.has(at) || seen.size > MOST_SECTIONS) throw new OddPdf('cross-references in a loop')
      seen.add(at)
      const section: PdfDictionary = this.section(at)
      if (section.has('XRefStm')) throw new OddPdf('two cross-references in one')
      trailer ??= section
      const prev: PdfValue = section.get('Prev') ?? null
      if (prev !== null && (typeof prev !== 'number' || prev < 0 || prev >= bytes.length)) throw new OddPdf('a broken chain of cross-references')
      at = prev
    }
    if (trailer === null) throw new OddPdf('no trailer')
    this.trailer = trailer
  }

  /** The numbers of every object there is. */
  numbers(): number[] {
    return [...this.places].flatMap(([number, place]) => (place === 'free' ? [] : [number]))
  }

  /** Whether both revisions take the object from the same bytes. */
  standsWhere(other: PdfRevision, number: number): boolean {
    const [here, there] = [this.places.get(number), other.places.get(number)]
    if (here === undefined || there === undefined || here === 'free' || there === 'free') return (here ?? 'free') === (there ?? 'free')
    if ('at' in here) return 'at' in there && here.at === there.at
    return 'container' in there && here.container === there.container && here.index === there.index && this.standsWhere(other, here.container)
  }

  /** An object by number; undefined when there is none. @throws OddPdf */
  at(number: number): PdfValue | undefined {
    const place = this.places.get(number)
    if (place === undefined || place === 'free') return undefined
    const known = this.kept.get(number)
    if (known !== undefined) return known
    if (this.reading.has(number)) throw new OddPdf('an object within itself')
    this.reading.add(number)
    const value = 'at' in place ? this.indirect(place.at, number) : this.packed(place.container)[place.index]
    this.reading.delete(number)
    if (value === undefined) throw new OddPdf('an object that is not in its stream')
    this.kept.set(number, value)
    return value
  }

  /** What a value stands for, itself when it is no reference. @throws OddPdf */
  follow(value: PdfValue | undefined): PdfValue | undefined {
    let found = value
    for (let steps = 0; found instanceof PdfReference; steps += 1) {
      if (steps > 10) throw new OddPdf('references without end')
      found = this.at(found.number)
    }
    return found
  }

  /** The dictionary a value stands for, a stream's too; null when it stands for none. @throws OddPdf */
  dictionary(value: PdfValue | undefined): PdfDictionary | null {
    const found = this.follow(value)
    if (found instanceof PdfStream) return found.dictionary
    return isDictionary(found) ? found : null
  }

  /** A stream's content. @throws OddPdf */
  content(stream: PdfStream): Uint8Array {
    const filter = this.follow(stream.dictionary.get('Filter'))
    const only = isArray(filter) && filter.length === 1 ? this.follow(filter[0]) : filter
    if (only === undefined || only === null || (isArray(only) && only.length === 0)) return stream.bytes
    if (nameIn(only) !== 'FlateDecode') throw new OddPdf('a filter that is not followed')
    const plain = unpack(stream.bytes, MOST_UNPACKED - this.unpacked)
    this.unpacked += plain.length
    const given = this.follow(stream.dictionary.get('DecodeParms'))
    const parameters = this.dictionary(isArray(given) ? given[0] : given)
    return parameters === null ? plain : unpredict(plain, parameters)
  }

  private section(at: number): PdfDictionary {
    const values = new PdfValues(this.bytes, at, 'in-file')
    if (!values.takes('xref')) return this.streamSection(at)
    while (!values.takes('trailer')) {
      const [first, count] = [values.whole(), values.whole()]
      for (let i = 0; i < count; i += 1) {
        const [offset, generation] = [values.whole(), values.whole()]
        const used = values.takes('n')
        if (!used && !values.takes('f')) throw new OddPdf('a broken cross-reference')
        this.place(first + i, used ? (generation > 65_535 ? 'free' : { at: offset }) : 'free')
      }
    }
    const trailer = values.value()
    if (!isDictionary(trailer)) throw new OddPdf('no trailer')
    return trailer
  }

  private streamSection(at: number): PdfDictionary {
    const stream = this.indirect(at, null)
    if (!(stream instanceof PdfStream) || nameIn(stream.dictionary.get('Type')) !== 'XRef') throw new OddPdf('no cross-reference where it should be')
    const { dictionary } = stream
    const widths = numbersIn(dictionary.get('W'))
    const size = numbersIn([dictionary.get('Size') ?? null])[0] ?? 0
    const index = dictionary.has('Index') ? numbersIn(dictionary.get('Index')) : [0, size]
    const [a = 0, b = 0, c = 0] = widths
    if (widths.length !== 3 || widths.some((width) => width > 6) || a + b + c === 0) throw new OddPdf('a broken cross-reference')
    const content = this.content(stream)
    let from = 0
    const field = (width: number): number => {
      let value = 0
      for (let i = 0; i < width; i += 1) value = value * 256 + (content[from + i] ?? 0)
      from += width
      return value
    }
    for (let part = 0; part + 1 < index.length; part += 2) {
      for (let i = 0; i < (index[part + 1] ?? 0); i += 1) {
        if (from + a + b + c > content.length) throw new OddPdf('a cross-reference that is cut off')
        const [type, second, third] = [a === 0 ? 1 : field(a), field(b), field(c)]
        this.place((index[part] ?? 0) + i, type === 1 ? { at: second } : type === 2 ? { container: second, index: third } : 'free')
      }
    }
    return dictionary
  }

  /** The newest section is read first, and what it says holds. */
  private place(number: number, place: Place): void {
    if (number > MOST_NUMBERS) throw new OddPdf('too many objects')
    if (!this.places.has(number)) this.places.set(number, place)
  }

  private indirect(at: number, number: number | null): PdfValue {
    if (at >= this.bytes.length) throw new OddPdf('an object beyond the end')
    const values = new PdfValues(this.bytes, at, 'in-file')
    const stated = values.whole()
    values.whole()
    if (!values.takes('obj') || (number !== null && stated !== number)) throw new OddPdf('an object that is not where it should be')
    const value = values.value()
    if (values.takes('endobj')) return value
    if (!values.takes('stream') || !isDictionary(value)) throw new OddPdf('an object without an end')
    if (this.bytes[values.at] === 0x0d) values.at += 1
    if (this.bytes[values.at] !== 0x0a) throw new OddPdf('a stream without a beginning')
    const from = values.at + 1
    const length = this.follow(value.get('Length'))
    if (typeof length !== 'number' || !Number.isInteger(length) || length < 0 || from + length > this.bytes.length) throw new OddPdf('a stream without a length')
    values.at = from + length
    if (!values.takes('endstream') || !values.takes('endobj')) throw new OddPdf('a stream of another length')
    return new PdfStream(value, this.bytes.subarray(from, from + length))
  }

  private packed(number: number): readonly PdfValue[] {
    const known = this.containers.get(number)
    if (known !== undefined) return known
    const place = this.places.get(number)
    if (place === undefined || place === 'free' || !('at' in place)) throw new OddPdf('objects in a stream that is not there')
    const stream = this.indirect(place.at, number)
    if (!(stream instanceof PdfStream) || nameIn(stream.dictionary.get('Type')) !== 'ObjStm') throw new OddPdf('no stream of objects')
    const [count = 0, first = 0] = numbersIn([this.follow(stream.dictionary.get('N')) ?? null, this.follow(stream.dictionary.get('First')) ?? null])
    const content = this.content(stream)
    const head = new PdfValues(content, 0, 'unpacked')
    if (count > MOST_NUMBERS) throw new OddPdf('too many objects')
    const offsets = Array.from({ length: count }, () => [head.whole(), head.whole()] as const)
    const objects = offsets.map(([, offset]) => new PdfValues(content, first + offset, 'unpacked').value())
    this.containers.set(number, objects)
    return objects
  }
}

function numbersIn(value: PdfValue | undefined): number[] {
  if (!isArray(value)) throw new OddPdf('numbers are missing')
  return value.map((one) => {
    if (typeof one !== 'number' || !Number.isInteger(one) || one < 0) throw new OddPdf('a number is missing')
    return one
  })
}

function unpack(bytes: Uint8Array, most: number): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: Math.max(1, most) })
  } catch (cause) {
    throw new OddPdf('a stream that cannot be unpacked', { cause })
  }
}

/** Undoes the row filters of PNG, which cross-reference streams use; only `up` and none in practice. */
function unpredict(plain: Uint8Array, parameters: PdfDictionary): Uint8Array {
  const predictor = parameters.get('Predictor') ?? 1
  if (predictor === 1) return plain
  const columns = parameters.get('Columns') ?? 1
  if (typeof predictor !== 'number' || predictor < 10 || typeof columns !== 'number' || columns < 1 || (parameters.get('Colors') ?? 1) !== 1 || (parameters.get('BitsPerComponent') ?? 8) !== 8) throw new OddPdf('a filter that is not followed')
  const rows = Math.floor(plain.length / (columns + 1))
  const out = new Uint8Array(rows * columns)
  for (let row = 0; row < rows; row += 1) {
    const kind = plain[row * (columns + 1)] ?? 0
    if (kind !== 0 && kind !== 1 && kind !== 2) throw new OddPdf('a filter that is not followed')
    for (let i = 0; i < columns; i += 1) {
      const before = kind === 2 ? (row === 0 ? 0 : (out[(row - 1) * columns + i] ?? 0)) : kind === 1 && i > 0 ? (out[row * columns + i - 1] ?? 0) : 0
      out[row * columns + i] = ((plain[row * (columns + 1) + 1 + i] ?? 0) + before) & 0xff
    }
  }
  return out
}
