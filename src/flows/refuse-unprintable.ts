import { Failure, type Fault } from '../../templates/failure.js'
import type { CompiledTemplate } from '../../templates/compile-template.js'
import type { Facts } from '../../templates/facts.js'
import { unprintableFacts } from '../../templates/unprintable-facts.js'
import { unprintableTemplate } from '../../templates/unprintable-template.js'
import { houseFonts } from '../rendering/house-fonts.js'

/** Sees to it that both the Word file and the PDF can say every fact; the fonts are loaded for the first odd character only, since most customers have none. @throws Failure `text-unprintable` with every fact that they cannot, by place */
export async function refuseUnprintable(facts: Facts): Promise<void> {
  const faults = await unprintableFacts(facts, houseFonts)
  if (faults.length > 0) throw new Failure('text-unprintable', `Uppgifterna om ${facts.kund.orgnr} har tecken som handlingarna inte kan återge. Inget är gjort. Rätta varje ställe.`, { faults })
}

/** What the template itself says that no document can print, before any customer meets it. */
export function unprintableIn(template: CompiledTemplate): Promise<Fault[]> {
  return unprintableTemplate(template, houseFonts)
}
