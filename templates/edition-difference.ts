import type { CompiledTemplate } from './compile-template.js'
import { templateLines } from './template-lines.js'
import { isSameTemplate } from './template-sameness.js'
import { differenceBetween, type LineChange } from './text-difference.js'

/** How one edition of a template differs from another. */
export interface EditionDifference {
  readonly changes: readonly LineChange[]
  /** True when the words are equal but not their looks: fonts, bold, spacing, table rules. */
  readonly onlyLooks: boolean
}

/** What an author changed from one edition to the other, in words and tags. */
export function editionDifference(from: CompiledTemplate, to: CompiledTemplate): EditionDifference {
  const changes = differenceBetween(templateLines(from), templateLines(to))
  return { changes, onlyLooks: changes.length === 0 && !isSameTemplate(from, to) }
}
