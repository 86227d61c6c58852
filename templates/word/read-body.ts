import { contentOf, isWrapper, refuseLooseText } from './content-control.js'
import { beginsContents, ContentsField, likeliestHeading, listedHeading, paragraphsBesideContents, repeatsParagraph } from './contents-field.js'
import { shown } from '../plain-text.js'
import { refuseFeature, SILENT } from './features.js'
import { buildFlow, type Flow, type FlowToken } from './flow.js'
import type { BlockProgram, ParagraphProgram } from './program.js'
import { closeParagraph, readParagraph } from './read-paragraph.js'
import type { Reading } from './read-runs.js'
import { readInitials } from './read-initials.js'
import { readTable } from './read-table.js'
import { pairedSignatures } from './signature-pairs.js'
import { childOf, descendantsOf, elementsOf, valueOf, type XmlElement } from './xml.js'

/** The document's body as a program; places count paragraphs and tables from the top. `alike` are the states of it (with and without tracked changes) whose headings its table of contents may list. */
export function readBody(body: XmlElement, reading: Reading, alike: readonly XmlElement[] = [body]): Flow<BlockProgram> {
  const reader = new BodyReader(reading)
  const last = elementsOf(body).at(-1)
  refuseLooseText(body, 'Mallen', reading.faults)
  for (const child of elementsOf(body)) {
    if (child.name !== 'w:sectPr' || child !== last) reader.take(child)
  }
  reader.refuseStrayLines(alike)
  return buildFlow(reader.tokens, reading.faults)
}

/** A header's or footer's paragraphs as a program; `name` begins each place ("Sidhuvud"). */
export function readMargin(part: XmlElement, name: string, reading: Reading): Flow<ParagraphProgram> {
  const tokens: FlowToken<ParagraphProgram>[] = []
  for (const [index, child] of contentOf(part, name, reading.faults).entries()) {
    const place = `${name}, stycke ${index + 1}`
    if (SILENT.has(child.name)) continue
    if (child.name !== 'w:p') {
      if (child.name === 'w:tbl') reading.faults.push({ path: place, message: 'tabell i sidhuvud eller sidfot stöds inte i en mall. Skriv dess text i stycken, med tabb mellan det som står bredvid varandra.' })
      else refuseFeature(child, place, reading.faults)
      continue
    }
    const found = readParagraph(child, place, reading)
    if (found.type === 'tags') tokens.push(...found.tags)
    else if (found.type === 'page-break') refuseFeature('sidbrytning i sidhuvud eller sidfot', place, reading.faults)
    else tokens.push({ type: 'leaf', value: closeParagraph(found.open, reading) })
  }
  return buildFlow(tokens, reading.faults)
}

class BodyReader {
  readonly tokens: FlowToken<BlockProgram>[] = []
  readonly #reading: Reading
  #paragraphs = 0
  #tables = 0
  #contents = 0
  readonly #field = new ContentsField()
  readonly #contentsLines: { readonly place: string; readonly line: string; readonly styleName: string }[] = []

  constructor(reading: Reading) {
    this.#reading = reading
  }

