import { Failure } from '../../templates/failure.js'
import type { Facts } from '../../templates/facts.js'
import type { Fonts } from '../../templates/fonts.js'
import { unprintableFacts } from '../../templates/unprintable-facts.js'
import { shippedFonts } from '../program-files.js'

let loading: Promise<Fonts> | null = null

/** The fonts and their library are loaded for the first odd character only: most customers have none. */
async function loadOnce(): Promise<Fonts> {
  const { loadFonts } = await import('../../templates/fonts.js')
  return loadFonts(shippedFonts())
}

/** Sees to it that both the Word file and the PDF can say every fact. @throws Failure `text-unprintable` with every fact that they cannot, by place */
export async function refuseUnprintable(facts: Facts): Promise<void> {
  const faults = await unprintableFacts(facts, () => (loading ??= loadOnce()))
  if (faults.length > 0) throw new Failure('text-unprintable', `Uppgifterna om ${facts.kund.orgnr} har tecken som handlingarna inte kan återge. Inget är gjort. Rätta varje ställe.`, { faults })
}
