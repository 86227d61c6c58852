import type { Initials } from '../document.js'
import type { Fault } from '../failure.js'
import { allowedProperties, hidingLook, refuseFeature, RUN_PROPERTIES, SILENT } from './features.js'
import type { Look, PicturePiece } from './program.js'
import { readDrawing } from './read-picture.js'
import type { Remark } from './read-revisions.js'
import type { Styles } from './styles.js'
import type { TemplatePictures } from './template-pictures.js'
import { contentOf, refuseLooseText } from './content-control.js'
import { childOf, elementsOf, isOn, textOf, valueOf, type XmlElement } from './xml.js'

/** What a document is read with that is no template: every word stands for itself, tags too. */
export interface Literal {
  /** Which party each name in the document belongs to, for signature tables that say so in words alone. */
  readonly partyNamed: ReadonlyMap<string, string>
  /** Lines of its table of contents that list no heading of it as it stands now; filled while it is read. */
  readonly outdatedContents: OutdatedLine[]
  /** What Word may show otherwise than it is printed here, beside what others have remarked; filled while it is read. */
  readonly remarks: Remark[]
}

/** A line of a table of contents, with what its heading most likely says now; null where none is like it. */
export interface OutdatedLine {
  readonly line: string
  readonly heading: string | null
}

/** What every part of one template's reading needs. */
export interface Reading {
  /** Null for a template. */
  readonly literal: Literal | null
  readonly styles: Styles
  readonly faults: Fault[]
  /** Looks by their XML and capitals, so that equal looks are one value. */
  readonly looks: Map<string, Look>
  /** The first paragraph of the body at each place that a fault may name. */
  readonly places: Map<string, XmlElement>
  /** The initials that the text has asked for so far. */
  readonly initials: Initials[]
  /** Null where no picture may stand. */
  readonly pictures: TemplatePictures | null
  /** How far from the left margin its pages are printed. */
  readonly printedWidthTwips: number
}

/** One thing inside a paragraph, in order. */
export type Atom =
  | { readonly type: 'text'; readonly text: string; readonly look: Look }
  | { readonly type: 'field'; readonly field: 'page' | 'page-count'; readonly look: Look }
  | PicturePiece
  | { readonly type: 'page-break' }

interface OpenField {
  instruction: string
  readonly depth: number
  readonly nested: boolean
  readonly look: Look
}

/** The paragraph's content in order; what a template may not hold becomes faults at `place`. */
export function readRuns(paragraph: XmlElement, place: string, reading: Reading): Atom[] {
  const atoms: Atom[] = []
  let field: OpenField | null = null
  const styleId = valueOf(childOf(paragraph, 'w:pPr'), 'w:pStyle')
  for (const child of contentOf(paragraph, place, reading.faults)) {
    if (child.name === 'w:pPr' || SILENT.has(child.name)) continue
    if (child.name === 'w:fldSimple') pushField(child.attributes.get('w:instr') ?? '', lookOf(null, styleId, place, reading), place, atoms, reading)
    else if (child.name === 'w:r') field = readRun(child, field, styleId, place, atoms, reading)
    else refuseFeature(child, place, reading.faults)
  }
  if (field !== null) reading.faults.push({ path: place, message: 'fältet börjar men slutar inte i samma stycke. Ta bort det.' })
  return atoms
}

function readRun(run: XmlElement, open: OpenField | null, styleId: string | null, place: string, atoms: Atom[], reading: Reading): OpenField | null {
  const look = lookOf(childOf(run, 'w:rPr'), styleId, place, reading)
  let field = open
  refuseLooseText(run, place, reading.faults)
  for (const child of elementsOf(run)) {
    if (child.name === 'w:rPr' || SILENT.has(child.name)) continue
    if (child.name === 'w:fldChar') field = stepField(child, field, look, place, atoms, reading)
    else if (child.name === 'w:instrText') {
      if (field === null) refuseFeature(child, place, reading.faults)
      else field.instruction += textOf(child)
    } else if (field === null) readContent(child, look, place, atoms, reading)
  }
  return field
}

