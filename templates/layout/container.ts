import type { Paragraph } from '../document.js'
import { numberOf, type ParagraphElements } from './flow-paragraph.js'
import { addElement, type Setting } from './flow.js'
import type { ListNumbering, StructureRole } from './layout.js'

function isListItem(paragraph: Paragraph): boolean {
  return paragraph.style === 'ListBullet' || paragraph.style === 'ListNumber'
}

function numberingOf(paragraph: Paragraph): ListNumbering {
  const number = numberOf(paragraph)?.replaceAll(/[().\s]/g, '') ?? ''
  if (/^\d/.test(number)) return 'Decimal'
  if (/^([ivx]{2,})$/.test(number)) return 'LowerRoman'
  if (/^([IVX]{2,})$/.test(number)) return 'UpperRoman'
  if (/^\p{Ll}$/u.test(number)) return 'LowerAlpha'
  return /^\p{Lu}$/u.test(number) ? 'UpperAlpha' : 'Disc'
}

/** Almost every paragraph's. */
const NO_FIGURES: readonly number[] = []

/** A list that is not ended yet, with the text of its latest item, in which deeper lists stand. */
interface OpenList {
  readonly element: number
  readonly numbering: ListNumbering
  readonly level: number
  text: number
}

/** What paragraphs stand in, the main text or a cell: gives each its elements, list items a list that lasts as long as they follow each other. */
export class Container {
  /** Outermost first. */
  #lists: OpenList[] = []
  /** The container itself, when its only paragraph needs no element of its own. */
  #lone = false

  constructor(private readonly element: number | null, private readonly setting: Setting) {}

  /** A table cell; the text of a single paragraph is the cell's own. */
  static ofCell(element: number | null, paragraphs: readonly Paragraph[], setting: Setting): Container {
    const container = new Container(element, setting)
    const [only] = paragraphs
    container.#lone = paragraphs.length === 1 && only !== undefined && !isListItem(only)
    return container
  }

  /** The elements of the next paragraph. */
  paragraph(paragraph: Paragraph, role: StructureRole = 'P'): ParagraphElements {
    if (isListItem(paragraph)) return this.#item(paragraph)
    this.endList()
    const element = this.#lone && this.element !== null ? this.element : addElement(this.setting, role, this.element)
    return { number: element, text: element, figures: this.#figures(paragraph, element) }
  }

  /** To be said before anything that is not a paragraph. */
  endList(): void {
    this.#lists = []
  }

  #item(paragraph: Paragraph): ParagraphElements {
    const list = this.#listOf(paragraph)
    const item = addElement(this.setting, 'LI', list.element)
    const number = addElement(this.setting, 'Lbl', item)
    const text = addElement(this.setting, 'LBody', item)
    list.text = text
    return { number, text, figures: this.#figures(paragraph, text) }
  }

  /** The open list the item goes on with, or a new one: within the item before it when it stands deeper than that. */
  #listOf(paragraph: Paragraph): OpenList {
    const numbering = numberingOf(paragraph)
    const level = paragraph.listLevel ?? 0
    this.#lists = this.#lists.filter((list) => list.level < level || (list.level === level && list.numbering === numbering))
    const around = this.#lists.at(-1)
    if (around?.level === level) return around
    const element = addElement(this.setting, 'L', around?.text ?? this.element, { type: 'list', numbering })
    const list = { element, numbering, level, text: element }
    this.#lists.push(list)
    return list
  }

  #figures({ runs }: Paragraph, text: number): readonly number[] {
    let figures = NO_FIGURES
    for (const { picture } of runs) {
      if (picture !== undefined) figures = [...figures, addElement(this.setting, 'Figure', text, { type: 'figure', alt: picture.alt, placement: 'Inline' })]
    }
    return figures
  }
}
