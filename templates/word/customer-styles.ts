import { childOf, elementsOf, startTagOf, type XmlElement, type XmlNode, valueOf, xmlOf, XML_DECLARATION } from './xml.js'

const REFERENCES: ReadonlySet<string> = new Set(['w:pStyle', 'w:rStyle', 'w:tblStyle', 'w:basedOn', 'w:next', 'w:link'])

/** The customer's styles with those of ours that it lacks, and what ours are called there: Word keeps the English names of styles and translates their ids. */
export class CustomerStyles {
  readonly #customer: XmlElement
  readonly #added: readonly XmlElement[]
  readonly #idOf: ReadonlyMap<string, string>

  constructor(customer: XmlElement | null, ours: XmlElement) {
    this.#customer = customer ?? { ...ours, children: [] }
    const theirs = new Map(stylesIn(this.#customer).map((style) => [nameOf(style), idOf(style)]))
    const taken = new Set(theirs.values())
    this.#idOf = new Map(stylesIn(ours).map((style) => [idOf(style), theirs.get(nameOf(style)) ?? (taken.has(idOf(style)) ? `Anslut${idOf(style)}` : idOf(style))]))
    this.#added = stylesIn(ours).filter((style) => !theirs.has(nameOf(style)))
  }

  /** XML of ours with its styles called by the customer's ids. */
  renamed(element: XmlElement): XmlElement {
    const id = REFERENCES.has(element.name) ? this.#idOf.get(element.attributes.get('w:val') ?? '') : undefined
    const attributes = id === undefined ? element.attributes : new Map([...element.attributes, ['w:val', id]])
    return { ...element, attributes, children: element.children.map((child) => (typeof child === 'string' ? child : this.renamed(child))) }
  }

  /** `word/styles.xml` with both. Ours lose their numbering, which belongs to lists that the customer's file does not have. */
  xml(): string {
    const added = this.#added.map((style) => {
      const own = this.#idOf.get(idOf(style)) ?? idOf(style)
      const attributes = new Map([...style.attributes].flatMap(([name, value]): [string, string][] => (name === 'w:styleId' ? [[name, own]] : name === 'w:default' ? [] : [[name, value]])))
      return xmlOf(this.renamed({ ...style, attributes, children: style.children.map(withoutNumbering) }))
    })
    return `${XML_DECLARATION}${startTagOf(this.#customer)}${elementsOf(this.#customer).map(xmlOf).join('')}${added.join('')}</${this.#customer.name}>`
  }
}

function stylesIn(root: XmlElement): XmlElement[] {
  return elementsOf(root).filter(({ name }) => name === 'w:style')
}

function idOf(style: XmlElement): string {
  return style.attributes.get('w:styleId') ?? ''
}

function nameOf(style: XmlElement): string {
  return (valueOf(style, 'w:name') ?? idOf(style)).toLowerCase()
}

function withoutNumbering(child: XmlNode): XmlNode {
  if (typeof child === 'string' || child.name !== 'w:pPr' || childOf(child, 'w:numPr') === null) return child
  return { ...child, children: child.children.filter((property) => typeof property === 'string' || property.name !== 'w:numPr') }
}
