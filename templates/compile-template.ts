import { Failure, type Fault } from './failure.js'
import { checkParts, FOREIGN_PICTURE, MAIN_PART, type Relationship, relationshipsOf } from './word/check-parts.js'
import { refuseFeature } from './word/features.js'
import { readNumbering } from './word/numbering.js'
import { openPackage } from './word/open-package.js'
import { CORE_PROPERTIES, CUSTOMER_TEXT, initialsAsked, readPackageProperties } from './word/package-properties.js'
import { printedWidthOf, refusePage, sectionOf, textWidthOf } from './word/page-setup.js'
import { misplacingLists } from './word/paragraph-shape.js'
import { strangeNumbers } from './word/strange-numbers.js'
import { parseXml } from './word/parse-xml.js'
import type { CompiledTemplate, Shell } from './word/program.js'
import { leavesOf } from './word/flow.js'
import { initialsFaults } from './word/read-initials.js'
import { readBody, readMargin } from './word/read-body.js'
import { holdsPicture } from './word/read-picture.js'
import type { Reading } from './word/read-runs.js'
import { readStyles } from './word/styles.js'
import { TemplatePictures } from './word/template-pictures.js'
import { withoutAuthors } from './word/without-authors.js'
import { packPart } from './word/write-zip.js'
import { childOf, elementsOf, isOn, startTagOf, type XmlElement, xmlOf, XML_DECLARATION } from './word/xml.js'

export type { CompiledTemplate } from './word/program.js'

/** Pictures of other formats are refused where the text shows them, or as unused. */
const READ_BY_PLACE: ReadonlySet<string> = new Set([FOREIGN_PICTURE])

/** A Word file read as a template: what it can be filled with, and everything that keeps it from being one. */
export interface TemplateReading {
  /** Null when the file is so far from a Word document that nothing in it could be read. */
  readonly template: CompiledTemplate | null
  readonly faults: readonly Fault[]
  /** The paragraph of `word/document.xml` that each place in a fault speaks of; places outside the body have none. */
  readonly places: ReadonlyMap<string, XmlElement>
  /** The root of `word/document.xml`, in which those paragraphs stand. */
  readonly root: XmlElement | null
}

/**
 * The Word template read into a program that can be filled many times.
 * @throws Failure `template-invalid` listing every place that holds something a template may not hold, and every faulty tag.
 */
export function compileTemplate(docx: Uint8Array): CompiledTemplate {
  const { template, faults } = readTemplate(docx)
  if (template === null || faults.length > 0) throw refusalOf(faults)
  return template
}

/** The Word file read as a template as far as that goes, with every fault. @throws Failure `template-invalid` when the package or its XML cannot be read at all */
export function readTemplate(docx: Uint8Array): TemplateReading {
  const parts = openPackage(docx)
  const faults: Fault[] = []
  checkParts(parts, faults, READ_BY_PLACE)
  if (!parts.has('[Content_Types].xml') || !parts.has(MAIN_PART)) faults.push({ path: 'fil', message: 'filen är inget Word-dokument (.docx). Spara den i det formatet i Word.' })
  const nothing = { template: null, faults, places: new Map<string, XmlElement>() }
  if (!parts.has(MAIN_PART)) return { ...nothing, root: null }
  const root = parseXml(MAIN_PART, parts.get(MAIN_PART) ?? new Uint8Array())
  const body = childOf(root, 'w:body')
  if (body === null) return { ...nothing, faults: [...faults, { path: MAIN_PART, message: 'dokumentet saknar innehåll.' }], root }
  const { category, keywords } = readPackageProperties(parts)
  const literal = category === CUSTOMER_TEXT ? { partyNamed: new Map<string, string>(), outdatedContents: [], remarks: [] } : null
  const reading: Reading = { literal, styles: readStyles(null), faults, looks: new Map(), places: new Map(), initials: literal === null ? [] : initialsAsked(keywords), pictures: null, printedWidthTwips: printedWidthOf(sectionOf(body)) }
  const template = programOf(parts, root, body, reading)
  return { template, faults: distinct(faults), places: reading.places, root }
}

