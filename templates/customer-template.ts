import type { Block, Initials } from './document.js'
import { openDraft } from './read-draft.js'
import { withoutChangeBorder } from './word/change-border.js'
import { type Relationship, relationshipsOf } from './word/check-parts.js'
import { CustomerStyles } from './word/customer-styles.js'
import { openPackage } from './word/open-package.js'
import { CORE_PROPERTIES, CUSTOMER_TEXT, initialsKeywords, packagePropertiesXml, readPackageProperties } from './word/package-properties.js'
import { parseXml } from './word/parse-xml.js'
import { settleRevisions, SOURCE } from './word/settle-revisions.js'
import { isEmptyParagraph, isSignatureTable, pairedSignatures } from './word/signature-pairs.js'
import { readStyles } from './word/styles.js'
import { bodyXmlOf } from './word/write-blocks.js'
import { packPart, writeZip } from './word/write-zip.js'
import { childOf, elementsOf, escapeAttribute, startTagOf, textOf, valueOf, type XmlElement, type XmlNode, xmlOf, XML_DECLARATION } from './word/xml.js'

/** What a customer's text is made printable with. */
export interface CustomerTextSource {
  /** The Word file as the customer sent it. */
  readonly returned: Uint8Array
  /** The edition whose header, footer and page it is printed with. */
  readonly edition: Uint8Array
  /** What follows the customer's own words, filled: places to sign where the customer's file has none. */
  readonly closing: readonly Block[]
  /** Whose initials every page of it shall bear. */
  readonly initials: readonly Initials[]
  /** Which party each name is, for signature tables whose caption another word processor has dropped. */
  readonly partyNamed: ReadonlyMap<string, string>
}

const DOCUMENT = 'word/document.xml'
const RELATIONSHIPS = 'word/_rels/document.xml.rels'
const CONTENT_TYPES = '[Content_Types].xml'
const NUMBERING = 'word/numbering.xml'
const IMAGE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/image'
const CAPTION = /^underskrift:?\s+\p{L}+$/iu

/**
 * A Word template that prints the customer's words as they stand, tracked changes accepted, between our header and footer: its body holds no tags, "{{" is text.
 * Equal input gives equal bytes.
 * @throws Failure `draft-unreadable`, `template-invalid`
 */
export function customerTemplate({ returned, edition, closing, initials, partyNamed }: CustomerTextSource): Uint8Array {
  const draft = openDraft(returned)
  const ours = new Map(openPackage(edition))
  const encode = (xml: string): Uint8Array => new TextEncoder().encode(xml)
  const ourRoot = parseXml(DOCUMENT, ours.get(DOCUMENT) ?? new Uint8Array())
  const section = elementsOf(childOf(ourRoot, 'w:body') ?? ourRoot).at(-1)
  const styles = new CustomerStyles(draft.styles, parseXml('word/styles.xml', ours.get('word/styles.xml') ?? new Uint8Array()))
  const pictures = new CustomerPictures(draft.parts)
  const settled = settleRevisions(draft.root, 'accepted')
  const names = readStyles(draft.styles)
  const styleName = (id: string): string => names.nameOf(id)
  const body = withoutSpacers(elementsOf(childOf(settled, 'w:body') ?? settled).flatMap((block) => pairedSignatures(block, styleName, []) ?? [block])).filter(({ name }) => name !== 'w:sectPr').map((block) => captioned(pictures.renamed(withoutChangeBorder(withoutSource(block))), { styleName, partyNamed }))
  const after = elementsOf(parseXml(DOCUMENT, encode(`<w:body>${new TextDecoder().decode(bodyXmlOf(closing, { headingPages: null, textWidthTwips: 0 }))}</w:body>`))).map((block) => styles.renamed(block))
  ours.set(DOCUMENT, encode(`${XML_DECLARATION}${startTagOf(withOurPrefixes(settled, ourRoot))}<w:body>${[...body, ...after, ...(section === undefined ? [] : [section])].map(xmlOf).join('')}</w:body></${settled.name}>`))
  ours.set('word/styles.xml', encode(styles.xml()))
  for (const name of [...ours.keys()].filter((part) => /^word\/(header|footer)\d*\.xml$/.test(part))) {
    const root = styles.renamed(parseXml(name, ours.get(name) ?? new Uint8Array()))
    ours.set(name, encode(`${XML_DECLARATION}${xmlOf(root)}`))
  }
  const numbering = [...relationshipsOf(draft.parts).values()].find(({ type }) => type === 'numbering')
  const lists = numbering === undefined ? undefined : draft.parts.get(numbering.target)
  if (lists !== undefined) ours.set(NUMBERING, lists)
  ours.set(CORE_PROPERTIES, encode(packagePropertiesXml({ ...readPackageProperties(ours), keywords: initialsKeywords(initials), category: CUSTOMER_TEXT })))
  pictures.store(ours)
  return writeZip([...ours].map(([name, bytes]) => packPart(name, bytes, 9)))
}

