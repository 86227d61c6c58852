/** One XML element as read: prefixed name, attributes in source order, children. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlNode[]
}

export type XmlNode = XmlElement | string

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\t': '&#9;' }
const MARKUP = /[&<>"]/g
const MARKUP_OR_BREAK = /[&<>"\n\t]/g
/** What XML 1.0 cannot carry at all, even escaped (https://www.w3.org/TR/xml/#charsets): it would make Word refuse the file. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** What almost every text is made of. */
const PLAIN = /^[\t\n\r\u0020\u0021\u0023-\u0025\u0027-\u003B\u003D\u003F-\uD7FF]*$/

/** The text as element content; characters XML cannot carry become U+FFFD. */
export function escapeText(text: string): string {
  if (PLAIN.test(text)) return text
  return text.replaceAll(FORBIDDEN, '\uFFFD').replaceAll(MARKUP, (found) => ESCAPES[found] ?? found)
}

/** The text as a double-quoted attribute's value; characters XML cannot carry become U+FFFD. */
export function escapeAttribute(text: string): string {
  return text.replaceAll(FORBIDDEN, '\uFFFD').replaceAll(MARKUP_OR_BREAK, (found) => ESCAPES[found] ?? found)
}

/** What every part of a Word file begins with. */
export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

/** The element's start tag alone. */
export function startTagOf(element: XmlElement): string {
  let xml = `<${element.name}`
  for (const [name, value] of element.attributes) xml += ` ${name}="${escapeAttribute(value)}"`
  return `${xml}>`
}

/** The element written back as XML. */
export function xmlOf(element: XmlElement): string {
  const start = startTagOf(element)
  if (element.children.length === 0) return `${start.slice(0, -1)}/>`
  const inner = element.children.map((child) => (typeof child === 'string' ? escapeText(child) : xmlOf(child))).join('')
  return `${start}${inner}</${element.name}>`
}

/** The element's child elements, text left out. */
export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child): child is XmlElement => typeof child !== 'string')
}

/** All elements inside, each before those inside it. */
export function* descendantsOf(element: XmlElement): Generator<XmlElement> {
  for (const child of elementsOf(element)) {
    yield child
    yield* descendantsOf(child)
  }
}

/** The first child element of that name; null when there is none. */
export function childOf(element: XmlElement | null, name: string): XmlElement | null {
  return element === null ? null : (elementsOf(element).find((child) => child.name === name) ?? null)
}

/** The attribute `w:val` of the named child; null when child or attribute is missing. */
export function valueOf(element: XmlElement | null, child: string): string | null {
  return childOf(element, child)?.attributes.get('w:val') ?? null
}

/** True when the named on/off child is there and not switched off (ISO/IEC 29500-1, 17.17.4). */
export function isOn(element: XmlElement | null, child: string): boolean {
  const found = childOf(element, child)
  if (found === null) return false
  const value = found.attributes.get('w:val')
  return value === undefined || !['0', 'false', 'off'].includes(value)
}

/** All text inside the element, in order. */
export function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')
}
