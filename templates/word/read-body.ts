import { contentOf, isWrapper, refuseLooseText } from './content-control.js'
import { refuseFeature, SILENT } from './features.js'
import { buildFlow, type Flow, type FlowToken } from './flow.js'
import type { BlockProgram, ParagraphProgram } from './program.js'
import { closeParagraph, readParagraph } from './read-paragraph.js'
import type { Reading } from './read-runs.js'
import { readInitials } from './read-initials.js'
import { readTable } from './read-table.js'
import { pairedSignatures } from './signature-pairs.js'
import { descendantsOf, elementsOf, textOf, type XmlElement } from './xml.js'

const CONTENTS_FIELD = /^\s*TOC(\s|$)/

/** The document's body as a program; places count paragraphs and tables from the top. */
export function readBody(body: XmlElement, reading: Reading): Flow<BlockProgram> {
  const reader = new BodyReader(reading)
  const last = elementsOf(body).at(-1)
  refuseLooseText(body, 'Mallen', reading.faults)
  for (const child of elementsOf(body)) {
    if (child.name !== 'w:sectPr' || child !== last) reader.take(child)
  }
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
  /** How many fields of a table of contents are open across paragraphs. */
  #openFields = 0

  constructor(reading: Reading) {
    this.#reading = reading
  }

  take(child: XmlElement): void {
    if (SILENT.has(child.name)) return
    if (child.name === 'w:p') this.#takeParagraph(child)
    else if (child.name === 'w:tbl') this.#takeTable(child)
    else if (child.name === 'w:sdt' && instructionsIn(child).some((text) => CONTENTS_FIELD.test(text))) this.#takeContents(child)
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
    const place = `Stycke ${++this.#paragraphs}`
    const begins = this.#openFields === 0 && CONTENTS_FIELD.test(instructionsIn(paragraph)[0] ?? '')
    if (begins || this.#openFields > 0) {
      if (begins) this.#pushContents(place)
      this.#openFields += fieldBalanceOf(paragraph)
      return
    }
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

/** The field instructions inside, each joined as Word may have split it. */
function instructionsIn(element: XmlElement): string[] {
  const found: string[] = []
  let joined = ''
  for (const inner of descendantsOf(element)) {
    if (inner.name === 'w:fldSimple') found.push(inner.attributes.get('w:instr') ?? '')
    else if (inner.name === 'w:instrText') joined += textOf(inner)
    else if (inner.name === 'w:fldChar' && joined !== '') {
      found.push(joined)
      joined = ''
    }
  }
  return joined === '' ? found : [...found, joined]
}

function fieldBalanceOf(paragraph: XmlElement): number {
  let balance = 0
  for (const inner of descendantsOf(paragraph)) {
    if (inner.name !== 'w:fldChar') continue
    const step = inner.attributes.get('w:fldCharType')
    if (step === 'begin') balance += 1
    if (step === 'end') balance -= 1
  }
  return balance
}
