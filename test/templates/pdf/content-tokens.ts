/** An operand of a content stream; a string holds a byte a character. */
export type Operand =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'name' | 'string'; readonly value: string }
  | { readonly type: 'array'; readonly items: readonly Operand[] }
  | { readonly type: 'dictionary'; readonly entries: ReadonlyMap<string, Operand> }

/** One operator with its operands; an inline image is the operator `BI` with its dictionary. */
export interface Operation {
  readonly operator: string
  readonly operands: readonly Operand[]
}

const WHITE = /[\0\t\n\f\r ]/
const DELIMITER = /[()<>[\]{}/%\0\t\n\f\r ]/
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** Reads a content stream's operators (ISO 32000-1, 7.8.2). */
class ContentReader {
  #at = 0

  constructor(private readonly text: string) {}

  operations(): Operation[] {
    const found: Operation[] = []
    let operands: Operand[] = []
    for (this.#skip(); this.#at < this.text.length; this.#skip()) {
      const operand = this.#operand()
      if (operand !== null) {
        operands.push(operand)
        continue
      }
      const operator = this.#word()
      if (operator === 'BI') operands = [this.#inlineImage()]
      found.push({ operator, operands })
      operands = []
    }
    if (operands.length > 0) found.push({ operator: '(none)', operands })
    return found
  }

  #skip(): void {
    while (this.#at < this.text.length && WHITE.test(this.text.charAt(this.#at))) this.#at++
  }

  #word(): string {
    const from = this.#at
    while (this.#at < this.text.length && !DELIMITER.test(this.text.charAt(this.#at))) this.#at++
    if (this.#at === from) this.#at++
    return this.text.slice(from, this.#at)
  }

  #operand(): Operand | null {
    const first = this.text.charAt(this.#at)
    if (first === '/') {
      this.#at++
      return { type: 'name', value: this.text.charAt(this.#at) === '' ? '' : this.#word() }
    }
    if (first === '(') return { type: 'string', value: this.#literal() }
    if (this.text.startsWith('<<', this.#at)) return this.#dictionary()
    if (first === '<') return { type: 'string', value: this.#hexadecimal() }
    if (first === '[') return this.#array()
    if (/[-+.\d]/.test(first)) return { type: 'number', value: Number(this.#word()) }
    return null
  }

  #literal(): string {
    let depth = 0
    let value = ''
    for (;;) {
      const character = this.text.charAt(this.#at++)
      if (character === '') throw new Error('a string does not end')
      if (character === '\\') {
        const next = this.text.charAt(this.#at++)
        value += ESCAPES[next] ?? next
        continue
      }
      if (character === '(' && depth++ === 0) continue
      if (character === ')' && --depth === 0) return value
      value += character
    }
  }

  #hexadecimal(): string {
    const end = this.text.indexOf('>', this.#at)
    const digits = this.text.slice(this.#at + 1, end).replaceAll(/\s/g, '')
    this.#at = end + 1
    return Buffer.from(digits, 'hex').toString('latin1')
  }

  #array(): Operand {
    const items: Operand[] = []
    this.#at++
    for (this.#skip(); this.text.charAt(this.#at) !== ']'; this.#skip()) {
      const item = this.#operand()
      if (item === null) throw new Error(`an array holds ${this.#word()}`)
      items.push(item)
    }
    this.#at++
    return { type: 'array', items }
  }

  #entries(ends: () => boolean): Map<string, Operand> {
    const entries = new Map<string, Operand>()
    for (this.#skip(); !ends(); this.#skip()) {
      const key = this.#operand()
      this.#skip()
      const value = this.#operand() ?? { type: 'name', value: this.#word() }
      if (key?.type !== 'name') throw new Error('a dictionary has a key that is no name')
      entries.set(key.value, value)
    }
    return entries
  }

  #dictionary(): Operand {
    this.#at += 2
    const entries = this.#entries(() => this.text.startsWith('>>', this.#at))
    this.#at += 2
    return { type: 'dictionary', entries }
  }

  #inlineImage(): Operand {
    const entries = this.#entries(() => /^ID\s/.test(this.text.slice(this.#at, this.#at + 3)))
    const end = this.text.indexOf(' EI', this.#at)
    if (end < 0) throw new Error('an inline image does not end')
    this.#at = end + 3
    return { type: 'dictionary', entries }
  }
}

/** The operators of a decoded content stream, in order; throws where it cannot be read. */
export function operationsOf(content: Uint8Array): Operation[] {
  return new ContentReader(Buffer.from(content).toString('latin1')).operations()
}
