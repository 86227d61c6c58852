/** A file that is not built as ISO 32000 says, or that this reading does not follow: nothing can be said of its signatures then. */
export class OddPdf extends Error {}

/** A name, without its slash. */
export class PdfName {
  constructor(readonly name: string) {}
}

/** A reference to an indirect object. */
export class PdfReference {
  constructor(readonly number: number, readonly generation: number) {}
}

/** A string, and where its token stands in the file, brackets included; no place within an object stream. */
export class PdfText {
  constructor(readonly bytes: Uint8Array, readonly kind: 'hex' | 'literal', readonly startsAt: number, readonly endsAt: number) {}
}

/** A dictionary with the stream that follows it, as it lies in the file. */
export class PdfStream {
  constructor(readonly dictionary: PdfDictionary, readonly bytes: Uint8Array) {}
}

export type PdfDictionary = ReadonlyMap<string, PdfValue>
export type PdfValue = null | boolean | number | PdfName | PdfReference | PdfText | PdfStream | PdfDictionary | readonly PdfValue[]

const MOST_DEEP = 60
const MOST_VALUES = 2_000_000
const WHITE = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20])
const DELIMITERS = new Set(Buffer.from('()<>[]{}/%'))
const ESCAPES: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, b: 0x08, f: 0x0c }

/** Reads PDF values from bytes, strictly (ISO 32000-2, 7.2-7.3). */
export class PdfValues {
  private values = 0

  /** `placed` says whether places in these bytes are places in the file. */
  constructor(readonly bytes: Uint8Array, public at: number, private readonly placed: 'in-file' | 'unpacked') {}

  /** The next value. @throws OddPdf */
  value(depth = 0): PdfValue {
    this.values += 1
    if (depth > MOST_DEEP || this.values > MOST_VALUES) throw new OddPdf('too deep or too much')
    this.skipWhite()
    const byte = this.bytes[this.at]
    if (byte === undefined) throw new OddPdf('the file ends within a value')
    const sign = String.fromCharCode(byte)
    if (sign === '/') return this.name()
    if (sign === '(') return this.literal()
    if (sign === '[') return this.array(depth)
    if (sign === '<') return this.bytes[this.at + 1] === byte ? this.dictionary(depth) : this.hex()
    if (/[0-9+.-]/.test(sign)) return this.numberOrReference()
    const word = this.word()
    if (word === 'null') return null
    if (word === 'true' || word === 'false') return word === 'true'
    throw new OddPdf('an unknown word')
  }

  /** True, and past it, when the word stands next. */
  takes(word: string): boolean {
    this.skipWhite()
    if (Buffer.from(this.bytes.buffer, this.bytes.byteOffset + this.at, Math.min(word.length, this.bytes.length - this.at)).toString('latin1') !== word) return false
    this.at += word.length
    return true
  }

  /** A whole number that is not negative. @throws OddPdf */
  whole(): number {
    this.skipWhite()
    const word = this.word()
    if (!/^\d{1,12}$/.test(word)) throw new OddPdf('a number is missing')
    return Number(word)
  }

  skipWhite(): void {
    for (;;) {
      const byte = this.bytes[this.at]
      if (byte === 0x25) while (this.at < this.bytes.length && this.bytes[this.at] !== 0x0a && this.bytes[this.at] !== 0x0d) this.at += 1
      else if (byte !== undefined && WHITE.has(byte)) this.at += 1
      else return
    }
  }

  private word(): string {
    const from = this.at
    for (let byte = this.bytes[this.at]; byte !== undefined && !WHITE.has(byte) && !DELIMITERS.has(byte); byte = this.bytes[this.at]) this.at += 1
    if (this.at - from > 4000) throw new OddPdf('a word without end')
    return Buffer.from(this.bytes.subarray(from, this.at)).toString('latin1')
  }

