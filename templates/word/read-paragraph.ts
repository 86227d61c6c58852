import { cuttingLayout } from './cutting-layout.js'
import { allowedProperties, hidingLook, NUMBERING_PROPERTIES, PARAGRAPH_PROPERTIES, refuseFeature, RUN_PROPERTIES } from './features.js'
import { buildFlow, type FlowToken } from './flow.js'
import { readShape } from './paragraph-shape.js'
import type { ParagraphProgram, Piece } from './program.js'
import { type Atom, type Reading, readRuns, refuseConcealing } from './read-runs.js'
import { SOURCE } from './settle-revisions.js'
import { readCounted } from './styles.js'
import { parseTag } from './tag.js'
import { childOf, isOn, valueOf, type XmlElement, xmlOf } from './xml.js'

type InlineToken = FlowToken<Piece>
type BlockTag = Extract<InlineToken, { type: 'tag' }>

/** What one Word paragraph turned out to be. */
export type ParagraphFound =
  | { readonly type: 'tags'; readonly tags: readonly BlockTag[] }
  | { readonly type: 'page-break'; readonly propertiesXml: string }
  | { readonly type: 'paragraph'; readonly open: OpenParagraph }

/** A paragraph whose inline blocks are not matched yet, so that a table row may take the ones at its edges for itself. */
export interface OpenParagraph {
  readonly tokens: readonly InlineToken[]
  readonly program: Omit<ParagraphProgram, 'pieces'>
}

/** Stands for a field in the joined text, so that a tag never reaches across one. */
const FIELD_MARK = '\uFFFC'
const BESIDE = 'ett tabbstopp står utanför det som skrivs ut av sidan, så det som står efter tabben kan försvinna i Word.'
const TAG = /\{\{\{[^{}]*\}\}\}|\{\{[^{}]*\}\}/g

/** The paragraph at `place`, its tags joined across runs. */
export function readParagraph(paragraph: XmlElement, place: string, reading: Reading): ParagraphFound {
  const properties = childOf(paragraph, 'w:pPr')
  notePlace(place, paragraph, reading)
  const propertiesXml = allowedProperties(properties, PARAGRAPH_PROPERTIES, place, reading.faults, (child) => {
    if (child.name === 'w:rPr') return allowedProperties(child, RUN_PROPERTIES, place, reading.faults)
    return child.name === 'w:numPr' ? allowedProperties(child, NUMBERING_PROPERTIES, place, reading.faults) : xmlOf(child)
  })
  const atoms = readRuns(paragraph, place, reading)
  // A page break among words is the customer's own; in ours the pages break where they break.
  if (atoms.some((atom) => atom.type === 'page-break') && (reading.literal === null || isBreakAlone(atoms))) return readPageBreak(atoms, propertiesXml, place, reading)
  const tokens = tokensOf(atoms, place, reading)
  const tags = tokens.filter((token) => token.type === 'tag')
  const alone = tags.length > 0 && tokens.every((token) => token.type === 'tag' || (token.value.type === 'text' && token.value.text.trim() === ''))
  if (alone) return { type: 'tags', tags }
  const styleId = valueOf(properties, 'w:pStyle')
  const style = reading.styles.paragraph(styleId)
  if (style === null && reading.literal === null) reading.faults.push({ path: place, message: `formatmallen ”${reading.styles.nameOf(styleId ?? '')}” stöds inte. Använd någon av mallens egna formatmallar.` })
  refuseConcealing(styleId, place, reading)
  const shape = shapeOf(properties, styleId, tokens, place, paragraph.attributes.get(SOURCE), reading)
  const numbering = childOf(properties, 'w:numPr')
  const counted = valueOf(numbering, 'w:numId') === null ? reading.styles.listOf(styleId) : readCounted(numbering)
  return { type: 'paragraph', open: { tokens, program: { type: 'paragraph', style: style ?? 'BodyText', counted, propertiesXml, place, ...shape, ...sourceOf(paragraph) } } }
}

/** How the paragraph is set; for a customer's own text as near to it as a page has room for. What shows nothing may be set anyhow. */
function shapeOf(properties: XmlElement | null, styleId: string | null, tokens: readonly InlineToken[], place: string, source: string | undefined, { literal, styles, faults, printedWidthTwips }: Reading): Pick<ParagraphProgram, 'shape'> {
  if (tokens.every((token) => token.type === 'leaf' && token.value.type === 'text' && token.value.text.trim() === '')) return {}
  const shade = childOf(properties, 'w:shd')
  const hiding = shade === null ? null : hidingLook(shade)
  if (hiding !== null) refuseFeature(hiding, place, faults)
  if (isOn(properties, 'w:bidi')) refuseFeature('stycke från höger till vänster, i vilket Word flyttar siffror och skiljetecken,', place, faults)
  const tabs = Math.max(...tokens.flatMap((token) => (token.type === 'leaf' && token.value.type === 'text' ? [token.value.text] : [])).join('').split('\n').map((line) => line.split('\t').length - 1))
  const beside = tabs === 0 ? null : styles.tabsToBeside(properties, styleId, printedWidthTwips)
  if (beside !== null && tabs >= beside) {
    if (literal === null) faults.push({ path: place, message: `${BESIDE} Flytta stoppet innanför högermarginalen, eller ta bort det (Stycke, Tabbar).` })
    else literal.remarks.push({ by: 'Anslut', at: null, text: BESIDE, ordinal: source === undefined ? null : Number(source) })
  }
  const cutting = literal === null ? null : (cuttingLayout(properties) ?? styles.cuttingIn(styleId))
  if (cutting !== null) faults.push({ path: place, message: cutting })
  const { shape, wrong } = readShape(properties)
  if (literal === null) {
    const ofStyle = styles.misplacingIn(styleId)
    for (const message of [...wrong, ...(ofStyle === null ? [] : [`formatmallen ”${styles.nameOf(styleId ?? 'Normal')}”: ${ofStyle}`])]) faults.push({ path: place, message })
  }
  return shape === null ? {} : { shape }
}