/** The customer's root element, with the prefixes our own section and closing may use. */
function withOurPrefixes(root: XmlElement, ours: XmlElement): XmlElement {
  return { ...root, attributes: new Map([...[...ours.attributes].filter(([name]) => name.startsWith('xmlns:')), ...root.attributes]) }
}

/** Word needs a paragraph between tables, and writing puts one there: kept, they would be one more for every time a document goes out and comes back. */
function withoutSpacers(blocks: readonly XmlElement[]): XmlElement[] {
  return blocks.filter((block, index) => !(block.name === 'w:p' && blocks[index - 1]?.name === 'w:tbl' && isEmptyParagraph(block)))
}

function withoutSource(element: XmlElement): XmlElement {
  const attributes = new Map([...element.attributes].filter(([name]) => name !== SOURCE))
  return { ...element, attributes, children: element.children.map((child) => (typeof child === 'string' ? child : withoutSource(child))) }
}

/** A signature table that says in its caption whose it is. */
function captioned(block: XmlElement, { styleName, partyNamed }: { readonly styleName: (id: string) => string; readonly partyNamed: ReadonlyMap<string, string> }): XmlElement {
  const properties = childOf(block, 'w:tblPr')
  if (properties === null || !isSignatureTable(block, styleName)) return block
  if (CAPTION.test((valueOf(properties, 'w:tblCaption') ?? '').trim())) return block
  const words = paragraphsIn(block).map((paragraph) => textOf(paragraph).trim()).find((text) => text !== '') ?? ''
  const party = partyNamed.get(words.replace(/^För\s+/, ''))
  if (party === undefined) return block
  const caption: XmlElement = { name: 'w:tblCaption', attributes: new Map([['w:val', `Underskrift: ${party}`]]), children: [] }
  const marked = { ...properties, children: [...properties.children.filter((child) => typeof child === 'string' || child.name !== 'w:tblCaption'), caption] }
  return { ...block, children: block.children.map((child) => (child === properties ? marked : child)) }
}

function paragraphsIn(element: XmlElement): XmlElement[] {
  return elementsOf(element).flatMap((child) => (child.name === 'w:p' ? [child] : paragraphsIn(child)))
}

/** The pictures of the customer's text, under names that our own package does not use. */
class CustomerPictures {
  readonly #parts: ReadonlyMap<string, Uint8Array>
  readonly #relationships: ReadonlyMap<string, Relationship>
  readonly #shown = new Map<string, { readonly id: string; readonly name: string; readonly bytes: Uint8Array }>()

  constructor(parts: ReadonlyMap<string, Uint8Array>) {
    this.#parts = parts
    this.#relationships = relationshipsOf(parts)
  }

  renamed(element: XmlElement): XmlElement {
    const embedded = element.name === 'a:blip' ? element.attributes.get('r:embed') : undefined
    const attributes = embedded === undefined ? element.attributes : new Map([...element.attributes, ['r:embed', this.#idOf(embedded)]])
    return { ...element, attributes, children: element.children.map((child): XmlNode => (typeof child === 'string' ? child : this.renamed(child))) }
  }

  #idOf(relationship: string): string {
    const target = this.#relationships.get(relationship)?.target ?? ''
    const bytes = this.#parts.get(target)
    if (bytes === undefined) return relationship
    const number = this.#shown.size + 1
    const picture = this.#shown.get(target) ?? { id: `rIdKund${number}`, name: `word/media/kund${number}.${target.split('.').at(-1) ?? 'png'}`, bytes }
    this.#shown.set(target, picture)
    return picture.id
  }

  store(parts: Map<string, Uint8Array>): void {
    if (this.#shown.size === 0) return
    const extend = (name: string, xml: string): void => {
      const root = parseXml(name, parts.get(name) ?? new Uint8Array())
      parts.set(name, new TextEncoder().encode(`${XML_DECLARATION}${startTagOf(root)}${elementsOf(root).map(xmlOf).join('')}${xml}</${root.name}>`))
    }
    const pictures = [...this.#shown.values()]
    for (const { name, bytes } of pictures) parts.set(name, bytes)
    extend(RELATIONSHIPS, pictures.map(({ id, name }) => `<Relationship Id="${id}" Type="${IMAGE}" Target="${escapeAttribute(name.replace(/^word\//, ''))}"/>`).join(''))
    const known = new Set(elementsOf(parseXml(CONTENT_TYPES, parts.get(CONTENT_TYPES) ?? new Uint8Array())).map((type) => type.attributes.get('Extension')?.toLowerCase()))
    const missing = [...new Set(pictures.map(({ name }) => name.split('.').at(-1) ?? ''))].filter((extension) => !known.has(extension.toLowerCase()))
    extend(CONTENT_TYPES, missing.map((extension) => `<Default Extension="${escapeAttribute(extension)}" ContentType="${extension.toLowerCase() === 'png' ? 'image/png' : 'image/jpeg'}"/>`).join(''))
  }
}
