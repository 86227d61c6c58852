import { relationshipsOf } from './check-parts.js'
import { parseXml } from './parse-xml.js'
import { elementsOf, escapeText, startTagOf, type XmlElement, xmlOf, XML_DECLARATION } from './xml.js'

/** Who Word shows as the comments' author; comments of that author are replaced by the next check. */
const AUTHOR = 'Anslut mallkontroll'
const DEFAULT_PART = 'word/comments.xml'
const RELATIONSHIPS = 'word/_rels/document.xml.rels'
const CONTENT_TYPES = '[Content_Types].xml'
const RELATIONSHIP_TYPE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments'
const CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml'
const EMPTY = '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'

/** The comments of a Word file: people's own as they were, and those added here (ISO/IEC 29500-1, 17.13.4). */
export class CommentsPart {
  /** The ids of comments from an earlier check, whose marks must leave the document too. */
  readonly removed: ReadonlySet<string>
  readonly #name: string
  readonly #root: XmlElement
  readonly #kept: readonly XmlElement[]
  readonly #added: string[] = []
  #lastId: number

  constructor(parts: ReadonlyMap<string, Uint8Array>) {
    this.#name = [...relationshipsOf(parts).values()].find(({ type, target }) => type === 'comments' && parts.has(target))?.target ?? DEFAULT_PART
    this.#root = parseXml(this.#name, parts.get(this.#name) ?? new TextEncoder().encode(EMPTY))
    const comments = elementsOf(this.#root)
    this.#kept = comments.filter((comment) => comment.attributes.get('w:author') !== AUTHOR)
    this.removed = new Set(comments.filter((comment) => !this.#kept.includes(comment)).map((comment) => comment.attributes.get('w:id') ?? ''))
    this.#lastId = Math.max(-1, ...comments.map((comment) => Number(comment.attributes.get('w:id'))).filter(Number.isSafeInteger))
  }

  /** Adds a comment and gives its id. */
  add(text: string): number {
    const id = ++this.#lastId
    this.#added.push(`<w:comment w:id="${id}" w:author="${AUTHOR}" w:initials="A"><w:p><w:r><w:t xml:space="preserve">${escapeText(text)}</w:t></w:r></w:p></w:comment>`)
    return id
  }

  /** Puts the comments into the package, with what makes Word find them there. */
  store(parts: Map<string, Uint8Array>): void {
    const encode = (xml: string): Uint8Array => new TextEncoder().encode(XML_DECLARATION + xml)
    parts.set(this.#name, encode(`${startTagOf(this.#root)}${this.#kept.map(xmlOf).join('')}${this.#added.join('')}</${this.#root.name}>`))
    const extend = (name: string, isThere: (child: XmlElement) => boolean, xml: string): void => {
      const root = parseXml(name, parts.get(name) ?? new TextEncoder().encode('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'))
      if (!elementsOf(root).some(isThere)) parts.set(name, encode(`${startTagOf(root)}${elementsOf(root).map(xmlOf).join('')}${xml}</${root.name}>`))
    }
    extend(RELATIONSHIPS, (child) => child.attributes.get('Type') === RELATIONSHIP_TYPE && [this.#name, `/${this.#name}`].includes(partOf(child)), `<Relationship Id="${freeId(parts)}" Type="${RELATIONSHIP_TYPE}" Target="comments.xml"/>`)
    extend(CONTENT_TYPES, (child) => child.attributes.get('PartName') === `/${this.#name}`, `<Override PartName="/${this.#name}" ContentType="${CONTENT_TYPE}"/>`)
  }
}

/** A relationship of the document names its target from the folder `word/`, or from the root. */
function partOf(relationship: XmlElement): string {
  const target = relationship.attributes.get('Target') ?? ''
  return target.startsWith('/') ? target : `word/${target}`
}

function freeId(parts: ReadonlyMap<string, Uint8Array>): string {
  const taken = new Set(relationshipsOf(parts).keys())
  let number = 1
  while (taken.has(`rIdKommentar${number}`)) number += 1
  return `rIdKommentar${number}`
}
