import { escapeAttribute } from './xml.js'
import { linkedListsXml } from './look-of-styles.js'
import { openPackage } from './open-package.js'
import { packagePropertiesXml } from './package-properties.js'
import { packPartForGood, writeZip } from './write-zip.js'

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
  const opened = openPackage(file)
  const parts = new Map([...opened].filter(([name]) => !isPicture(name)).map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]))
  parts.set('docProps/core.xml', packagePropertiesXml({ ...nature, keywords: '', category: '' }))
  const lists = linkedListsXml()
  rewrite(parts, 'word/numbering.xml', (xml) => xml.replace(/(?=<w:num )/, lists.definitions).replace('</w:numbering>', `${lists.lists}</w:numbering>`))
  let tables = 0
  rewrite(parts, 'word/document.xml', (xml) =>
    xml.replaceAll(SIGNATURE_TABLE, (properties) => properties.replace('</w:tblPr>', `<w:tblCaption w:val="${escapeAttribute(`Underskrift: ${nature.signatories[tables++] ?? ''}`)}"/></w:tblPr>`)),
  )
  let pictures = 0
  rewrite(parts, 'word/document.xml', (xml) => xml.replaceAll(/(?<=<wp:docPr id=")\d+/g, () => String(++pictures)))
  const names = [...opened.keys()].sort((left, right) => rankOf(left) - rankOf(right) || (left < right ? -1 : 1))
  return writeZip(names.map((name) => packPartForGood(name, isPicture(name) ? (opened.get(name) ?? new Uint8Array()) : new TextEncoder().encode(parts.get(name) ?? ''))))
}

function isPicture(name: string): boolean {
  return name.startsWith('word/media/')
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
