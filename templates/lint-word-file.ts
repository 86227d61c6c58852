import { readTemplate, type TemplateReading } from './compile-template.js'
import type { Fault } from './failure.js'
import { factsNamedIn, lintTemplate } from './lint-template.js'
import { templateKindOf } from './template-kind.js'
import { addTag, unusedFacts } from './unused-facts.js'
import { openPackage } from './word/open-package.js'
import { CUSTOMER_TEXT, codeSaid, readPackageProperties } from './word/package-properties.js'

/** A Word file read as a template with everything there is to say about it. */
export interface LintedFile extends TemplateReading {
  /** Facts that signing copies of the kind cannot be made without, though the template neither prints them nor asks about them. */
  readonly notes: readonly Fault[]
}

/** Nothing in such a file is a tag: every customer would get the words and numbers of one. */
const CUSTOMERS_OWN: Fault = { path: 'fil', message: `filen är gjord av en kunds text (kategorin ”${CUSTOMER_TEXT}” i dokumentegenskaperna), så inget i den läses som taggar. Registrera den för kunden med ”draft register”, eller utgå från mallen: ”template export”.` }

/** Everything wrong with the Word file as a template, what it may not hold first, then its tags. @throws Failure `template-invalid` when the package or its XML cannot be read at all */
export function lintWordFile(docx: Uint8Array, kind: string | null): LintedFile {
  const reading = readTemplate(docx)
  const { template } = reading
  if (template === null) return { ...reading, notes: [] }
  if (template.properties?.category === CUSTOMER_TEXT) return { ...reading, faults: [...reading.faults, CUSTOMERS_OWN], notes: [] }
  const code = factsNamedIn(template).size > 0 ? null : codeSaid(readPackageProperties(openPackage(docx)).keywords)
  if (code !== null) return { ...reading, faults: [{ path: 'fil', message: `filen är handlingen med versionskod ${code}, ifylld för en kund, så den har inga taggar. Utgå från mallen (”template export”), eller jämför handlingen med ”draft compare”.` }], notes: [] }
  // Of a header that could not be read whole nobody knows what it lacks.
  const isHeaderRead = !reading.faults.some(({ path }) => path.startsWith('Sidhuvud'))
  const faults = [...reading.faults, ...lintTemplate(template, kind ?? templateKindOf(docx)).filter(({ path }) => isHeaderRead || path !== 'Sidhuvud')]
  return { ...reading, faults, notes: faults.length > 0 || kind === null ? [] : unusedFacts(template, kind, addTag) }
}