function stepField(mark: XmlElement, field: OpenField | null, look: Look, place: string, atoms: Atom[], reading: Reading): OpenField | null {
  const step = mark.attributes.get('w:fldCharType')
  if (step === 'begin' && field === null) return { instruction: '', depth: 1, nested: false, look }
  if (field === null) return null
  if (step === 'begin') {
    if (!field.nested) reading.faults.push({ path: place, message: 'ett fält inuti ett annat stöds inte i en mall. Ta bort det.' })
    return { ...field, depth: field.depth + 1, nested: true }
  }
  if (step !== 'end') return field
  if (field.depth > 1) return { ...field, depth: field.depth - 1 }
  if (!field.nested) pushField(field.instruction, field.look, place, atoms, reading)
  return null
}

function pushField(instruction: string, look: Look, place: string, atoms: Atom[], reading: Reading): void {
  const name = instruction.trim().split(/\s+/)[0] ?? ''
  if (name === 'PAGE') atoms.push({ type: 'field', field: 'page', look })
  else if (name === 'NUMPAGES') atoms.push({ type: 'field', field: 'page-count', look })
  else reading.faults.push({ path: place, message: `fältkoden ${name === '' ? '(tom)' : name} stöds inte i en mall. Tillåtna är PAGE, NUMPAGES och innehållsförteckning (TOC).` })
}

function readContent(child: XmlElement, look: Look, place: string, atoms: Atom[], reading: Reading): void {
  const text = characterOf(child)
  if (text !== null) atoms.push({ type: 'text', text, look })
  else if (child.name === 'w:br' && child.attributes.get('w:type') === 'page') atoms.push({ type: 'page-break' })
  else if (child.name === 'w:drawing' && reading.pictures !== null) {
    const found = readDrawing(child, place, reading.pictures, reading.faults)
    if (found?.type === 'logotype' && reading.literal !== null) reading.faults.push({ path: place, message: 'en bild vars alternativtext är en tagg går inte att läsa. Skriv vad bilden visar.' })
    else if (found !== null) atoms.push(found.type === 'picture' ? { type: 'picture', shown: found.shown, look } : { ...found, look })
  } else refuseFeature(child, place, reading.faults)
}

/** The text an element of a run stands for; line breaks are "\n", tabs "\t". */
function characterOf(element: XmlElement): string | null {
  switch (element.name) {
    case 'w:t':
      return textOf(element)
    case 'w:tab':
      return '\t'
    case 'w:cr':
      return '\n'
    case 'w:br':
      return ['page', 'column'].includes(element.attributes.get('w:type') ?? '') ? null : '\n'
    case 'w:noBreakHyphen':
      return '\u2011'
    case 'w:softHyphen':
      return '\u00AD'
    default:
      return null
  }
}

function lookOf(properties: XmlElement | null, paragraphStyleId: string | null, place: string, reading: Reading): Look {
  const propertiesXml = allowedProperties(properties, RUN_PROPERTIES, place, reading.faults)
  for (const hiding of properties === null ? [] : elementsOf(properties).flatMap((element) => hidingLook(element) ?? [])) refuseFeature(hiding, place, reading.faults)
  const capitals = reading.styles.showsCapitals(properties, paragraphStyleId)
  const key = `${propertiesXml}${capitals ? ' versaler' : ''}`
  const known = reading.looks.get(key)
  if (known !== undefined) return known
  const styleId = valueOf(properties, 'w:rStyle')
  if (styleId !== null) refuseConcealing(styleId, place, reading)
  const style = reading.styles.characterOf(styleId)
  const look = {
    bold: childOf(properties, 'w:b') === null ? style.bold : isOn(properties, 'w:b'),
    italic: childOf(properties, 'w:i') === null ? style.italic : isOn(properties, 'w:i'),
    ...(capitals ? { capitals: true as const } : {}),
    propertiesXml,
  }
  reading.looks.set(key, look)
  return look
}

/** Notes a style whose words would read otherwise in Word than in the PDF. */
export function refuseConcealing(styleId: string | null, place: string, reading: Reading): void {
  const concealing = reading.styles.concealingIn(styleId)
  if (concealing !== null) refuseFeature(hidingLook(concealing) ?? concealing, place, reading.faults)
}
