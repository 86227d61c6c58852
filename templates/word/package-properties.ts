import type { Initials } from '../document.js'
import { PARTIES } from '../parties.js'
import { parseXml } from './parse-xml.js'
import { childOf, escapeText, textOf, XML_DECLARATION } from './xml.js'

/** What a Word file says about itself in its core properties. */
export interface PackageProperties {
  readonly title: string
  /** In a template: the kind of document it is for. */
  readonly subject: string
  /** In an issued document: its version code as printed, so that it is known again whatever is written over its header. In a customer's text made a template: whose initials it asks for, since no word of it is a tag. */
  readonly keywords: string
  /** `CUSTOMER_TEXT` where the words are a customer's own and nothing in them is a tag; empty otherwise. */
  readonly category: string
}

/** What the properties of a file made of a customer's text say it is. */
export const CUSTOMER_TEXT = 'Kundens text'

/** The part that says it (ISO/IEC 29500-2, 11). */
export const CORE_PROPERTIES = 'docProps/core.xml'

/** The title and subject of the package; empty texts where it says nothing. @throws Failure `template-invalid` when that part is no XML */
export function readPackageProperties(parts: ReadonlyMap<string, Uint8Array>): PackageProperties {
  const bytes = parts.get(CORE_PROPERTIES)
  const root = bytes === undefined ? null : parseXml(CORE_PROPERTIES, bytes)
  const said = (name: string): string => {
    const found = childOf(root, name)
    return found === null ? '' : textOf(found).trim()
  }
  return { title: said('dc:title'), subject: said('dc:subject'), keywords: said('cp:keywords'), category: said('cp:category') }
}

/** Core properties that say this and neither who wrote the file nor when. */
export function packagePropertiesXml({ title, subject, keywords, category }: PackageProperties): string {
  return `${XML_DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escapeText(title)}</dc:title><dc:subject>${escapeText(subject)}</dc:subject>${keywords === '' ? '' : `<cp:keywords>${escapeText(keywords)}</cp:keywords>`}${category === '' ? '' : `<cp:category>${escapeText(category)}</cp:category>`}<dc:creator>Anslut</dc:creator><dc:language>sv-SE</dc:language></cp:coreProperties>`
}

/** Keywords that ask for the initials of these parties on every page. */
export function initialsKeywords(initials: readonly Initials[]): string {
  return initials.map(({ party }) => `signum ${party}`).join('; ')
}

/** What such keywords ask for. */
export function initialsAsked(keywords: string): Initials[] {
  const asked = keywords.split('; ')
  return PARTIES.filter((party) => asked.includes(`signum ${party}`)).map((party) => ({ party, pages: null }))
}

const CODE = /Versionskod\s+([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2})/

/** The printed code that a text says it belongs to, as headers and keywords of issued Word files do; null when it says none. */
export function codeSaid(text: string): string | null {
  return CODE.exec(text)?.[1] ?? null
}
