import { readTemplate, type TemplateReading } from './compile-template.js'
import type { Fault } from './failure.js'
import { lintTemplate } from './lint-template.js'
import { templateKindOf } from './template-kind.js'
import { unusedFacts } from './unused-facts.js'

/** A Word file read as a template with everything there is to say about it. */
export interface LintedFile extends TemplateReading {
  /** Facts that signing copies of the kind cannot be made without, though the template neither prints them nor asks about them. */
  readonly notes: readonly Fault[]
}

/** Everything wrong with the Word file as a template, what it may not hold first, then its tags. @throws Failure `template-invalid` when the package or its XML cannot be read at all */
export function lintWordFile(docx: Uint8Array, kind: string | null): LintedFile {
  const reading = readTemplate(docx)
  const { template } = reading
  if (template === null) return { ...reading, notes: [] }
  const faults = [...reading.faults, ...lintTemplate(template, kind ?? templateKindOf(docx))]
  return { ...reading, faults, notes: faults.length > 0 || kind === null ? [] : unusedFacts(template, kind) }
}
