import type { LintedFile } from './lint-word-file.js'
import { CommentsPart } from './word/comments-part.js'
import { openPackage } from './word/open-package.js'
import { packPart, writeZip } from './word/write-zip.js'
import { elementsOf, escapeText, startTagOf, type XmlElement, XML_DECLARATION } from './word/xml.js'

const DOCUMENT = 'word/document.xml'
const MARKS: ReadonlySet<string> = new Set(['w:commentRangeStart', 'w:commentRangeEnd', 'w:commentReference'])

/**
 * The Word file with every fault and note as a Word comment at its paragraph, and nothing else changed; comments from an earlier check are taken away, people's own stay.
 * Word has no comments in header and footer, so what is wrong there stands at the first paragraph with its place. The file must have been readable.
 */
export function writeLintComments(docx: Uint8Array, linted: LintedFile): Uint8Array {
  const { root, places } = linted
  const parts = new Map(openPackage(docx))
  const first = root === null ? null : firstParagraph(root)
  if (root === null || first === null) return docx
  const comments = new CommentsPart(parts)
  const idsAt = new Map<XmlElement, number[]>()
  for (const { path, message } of [...linted.faults, ...linted.notes]) {
    const at = places.get(path)
    const id = comments.add(at === undefined ? `${path}: ${message}` : message)
    idsAt.set(at ?? first, [...(idsAt.get(at ?? first) ?? []), id])
  }
  parts.set(DOCUMENT, new TextEncoder().encode(`${XML_DECLARATION}${new Marking(idsAt, comments.removed).xml(root)}`))
  comments.store(parts)
  return writeZip([...parts].map(([name, bytes]) => packPart(name, bytes, 9)))
}

function firstParagraph(element: XmlElement): XmlElement | null {
  for (const child of elementsOf(element)) {
    const found = child.name === 'w:p' ? child : firstParagraph(child)
    if (found !== null) return found
  }
  return null
}

/** Writes the document back with marks around the commented paragraphs and without those of comments that are gone. */
class Marking {
  readonly #idsAt: ReadonlyMap<XmlElement, readonly number[]>
  readonly #removed: ReadonlySet<string>

  constructor(idsAt: ReadonlyMap<XmlElement, readonly number[]>, removed: ReadonlySet<string>) {
    this.#idsAt = idsAt
    this.#removed = removed
  }

  xml(element: XmlElement): string {
    const children = element.children.filter((child) => typeof child === 'string' || !this.#isGone(child))
    const wasReference = element.name === 'w:r' && children.length < element.children.length && !children.some((child) => typeof child !== 'string' && child.name !== 'w:rPr')
    if (wasReference) return ''
    const ids = this.#idsAt.get(element) ?? []
    const start = startTagOf(element)
    if (children.length === 0 && ids.length === 0) return `${start.slice(0, -1)}/>`
    const [lead, rest] = ids.length > 0 ? split(children) : [[], children]
    const before = ids.map((id) => `<w:commentRangeStart w:id="${id}"/>`).join('')
    const after = ids.map((id) => `<w:commentRangeEnd w:id="${id}"/><w:r><w:commentReference w:id="${id}"/></w:r>`).join('')
    return `${start}${this.#all(lead)}${before}${this.#all(rest)}${after}</${element.name}>`
  }

  #all(children: XmlElement['children']): string {
    return children.map((child) => (typeof child === 'string' ? escapeText(child) : this.xml(child))).join('')
  }

  #isGone(child: XmlElement): boolean {
    return MARKS.has(child.name) && this.#removed.has(child.attributes.get('w:id') ?? '')
  }
}

/** A paragraph's properties stand before everything else in it. */
function split(children: XmlElement['children']): [XmlElement['children'], XmlElement['children']] {
  const at = children.findIndex((child) => typeof child !== 'string' && child.name === 'w:pPr') + 1
  return [children.slice(0, at), children.slice(at)]
}