  take(child: XmlElement): void {
    if (SILENT.has(child.name)) return
    if (child.name === 'w:p') this.#takeParagraph(child)
    else if (child.name === 'w:tbl') this.#takeTable(child)
    else if (child.name === 'w:sdt' && [...descendantsOf(child)].some((inner) => inner.name === 'w:p' && beginsContents(inner))) this.#takeContents(child)
    else if (isWrapper(child)) for (const inner of contentOf({ name: 'w:body', attributes: new Map(), children: [child] }, `Efter stycke ${this.#paragraphs}`, this.#reading.faults)) this.take(inner)
    else refuseFeature(child, `Efter stycke ${this.#paragraphs}`, this.#reading.faults)
  }

  #takeTable(table: XmlElement): void {
    const paired = pairedSignatures(table, (id) => this.#reading.styles.nameOf(id), this.#reading.faults)
    if (paired === null) this.tokens.push({ type: 'leaf', value: readTable(table, `Tabell ${++this.#tables}`, this.#reading) })
    else for (const child of paired) this.take(child)
  }

  #takeContents(control: XmlElement): void {
    for (const content of elementsOf(control).filter((child) => child.name === 'w:sdtContent')) {
      for (const child of elementsOf(content)) this.take(child)
    }
  }

  #takeParagraph(paragraph: XmlElement): void {
    this.#takeWords(paragraph, `Stycke ${++this.#paragraphs}`)
  }

  /** What stands beside a table of contents in its paragraphs is text like any other. */
  #takeContentsPart(paragraph: XmlElement, place: string): void {
    const isFirst = !this.#field.isOpen
    const { before, after, line, foreign } = this.#field.take(paragraph)
    this.#contentsLines.push({ place, line, styleName: this.#reading.styles.nameOf(valueOf(childOf(paragraph, 'w:pPr'), 'w:pStyle') ?? '') })
    if (before !== null) this.#readWords(before, place)
    if (isFirst) this.#pushContents(place)
    for (const element of foreign) refuseFeature(element, place, this.#reading.faults)
    if (after !== null) this.#takeWords(after, place)
  }

  /** Notes each line of a table of contents that says something of its own: the table is made anew, and the words would be lost. In a text that is no template of ours what was a heading is only told. */
  refuseStrayLines(alike: readonly XmlElement[]): void {
    if (this.#contentsLines.length === 0) return
    const paragraphs = new Set(alike.flatMap((body) => [...paragraphsBesideContents(body)]))
    const { literal } = this.#reading
    for (const { place, line, styleName } of this.#contentsLines) {
      if (repeatsParagraph(line, paragraphs)) continue
      const changed = likeliestHeading(line, paragraphs)
      if (literal !== null && listedHeading(line, styleName)) {
        literal.outdatedContents.push({ line: line.trim(), heading: changed })
        continue
      }
      this.#reading.faults.push({ path: place, message: `${shown(line.trim())} står i innehållsförteckningen men är ingen rubrik i texten${changed === null ? '' : `; där står ${shown(changed)}`}. Högerklicka på förteckningen och välj Uppdatera fält, Uppdatera hela tabellen; skriv det som ska stå kvar i ett eget stycke.` })
    }
  }

  #takeWords(paragraph: XmlElement, place: string): void {
    if (this.#field.isOpen || beginsContents(paragraph)) this.#takeContentsPart(paragraph, place)
    else this.#readWords(paragraph, place)
  }

  #readWords(paragraph: XmlElement, place: string): void {
    if (this.#reading.literal === null && this.#takeInitials(paragraph, place)) return
    const found = readParagraph(paragraph, place, this.#reading)
    if (found.type === 'tags') this.tokens.push(...found.tags)
    else if (found.type === 'page-break') this.tokens.push({ type: 'leaf', value: found })
    else this.tokens.push({ type: 'leaf', value: closeParagraph(found.open, this.#reading) })
  }

  #takeInitials(paragraph: XmlElement, place: string): boolean {
    const { faults, initials } = this.#reading
    const asked = readInitials(paragraph, place, faults)
    if (asked === null) return false
    const open = this.tokens.reduce((depth, token) => depth + (token.type === 'leaf' ? 0 : token.tag.type === 'open' ? 1 : token.tag.type === 'close' ? -1 : 0), 0)
    if (open > 0) faults.push({ path: place, message: 'signum kan inte begäras under ett villkor eller i en upprepning. Flytta taggen utanför.' })
    else if (asked !== 'faulty') initials.push(asked)
    return true
  }

  #pushContents(place: string): void {
    if (++this.#contents > 1) this.#reading.faults.push({ path: place, message: 'mallen har mer än en innehållsförteckning. Behåll en.' })
    this.tokens.push({ type: 'leaf', value: { type: 'table-of-contents', propertiesXml: '' } })
  }
}
