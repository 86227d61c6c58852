import type { ParagraphStyle } from '../document.js'
import { CONCEALING, hidingLook } from './features.js'
import { cuttingLayout, tabsToBeside } from './cutting-layout.js'
import { misplacingIn } from './paragraph-shape.js'
import { childOf, elementsOf, isOn, valueOf, type XmlElement } from './xml.js'

/** What the reader needs to know of a template's styles. */
export interface Styles {
  /** The style of a paragraph whose `w:pStyle` is this id (null: the default); null when it is none that a template may use. */
  paragraph(id: string | null): ParagraphStyle | null
  /** The name people see, for messages. */
  nameOf(id: string): string
  /** The list a paragraph style is linked to. */
  listOf(id: string | null): { readonly list: string; readonly level: number } | null
  /** Whether a character style makes its text bold and italic. */
  characterOf(id: string | null): { readonly bold: boolean; readonly italic: boolean }
  /** Whether text with those properties, in paragraphs of the style (null: the default), is shown in capitals, small ones too (ISO/IEC 29500-1, 17.3.2.5 and .33; styles toggle each other, 17.7.3). */
  showsCapitals(properties: XmlElement | null, paragraphId: string | null): boolean
  /** How many tabs in a line of paragraphs of the style with those properties go to a tab stop further from the left margin than that (ISO/IEC 29500-1, 17.3.1.38); null where no stop is. */
  tabsToBeside(properties: XmlElement | null, paragraphId: string | null, widthTwips: number): number | null
  /** Whether a table style shows any of its cells' text in capitals. */
  showsCapitalsInTable(id: string | null): boolean
  /** What in the style (null: the default) would set its paragraphs where a page has no room, in Swedish; null when nothing does. */
  misplacingIn(id: string | null): string | null
  /** The same for a table style and what it does with its first row and the like. */
  concealingInTable(id: string | null): XmlElement | null
  /** What in the style (null: the default) would cut off words or set them beside the page, in Swedish; null when nothing does. */
  cuttingIn(id: string | null): string | null
  /** What in the style (null: the default) would hide, strike or raise words that the PDF prints plainly; null when nothing does. */
  concealingIn(id: string | null): XmlElement | null
}

/** Word writes the built-in styles' English names in every language; only the ids are translated (ISO/IEC 29500-1, 17.7.4.9). */
const STYLE_BY_NAME: Readonly<Record<string, ParagraphStyle>> = {
  'normal': 'BodyText',
  'body text': 'BodyText',
  'list paragraph': 'BodyText',
  'title': 'Title',
  'subtitle': 'Subtitle',
  'heading 1': 'Heading1',
  'heading 2': 'Heading2',
  'heading 3': 'Heading3',
  'list bullet': 'ListBullet',
  'list number': 'ListNumber',
  'table head': 'TableHead',
  'table cell': 'TableCell',
  'note': 'Note',
  'mark': 'Mark',
  'header': 'Mark',
  'footer': 'Mark',
}

const CAPITALS = ['w:caps', 'w:smallCaps'] as const