function programOf(parts: ReadonlyMap<string, Uint8Array>, root: XmlElement, body: XmlElement, plain: Reading): CompiledTemplate {
  const { faults } = plain
  const partAt = (name: string): XmlElement | null => {
    const bytes = parts.get(name)
    return bytes === undefined ? null : parseXml(name, bytes)
  }
  const relationships = relationshipsOf(parts)
  const partOf = (type: string): XmlElement | null => {
    const target = [...relationships.values()].find((relationship) => relationship.type === type)?.target
    return target === undefined ? null : partAt(target)
  }
  const pictures = new TemplatePictures(parts, relationships)
  const reading: Reading = { ...plain, styles: readStyles(partOf('styles')), pictures }
  const section = sectionOf(body)
  refuseTrackedSection(section, faults)
  if (plain.literal === null) refusePage(section, faults)
  const headerName = marginPartOf(section, 'header', relationships, partOf('settings'), faults)
  const footerName = marginPartOf(section, 'footer', relationships, null, faults)
  const header = headerName === null ? null : partAt(headerName)
  const footer = footerName === null ? null : partAt(footerName)
  if (header === null) faults.push({ path: 'Sidhuvud', message: 'mallen saknar sidhuvud. Lägg till ett med {{dokument.kod}}, så att varje sida säger vilken version den hör till.' })
  const filled = new Set([MAIN_PART, CORE_PROPERTIES, headerName, footerName])
  const margins: Reading = { ...reading, literal: null, places: new Map(), pictures: null }
  const blocks = readBody(body, reading)
  if (plain.literal === null) faults.push(...[...misplacingLists(partOf('numbering')), ...strangeNumbers(partOf('numbering'), [body, partOf('styles')])].map((message) => ({ path: 'Listor', message })))
  faults.push(...initialsFaults(reading.initials, new Set([...leavesOf(blocks)].flatMap(({ value }) => (value.type === 'table' && value.signatory !== null ? [value.signatory] : [])))))
  const [headerFlow, footerFlow] = [header === null ? [] : readMargin(header, 'Sidhuvud', margins), footer === null ? [] : readMargin(footer, 'Sidfot', margins)]
  // A picture that is refused where it stands is not refused as unseen too.
  if (![header, footer].some((margin) => margin !== null && holdsPicture(margin))) pictures.refuseUnused(faults)
  return {
    body: blocks,
    header: headerFlow,
    footer: footerFlow,
    initials: reading.initials,
    numbering: readNumbering(partOf('numbering')),
    textWidthTwips: textWidthOf(section),
    documentShell: { name: MAIN_PART, before: `${XML_DECLARATION}${startTagOf(root)}<w:body>`, after: `${section === null ? '' : xmlOf(section)}</w:body></${root.name}>` },
    headerShell: shellOf(headerName, header),
    footerShell: shellOf(footerName, footer),
    properties: parts.has(CORE_PROPERTIES) ? { ...readPackageProperties(parts), keywords: '' } : null,
    parts: [...pictures.shownIn(withoutAuthors(parts))].filter(([name]) => !filled.has(name)).map(([name, bytes]) => packPart(name, bytes, 9)),
  }
}

function distinct(faults: readonly Fault[]): Fault[] {
  return [...new Map(faults.map((fault) => [`${fault.path}\n${fault.message}`, fault])).values()]
}

function refuseTrackedSection(section: XmlElement | null, faults: Fault[]): void {
  const tracked = childOf(section, 'w:sectPrChange')
  if (tracked !== null) refuseFeature(tracked, 'Sidinställningar', faults)
}

function shellOf(name: string | null, root: XmlElement | null): Shell | null {
  if (name === null || root === null) return null
  return { name, before: `${XML_DECLARATION}${startTagOf(root)}`, after: `</${root.name}>` }
}

/** The one header or footer a template has: the same on every page, since every page of a contract says which document it is. */
function marginPartOf(section: XmlElement | null, kind: 'header' | 'footer', relationships: ReadonlyMap<string, Relationship>, settings: XmlElement | null, faults: Fault[]): string | null {
  const swedish = kind === 'header' ? 'Sidhuvud' : 'Sidfot'
  const references = section === null ? [] : elementsOf(section).filter((child) => child.name === `w:${kind}Reference`)
  const differs = (kind === 'header' && isOn(section, 'w:titlePg')) || isOn(settings, 'w:evenAndOddHeaders') || references.some((reference) => reference.attributes.get('w:type') !== 'default')
  if (differs) faults.push({ path: swedish, message: 'olika sidhuvud eller sidfot på första, udda eller jämna sidor stöds inte. Stäng av de valen i Word.' })
  const id = references.find((reference) => reference.attributes.get('w:type') === 'default')?.attributes.get('r:id')
  const target = id === undefined ? undefined : relationships.get(id)
  return target?.type === kind ? target.target : null
}

function refusalOf(faults: readonly Fault[]): Failure {
  const [first] = faults
  const more = faults.length > 1 ? ` (och ${faults.length - 1} till)` : ''
  return new Failure('template-invalid', `Mallen kan inte användas: ${first?.path}: ${first?.message}${more}`, { faults })
}