function sourceOf(paragraph: XmlElement): { readonly source?: string } {
  const source = paragraph.attributes.get(SOURCE)
  return source === undefined ? {} : { source }
}

/** A fault about a whole table is shown at its first paragraph. */
function notePlace(place: string, paragraph: XmlElement, { places }: Reading): void {
  const [table = place] = place.split(', rad ')
  for (const known of [place, table]) if (!places.has(known)) places.set(known, paragraph)
}

/** The paragraph with its inline blocks matched; those that are not balanced within it become faults. */
export function closeParagraph(open: OpenParagraph, reading: Reading): ParagraphProgram {
  const { program, tokens } = open
  const style = program.style === 'BodyText' && program.counted !== null ? 'ListNumber' : program.style
  return { ...program, style, pieces: buildFlow(tokens, reading.faults) }
}

function readPageBreak(atoms: readonly Atom[], propertiesXml: string, place: string, reading: Reading): ParagraphFound {
  if (!isBreakAlone(atoms)) reading.faults.push({ path: place, message: 'sidbrytning mitt i ett stycke stöds inte i en mall. Sätt den i ett eget stycke.' })
  return { type: 'page-break', propertiesXml }
}

function isBreakAlone(atoms: readonly Atom[]): boolean {
  return atoms.every((atom) => atom.type === 'page-break' || (atom.type === 'text' && atom.text.trim() === ''))
}

function tokensOf(atoms: readonly Atom[], place: string, reading: Reading): InlineToken[] {
  const stretches = atoms.filter((atom) => atom.type !== 'page-break')
  const texts = stretches.map((atom) => (atom.type === 'text' ? atom.text.replaceAll(FIELD_MARK, '') : FIELD_MARK))
  const joined = texts.join('')
  if (reading.literal !== null || (!joined.includes('{{') && !joined.includes('}}'))) return stretches.map((atom) => ({ type: 'leaf', value: atom }))
  const tokens: InlineToken[] = []
  const cutter = new Cutter(stretches, texts)
  for (const match of joined.matchAll(TAG)) {
    tokens.push(...cutter.literalUpTo(match.index))
    tokens.push(tokenOf(match[0], cutter.lookAt(match.index), place))
    cutter.skipTo(match.index + match[0].length)
  }
  tokens.push(...cutter.literalUpTo(joined.length))
  const rest = joined.replaceAll(TAG, '')
  if (rest.includes('{{') || rest.includes('}}')) reading.faults.push({ path: place, message: `en tagg är inte hel: ”${rest.slice(Math.max(0, rest.search(/\{\{|\}\}/) - 10)).slice(0, 40)}”. En tagg skrivs {{uppgift}} i ett och samma stycke.` })
  return tokens
}

function tokenOf(written: string, look: Extract<Piece, { type: 'text' }>['look'], place: string): InlineToken {
  const tag = written.includes(FIELD_MARK) ? parseTag('{{') : parseTag(written)
  return tag.type === 'print' ? { type: 'leaf', value: { type: 'print', path: tag.path, format: tag.format, look, place } } : { type: 'tag', tag, place }
}

/** Walks the joined text of a paragraph and gives the stretches between tags back with the looks they were written in. */
class Cutter {
  readonly #atoms: readonly Exclude<Atom, { type: 'page-break' }>[]
  readonly #starts: readonly number[]
  readonly #texts: readonly string[]
  #at = 0

  constructor(atoms: readonly Exclude<Atom, { type: 'page-break' }>[], texts: readonly string[]) {
    let start = 0
    this.#atoms = atoms
    this.#texts = texts
    this.#starts = texts.map((text) => (start += text.length) - text.length)
  }

  lookAt(position: number): Extract<Piece, { type: 'text' }>['look'] {
    const index = this.#starts.findLastIndex((start, atom) => start <= position && (this.#texts[atom] ?? '') !== '')
    return this.#atoms[index]?.look ?? { bold: false, italic: false, propertiesXml: '' }
  }

  skipTo(position: number): void {
    this.#at = position
  }

  literalUpTo(end: number): InlineToken[] {
    const tokens: InlineToken[] = []
    for (const [index, atom] of this.#atoms.entries()) {
      const start = this.#starts[index] ?? 0
      const text = this.#texts[index] ?? ''
      const cut = text.slice(Math.max(0, this.#at - start), Math.max(0, end - start))
      if (cut !== '') tokens.push({ type: 'leaf', value: atom.type === 'text' ? { ...atom, text: cut } : atom })
    }
    this.#at = end
    return tokens
  }
}