  private name(): PdfName {
    this.at += 1
    return new PdfName(this.word().replaceAll(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))))
  }

  private numberOrReference(): number | PdfReference {
    const word = this.word()
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) throw new OddPdf('a broken number')
    const before = this.at
    if (/^\d{1,10}$/.test(word)) {
      this.skipWhite()
      const generation = this.word()
      if (/^\d{1,5}$/.test(generation)) {
        this.skipWhite()
        if (this.word() === 'R') return new PdfReference(Number(word), Number(generation))
      }
      this.at = before
    }
    return Number(word)
  }

  private array(depth: number): PdfValue[] {
    this.at += 1
    const items: PdfValue[] = []
    for (this.skipWhite(); this.bytes[this.at] !== 0x5d; this.skipWhite()) items.push(this.value(depth + 1))
    this.at += 1
    return items
  }

  private dictionary(depth: number): PdfDictionary {
    this.at += 2
    const entries = new Map<string, PdfValue>()
    for (this.skipWhite(); this.bytes[this.at] !== 0x3e; this.skipWhite()) {
      if (this.bytes[this.at] !== 0x2f) throw new OddPdf('a dictionary without a name')
      const { name } = this.name()
      // Which of two is meant is for each program to guess, and they guess differently.
      if (entries.has(name)) throw new OddPdf('a name twice in a dictionary')
      entries.set(name, this.value(depth + 1))
    }
    if (this.bytes[this.at + 1] !== 0x3e) throw new OddPdf('a dictionary without an end')
    this.at += 2
    return entries
  }

  private hex(): PdfText {
    const from = this.at
    const end = this.bytes.indexOf(0x3e, from)
    if (end < 0) throw new OddPdf('a string without end')
    const digits = Buffer.from(this.bytes.subarray(from + 1, end)).toString('latin1').replaceAll(/[\0\t\n\f\r ]/g, '')
    if (!/^[0-9A-Fa-f]*$/.test(digits)) throw new OddPdf('a broken string')
    this.at = end + 1
    return this.text(Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex'), 'hex', from)
  }

  private literal(): PdfText {
    const from = this.at
    const out: number[] = []
    this.at += 1
    for (let open = 1; ; this.at += 1) {
      let byte = this.bytes[this.at]
      if (byte === undefined) throw new OddPdf('a string without end')
      if (byte === 0x28) open += 1
      if (byte === 0x29 && --open === 0) break
      if (byte === 0x5c) byte = this.escaped()
      if (byte !== undefined) out.push(byte)
    }
    this.at += 1
    return this.text(Uint8Array.from(out), 'literal', from)
  }

  /** What follows a backslash; undefined for a line that goes on. Stands on its last byte afterwards. */
  private escaped(): number | undefined {
    const octal = /^[0-7]{1,3}/.exec(Buffer.from(this.bytes.subarray(this.at + 1, this.at + 4)).toString('latin1'))?.[0]
    if (octal !== undefined) {
      this.at += octal.length
      return Number.parseInt(octal, 8) & 0xff
    }
    this.at += 1
    const byte = this.bytes[this.at]
    if (byte === 0x0d && this.bytes[this.at + 1] === 0x0a) this.at += 1
    if (byte === 0x0d || byte === 0x0a || byte === undefined) return undefined
    return ESCAPES[String.fromCharCode(byte)] ?? byte
  }

  private text(bytes: Uint8Array, kind: 'hex' | 'literal', from: number): PdfText {
    return this.placed === 'in-file' ? new PdfText(bytes, kind, from, this.at) : new PdfText(bytes, kind, -1, -1)
  }
}

export function isDictionary(value: PdfValue | undefined): value is PdfDictionary {
  return value instanceof Map
}

export function isArray(value: PdfValue | undefined): value is readonly PdfValue[] {
  return Array.isArray(value)
}

/** The name a value is; null for anything else. */
export function nameIn(value: PdfValue | undefined): string | null {
  return value instanceof PdfName ? value.name : null
}
