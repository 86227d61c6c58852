import { escapeAttribute, escapeText } from './xml.js'
import { linkedListsXml } from './look-of-styles.js'
import { openPackage } from './open-package.js'
import { packPart, writeZip } from './write-zip.js'

/** What the package shall say of itself instead of the clock and the account it was built under. */
export interface PackageNature {
  readonly title: string
  readonly subject: string
  /** The party of each signature table, in order. */
  readonly signatories: readonly string[]
}

const SIGNATURE_TABLE = /<w:tblPr><w:tblStyle w:val="Underskrift"\/>.*?<\/w:tblPr>/gs

/** The package as `docx` wrote it, with what differs from run to run made fixed, and with what `docx` cannot write put in. */
export function normalisePackage(file: Uint8Array, nature: PackageNature): Uint8Array {
  const parts = new Map([...openPackage(file)].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]))
  parts.set('docProps/core.xml', corePropertiesXml(nature))
  const lists = linkedListsXml()
  rewrite(parts, 'word/numbering.xml', (xml) => xml.replace(/(?=<w:num )/, lists.definitions).replace('</w:numbering>', `${lists.lists}</w:numbering>`))
  let tables = 0
  rewrite(parts, 'word/document.xml', (xml) =>
    xml.replaceAll(SIGNATURE_TABLE, (properties) => properties.replace('</w:tblPr>', `<w:tblCaption w:val="${escapeAttribute(`Underskrift: ${nature.signatories[tables++] ?? ''}`)}"/></w:tblPr>`)),
  )
  const names = [...parts.keys()].sort((left, right) => rankOf(left) - rankOf(right) || (left < right ? -1 : 1))
  return writeZip(names.map((name) => packPart(name, new TextEncoder().encode(parts.get(name) ?? ''), 9)))
}

function rewrite(parts: Map<string, string>, name: string, change: (xml: string) => string): void {
  const xml = parts.get(name)
  if (xml === undefined) throw new Error(`docx wrote no ${name}`)
  parts.set(name, change(xml))
}

/** Readers expect the content types first. */
function rankOf(name: string): number {
  return name === '[Content_Types].xml' ? 0 : 1
}

function corePropertiesXml({ title, subject }: PackageNature): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escapeText(title)}</dc:title><dc:subject>${escapeText(subject)}</dc:subject><dc:creator>Anslut</dc:creator><dc:language>sv-SE</dc:language></cp:coreProperties>`
}
