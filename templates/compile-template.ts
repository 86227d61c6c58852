import { Failure, type Fault } from './failure.js'
import { checkParts, type Relationship, relationshipsOf } from './word/check-parts.js'
import { readNumbering } from './word/numbering.js'
import { openPackage } from './word/open-package.js'
import { parseXml } from './word/parse-xml.js'
import type { CompiledTemplate, Shell } from './word/program.js'
import { readBody, readMargin } from './word/read-body.js'
import type { Reading } from './word/read-runs.js'
import { readStyles } from './word/styles.js'
import { packPart } from './word/write-zip.js'
import { childOf, elementsOf, isOn, startTagOf, type XmlElement, xmlOf } from './word/xml.js'

export type { CompiledTemplate } from './word/program.js'

const DOCUMENT = 'word/document.xml'
const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

/**
 * The Word template read into a program that can be filled many times.
 * @throws Failure `template-invalid` listing every place that holds something a template may not hold, and every faulty tag.
 */
export function compileTemplate(docx: Uint8Array): CompiledTemplate {
  const parts = openPackage(docx)
  const faults: Fault[] = []
  checkParts(parts, faults)
  if (!parts.has('[Content_Types].xml') || !parts.has(DOCUMENT)) faults.push({ path: 'fil', message: 'filen är inget Word-dokument (.docx). Spara den i det formatet i Word.' })
  refuseIfFaulty(faults)
  const partAt = (name: string): XmlElement | null => {
    const bytes = parts.get(name)
    return bytes === undefined ? null : parseXml(name, bytes)
  }
  const root = parseXml(DOCUMENT, parts.get(DOCUMENT) ?? new Uint8Array())
  const body = childOf(root, 'w:body')
  if (body === null) throw refusalOf([{ path: DOCUMENT, message: 'dokumentet saknar innehåll.' }])
  const relationships = relationshipsOf(parts)
  const partOf = (type: string): XmlElement | null => {
    const target = [...relationships.values()].find((relationship) => relationship.type === type)?.target
    return target === undefined ? null : partAt(target)
  }
  const reading: Reading = { styles: readStyles(partOf('styles')), faults, looks: new Map() }
  const section = sectionOf(body)
  const headerName = marginPartOf(section, 'header', relationships, partOf('settings'), faults)
  const footerName = marginPartOf(section, 'footer', relationships, null, faults)
  const header = headerName === null ? null : partAt(headerName)
  const footer = footerName === null ? null : partAt(footerName)
  if (header === null) faults.push({ path: 'Sidhuvud', message: 'mallen saknar sidhuvud. Lägg till ett med {{dokument.kod}}, så att varje sida säger vilken version den hör till.' })
  const program = {
    body: readBody(body, reading),
    header: header === null ? [] : readMargin(header, 'Sidhuvud', reading),
    footer: footer === null ? [] : readMargin(footer, 'Sidfot', reading),
    numbering: readNumbering(partOf('numbering')),
    documentShell: { name: DOCUMENT, before: `${XML_DECLARATION}${startTagOf(root)}<w:body>`, after: `${section === null ? '' : xmlOf(section)}</w:body></${root.name}>` },
    headerShell: shellOf(headerName, header),
    footerShell: shellOf(footerName, footer),
  }
  refuseIfFaulty(faults)
  const filled = new Set([DOCUMENT, headerName, footerName])
  return { ...program, parts: [...parts].filter(([name]) => !filled.has(name)).map(([name, bytes]) => packPart(name, bytes, 9)) }
}

function sectionOf(body: XmlElement): XmlElement | null {
  const last = elementsOf(body).at(-1)
  return last?.name === 'w:sectPr' ? last : null
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

function refuseIfFaulty(faults: readonly Fault[]): void {
  if (faults.length > 0) throw refusalOf(faults)
}

function refusalOf(faults: readonly Fault[]): Failure {
  const [first] = faults
  const more = faults.length > 1 ? ` (och ${faults.length - 1} till)` : ''
  return new Failure('template-invalid', `Mallen kan inte användas: ${first?.path}: ${first?.message}${more}`, { faults })
}
