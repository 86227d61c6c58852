import type { Fault } from '../failure.js'
import type { SourceBlock, SourceStyle } from '../library-text.js'
import { type Span, spansOf } from './spans.js'

const BLOCK_TAGS = /^(\{\{(#(if|unless|each)\s[^{}]*|else|\/(if|unless|each))\}\}\s*)+$/
const SIGNATURE = /^\[underskrift (kund|svr|driftleverantor|korttillverkare|dnv)(?: ([\p{L}\p{N}.]+))?\]$/u
const INITIALS = /^\[(signum [^\][{}]+)\]$/u
const TABLE_RULE = /^\|(\s*:?-+:?\s*\|)+$/
const HEADINGS: readonly SourceStyle[] = ['Title', 'Heading1', 'Heading2', 'Heading3']

interface OpenParagraph {
  readonly style: SourceStyle
  readonly line: number
  text: string
}

/** Reads a library text line by line into blocks. */
export class LibraryReader {
  readonly #faults: Fault[]
  readonly #blocks: SourceBlock[] = []
  #open: OpenParagraph | null = null
  #table: { line: number; text: string }[] = []
  #list = 0
  /** Block tags between the items of a list do not end it. */
  #inList = false

  constructor(faults: Fault[]) {
    this.#faults = faults
  }

  take(line: string, number: number): void {
    const text = line.trim()
    if (text.startsWith('|')) {
      this.#closeParagraph()
      this.#table.push({ line: number, text })
      return
    }
    this.#closeTable()
    if (text === '') this.#closeParagraph()
    else if (BLOCK_TAGS.test(text)) this.#pushTags(text)
    else if (text.startsWith('[')) this.#takeBracket(text, number)
    else if (!this.#startParagraph(line, number)) this.#continueParagraph(text, number)
  }

  finish(): readonly SourceBlock[] {
    this.#closeTable()
    this.#closeParagraph()
    return this.#blocks
  }

  #pushTags(text: string): void {
    this.#closeParagraph()
    for (const [tag] of text.matchAll(/\{\{[^{}]*\}\}/g)) this.#blocks.push({ type: 'tag', tag })
  }

  #takeBracket(text: string, line: number): void {
    this.#closeParagraph()
    this.#inList = false
    const [, party, people] = SIGNATURE.exec(text) ?? []
    const [, initials] = INITIALS.exec(text) ?? []
    if (text === '[sidbrytning]') this.#blocks.push({ type: 'page-break' })
    else if (party !== undefined) this.#blocks.push({ type: 'signature', party, people: people ?? (party === 'kund' ? 'undertecknare' : `${party}.undertecknare`) })
    else if (initials !== undefined) this.#blocks.push({ type: 'tag', tag: `{{${initials}}}` })
    else this.#fault(line, `”${text}” är inget känt inslag. Kända är [underskrift PART], [underskrift PART LISTA], [signum PART], [signum PART SIDOR] och [sidbrytning].`)
  }

  /** True when the line begins a paragraph of its own. */
  #startParagraph(line: string, number: number): boolean {
    const heading = /^(#{1,4}) (.+)$/.exec(line)
    const item = /^(\s*)(-|\d+\.) (.+)$/.exec(line)
    const note = /^> ?(.*)$/.exec(line)
    if (item !== null && item[1] !== '') this.#fault(number, 'indragna listor stöds inte. Skriv listan utan indrag.')
    if (heading !== null) this.#begin(HEADINGS[(heading[1]?.length ?? 1) - 1] ?? 'BodyText', heading[2] ?? '', number)
    else if (item?.[2] === '-') this.#begin('ListBullet', item[3] ?? '', number)
    else if (item !== null) this.#beginCounted(Number.parseInt(item[2] ?? '1', 10), item[3] ?? '', number)
    else if (note !== null && this.#open?.style === 'Note') this.#continueParagraph(note[1] ?? '', number)
    else if (note !== null) this.#begin('Note', note[1] ?? '', number)
    else if (/^#+/.test(line)) this.#fault(number, 'en rubrik skrivs med ett till fyra # och ett mellanslag.')
    else return false
    if (heading !== null) this.#closeParagraph()
    return true
  }

  #continueParagraph(text: string, line: number): void {
    if (this.#open === null) this.#begin('BodyText', text, line)
    else this.#open.text += ` ${text}`
  }

  /** A list begins at 1; an item that goes on from another number continues the list before it. */
  #beginCounted(written: number, text: string, line: number): void {
    if (this.#list === 0 || (!this.#inList && written === 1)) this.#list += 1
    this.#begin('ListNumber', text, line)
  }

  #begin(style: SourceStyle, text: string, line: number): void {
    this.#closeParagraph()
    this.#inList = style === 'ListNumber'
    this.#open = { style, text, line }
  }

  #closeParagraph(): void {
    const open = this.#open
    this.#open = null
    if (open === null || open.text.trim() === '') return
    this.#blocks.push({ type: 'paragraph', style: open.style, spans: this.#spans(open.text, open.line), list: open.style === 'ListNumber' ? this.#list : null })
  }

  #closeTable(): void {
    const [head, rule, ...rows] = this.#table
    this.#table = []
    if (head === undefined) return
    this.#inList = false
    if (rule === undefined || !TABLE_RULE.test(rule.text)) {
      this.#fault(head.line, 'en tabell börjar med en rubrikrad och raden |---|---|.')
      return
    }
    const widths = rule.text.split('|').slice(1, -1).map((cell) => cell.trim().length)
    for (const row of [head, ...rows]) {
      if (cellsOf(row.text).length !== widths.length) this.#fault(row.line, `raden har ${cellsOf(row.text).length} celler men tabellen ${widths.length} kolumner.`)
    }
    this.#blocks.push({ type: 'table', widths, head: this.#cells(head), rows: rows.map((row) => this.#cells(row)) })
  }

  #cells(row: { line: number; text: string }): (readonly Span[])[] {
    return cellsOf(row.text).map((cell) => this.#spans(cell, row.line))
  }

  #spans(text: string, line: number): readonly Span[] {
    const spans = spansOf(text.trim())
    if (spans === null) this.#fault(line, 'fetstil ** eller kursiv * öppnas men stängs inte i stycket.')
    return spans ?? []
  }

  #fault(line: number, message: string): void {
    this.#faults.push({ path: `rad ${line}`, message })
  }
}

/** The cells between the bars of a table row; `\|` is a bar in the text. */
function cellsOf(row: string): string[] {
  const cells = row.split(/(?<!\\)\|/)
  return cells.slice(1, cells.at(-1)?.trim() === '' ? -1 : undefined).map((cell) => cell.trim())
}
