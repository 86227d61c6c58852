import { seenText } from '../draft-lines.js'
import { type Relationship, relationshipsOf } from './check-parts.js'
import { CONCEALING, hidingLook } from './features.js'
import { parseXml } from './parse-xml.js'
import { settleRevisions } from './settle-revisions.js'
import type { Styles } from './styles.js'
import { childOf, descendantsOf, elementsOf, isOn, textOf, valueOf, type XmlElement } from './xml.js'

type Margin = 'header' | 'footer'

const COUNTED = /^\s*(PAGE|NUMPAGES)(\s|$)/
const SPACES: ReadonlySet<string> = new Set(['w:tab', 'w:ptab', 'w:br', 'w:cr'])
const OTHER_PAGES: Readonly<Record<Margin, { readonly first: string; readonly even: string }>> = {
  header: { first: '[annat sidhuvud på första sidan]', even: '[annat sidhuvud på jämna sidor]' },
  footer: { first: '[annan sidfot på första sidan]', even: '[annan sidfot på jämna sidor]' },
}

/** What says which headers and footers a document's pages bear. */
export interface Margins {
  readonly parts: ReadonlyMap<string, Uint8Array>
  /** The root of `word/document.xml`. */
  readonly root: XmlElement
  readonly settings: XmlElement | null
  readonly styles: Styles
}

/** The distinct lines of the headers or footers that pages bear; what shows without being words stands in square brackets. */
export function marginLines({ parts, root, settings, styles }: Margins, margin: Margin): string[] {
  const sections = [...descendantsOf(root)].filter(({ name }) => name === 'w:sectPr')
  const onFirst = sections.some((section) => isOn(section, 'w:titlePg'))
  const onEven = isOn(settings, 'w:evenAndOddHeaders')
  const types = new Set(['default', ...(onFirst ? ['first'] : []), ...(onEven ? ['even'] : [])])
  const references = sections.flatMap((section) => elementsOf(section).filter(({ name, attributes }) => name === `w:${margin}Reference` && types.has(attributes.get('w:type') ?? 'default')))
  const lines = partsOf(references, margin, relationshipsOf(parts)).flatMap((name) => {
    const bytes = parts.get(name)
    return bytes === undefined ? [] : paragraphsIn(settleRevisions(parseXml(name, bytes), 'accepted')).map((paragraph) => new MarginWords(styles).of(paragraph))
  })
  const { first, even } = OTHER_PAGES[margin]
  return [...new Set([...lines.filter((line) => line !== ''), ...(onFirst ? [first] : []), ...(onEven ? [even] : [])])]
}

function partsOf(references: readonly XmlElement[], margin: Margin, relationships: ReadonlyMap<string, Relationship>): string[] {
  const named = references.flatMap(({ attributes }) => relationships.get(attributes.get('r:id') ?? '') ?? [])
  return [...new Set(named.filter(({ type }) => type === margin).map(({ target }) => target))]
}

function paragraphsIn(element: XmlElement): XmlElement[] {
  return elementsOf(element).flatMap((child) => (child.name === 'w:p' ? [child] : paragraphsIn(child)))
}

/** A paragraph's words; a page number counts itself, whatever number the file was saved with. */
class MarginWords {
  readonly #styles: Styles
  #words = ''
  #depth = 0
  #instruction = ''

  constructor(styles: Styles) {
    this.#styles = styles
  }

  of(paragraph: XmlElement): string {
    this.#walk(paragraph)
    const words = seenText(this.#words)
    const properties = childOf(paragraph, 'w:pPr')
    const shade = childOf(properties, 'w:shd')
    const isHidden = this.#styles.concealingIn(valueOf(properties, 'w:pStyle')) !== null || (shade !== null && hidingLook(shade) !== null)
    return isHidden && words !== '' ? hidden(words) : words
  }

  #walk(element: XmlElement): void {
    if (element.name === 'w:fldChar') this.#step(element.attributes.get('w:fldCharType'))
    else if (element.name === 'w:instrText') this.#instruction += textOf(element)
    else if (element.name === 'w:fldSimple') this.#endField(element.attributes.get('w:instr') ?? '')
    else if (element.name === 'mc:AlternateContent') this.#walkInto(childOf(element, 'mc:Choice') ?? element)
    else if (element.name === 'w:r' && conceals(childOf(element, 'w:rPr'), this.#styles)) this.#walkHidden(element)
    else {
      if (this.#depth === 0) this.#words += standIn(element)
      this.#walkInto(element)
    }
  }

  #walkInto(element: XmlElement): void {
    for (const child of elementsOf(element)) this.#walk(child)
  }

  #walkHidden(run: XmlElement): void {
    const before = this.#words
    this.#walkInto(run)
    const words = seenText(this.#words.slice(before.length))
    if (words !== '') this.#words = before + hidden(words)
  }

  #step(step: string | undefined): void {
    if (step === 'begin') this.#depth += 1
    if (step !== 'end') return
    this.#depth = Math.max(0, this.#depth - 1)
    if (this.#depth > 0) return
    this.#endField(this.#instruction)
    this.#instruction = ''
  }

  #endField(instruction: string): void {
    if (!COUNTED.test(instruction)) this.#words += ` [fält: ${instruction.trim()}] `
  }
}

function hidden(words: string): string {
  return `[dold, struken eller svårläst: ${words}]`
}

function conceals(properties: XmlElement | null, styles: Styles): boolean {
  if (properties === null) return false
  const styleId = valueOf(properties, 'w:rStyle')
  return elementsOf(properties).some((look) => hidingLook(look) !== null || (CONCEALING.has(look.name) && isOn(properties, look.name))) || (styleId !== null && styles.concealingIn(styleId) !== null)
}

/** What an element shows, or that it shows something. */
function standIn(element: XmlElement): string {
  if (element.name === 'w:t' || element.name === 'm:t') return textOf(element)
  if (SPACES.has(element.name)) return ' '
  if (element.name === 'w:noBreakHyphen') return '-'
  if (element.name === 'w:drawing') return ' [bild eller figur] '
  if (element.name === 'w:pict') return ' [figur] '
  if (element.name === 'w:object') return ' [objekt] '
  if (element.name === 'v:textpath') return ` [vattenstämpel: ${element.attributes.get('string') ?? ''}] `
  return element.name === 'w:sym' ? ` [symboltecken ${element.attributes.get('w:char') ?? ''}] ` : ''
}
