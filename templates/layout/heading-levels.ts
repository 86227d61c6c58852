import type { Paragraph, ParagraphStyle } from '../document.js'
import { outlineText } from './flow-paragraph.js'
import type { StructureRole } from './layout.js'

const DEPTHS: Readonly<Partial<Record<ParagraphStyle, number>>> = { Title: 1, Heading1: 2, Heading2: 3, Heading3: 4 }
const ROLES = ['H1', 'H2', 'H3', 'H4'] as const

/** Gives headings their levels in the order they stand: the first is H1 and none is skipped on the way down (ISO 14289-1, 7.4.2), whatever styles the template uses. */
export class HeadingLevels {
  readonly #open: number[] = []

  /** The role of the next paragraph of the main text. */
  roleOf(paragraph: Paragraph): StructureRole {
    const depth = DEPTHS[paragraph.style]
    if (depth === undefined) return paragraph.style === 'Note' ? 'Note' : 'P'
    // A heading without a word has nothing to show and may not count either.
    if (outlineText(paragraph) === '') return 'P'
    while ((this.#open.at(-1) ?? 0) >= depth) this.#open.pop()
    this.#open.push(depth)
    return ROLES[this.#open.length - 1] ?? 'P'
  }
}