/** The styles of `word/styles.xml`. */
export function readStyles(root: XmlElement | null): Styles {
  const elements = root === null ? [] : elementsOf(root).filter((child) => child.name === 'w:style')
  const byId = new Map(elements.map((style) => [style.attributes.get('w:styleId') ?? '', style]))
  const defaultParagraph = elements.find((style) => style.attributes.get('w:type') === 'paragraph' && ['1', 'true', 'on'].includes(style.attributes.get('w:default') ?? ''))
  const defaultParagraphId = defaultParagraph?.attributes.get('w:styleId') ?? null
  return {
    concealingIn(id) {
      const defaults = childOf(childOf(childOf(root, 'w:docDefaults'), 'w:rPrDefault'), 'w:rPr')
      const looks = chainOf(byId, id ?? defaultParagraphId).flatMap((style) => looksOf(style))
      return [...looks, ...(defaults === null ? [] : elementsOf(defaults))].find(conceals) ?? null
    },
    concealingInTable: (id) => concealingInTable(chainOf(byId, id)),
    cuttingIn: (id) => cuttingIn(chainOf(byId, id ?? defaultParagraphId)),
    misplacingIn(id) {
      for (const style of chainOf(byId, id ?? defaultParagraphId)) {
        const found = misplacingIn(style)
        if (found !== null) return found
      }
      const defaults = childOf(childOf(root, 'w:docDefaults'), 'w:pPrDefault')
      return defaults === null ? null : misplacingIn(defaults)
    },
    paragraph(id) {
      const chain = chainOf(byId, id ?? defaultParagraphId)
      if (chain.length === 0) return id === null ? 'BodyText' : null
      for (const style of chain) {
        const known = STYLE_BY_NAME[(valueOf(style, 'w:name') ?? '').toLowerCase()]
        if (known !== undefined) return known
      }
      return null
    },
    nameOf: (id) => valueOf(byId.get(id) ?? null, 'w:name') ?? id,
    listOf(id) {
      for (const style of chainOf(byId, id ?? defaultParagraphId)) {
        const counted = readCounted(childOf(childOf(style, 'w:pPr'), 'w:numPr'))
        if (counted !== null) return counted
      }
      return null
    },
    showsCapitals(properties, paragraphId) {
      const [defaults, paragraph, character] = [[childOf(childOf(childOf(root, 'w:docDefaults'), 'w:rPrDefault'), 'w:rPr')], runLooks(chainOf(byId, paragraphId ?? defaultParagraphId)), runLooks(chainOf(byId, valueOf(properties, 'w:rStyle')))]
      return CAPITALS.some((name) => (childOf(properties, name) === null ? switchedOn(defaults, name) || switchedOn(paragraph, name) !== switchedOn(character, name) : isOn(properties, name)))
    },
    tabsToBeside: (properties, paragraphId, widthTwips) => tabsToBeside([properties, ...chainOf(byId, paragraphId ?? defaultParagraphId).map((style) => childOf(style, 'w:pPr'))], widthTwips),
    showsCapitalsInTable: (id) => layersOf(chainOf(byId, id)).some((layer) => CAPITALS.some((name) => isOn(childOf(layer, 'w:rPr'), name))),
    characterOf(id) {
      const looks = runLooks(chainOf(byId, id))
      return { bold: switchedOn(looks, 'w:b'), italic: switchedOn(looks, 'w:i') }
    },
  }
}

/** What a style, or a part of a table style, says of how words look and of what is behind them. */
function looksOf(style: XmlElement): XmlElement[] {
  const run = childOf(style, 'w:rPr')
  const shades = ['w:pPr', 'w:tcPr', 'w:tblPr'].flatMap((name) => childOf(childOf(style, name), 'w:shd') ?? [])
  return [...(run === null ? [] : elementsOf(run)), ...shades]
}

function concealingInTable(chain: readonly XmlElement[]): XmlElement | null {
  return layersOf(chain).flatMap((layer) => concealingLayer(looksOf(layer))[0] ?? [])[0] ?? null
}

/** Table styles with what each does with its first row and the like. */
function layersOf(chain: readonly XmlElement[]): XmlElement[] {
  return chain.flatMap((style) => [style, ...elementsOf(style).filter(({ name }) => name === 'w:tblStylePr')])
}

function runLooks(chain: readonly XmlElement[]): (XmlElement | null)[] {
  return chain.map((style) => childOf(style, 'w:rPr'))
}

function cuttingIn(chain: readonly XmlElement[]): string | null {
  for (const style of chain) {
    const found = cuttingLayout(childOf(style, 'w:pPr'))
    if (found !== null) return found
  }
  return null
}

function conceals(look: XmlElement): boolean {
  return hidingLook(look) !== null || (CONCEALING.has(look.name) && !['0', 'false', 'off'].includes(look.attributes.get('w:val') ?? ''))
}

/** Pale words on dark are seen. */
function concealingLayer(looks: readonly XmlElement[]): readonly XmlElement[] {
  const hiding = looks.filter(conceals)
  const isContrast = ['w:color', 'w:shd'].every((name) => hiding.some((look) => look.name === name))
  return hiding.filter(({ name }) => !isContrast || (name !== 'w:color' && name !== 'w:shd'))
}

/** The list and level that a `w:numPr` names; null when it names none (`numId` 0 takes a paragraph out of its style's list). */
export function readCounted(numbering: XmlElement | null): { readonly list: string; readonly level: number } | null {
  const list = valueOf(numbering, 'w:numId')
  if (list === null || list === '0') return null
  return { list, level: Number(valueOf(numbering, 'w:ilvl') ?? 0) }
}

function switchedOn(looks: readonly (XmlElement | null)[], name: string): boolean {
  return isOn(looks.find((look) => childOf(look, name) !== null) ?? null, name)
}

/** The style and those it is based on, nearest first; a style based on itself ends the chain. */
function chainOf(byId: ReadonlyMap<string, XmlElement>, id: string | null): XmlElement[] {
  const chain: XmlElement[] = []
  let style = id === null ? undefined : byId.get(id)
  while (style !== undefined && !chain.includes(style)) {
    chain.push(style)
    style = byId.get(valueOf(style, 'w:basedOn') ?? '')
  }
  return chain
}
