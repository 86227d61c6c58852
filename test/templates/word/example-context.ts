import { readFileSync } from 'node:fs'
import type { DocumentFacts, FillContext } from '../../../templates/context.js'
import { factsSchema } from '../../../templates/facts.js'
import { cardMakerSchema, providerSchema, supplierSchema } from '../../../templates/party.js'

const organisation = (namn: string, kortnamn: string, orgnr: string): object => ({
  namn,
  kortnamn,
  orgnr,
  postadress: { gata: 'Exempelgatan 1', postnr: '111 22', ort: 'Stockholm' },
  epost: 'post@exempel.se',
  telefon: '08-123 456 78',
  exempel: true,
  undertecknare: [{ namn: 'Ulla Exempel', befattning: 'Avdelningschef' }],
})

const parties = {
  svr: providerSchema.parse({ ...organisation('Sjukvårdsrådgivningen SVDB AB', 'SVR', '556559-4230'), part: 'svr', avsandaradress: 'siths@exempel.se' }),
  driftleverantor: supplierSchema.parse({
    ...organisation('Driftbolaget AB', 'Driftbolaget', '556430-0142'),
    part: 'driftleverantor',
    granskningsadress: 'granskning@exempel.se',
    contractManager: { namn: 'Carl Exempel' },
    kundtjanst: { epost: 'kundtjanst@exempel.se', telefon: '020-12 34 56' },
  }),
  korttillverkare: cardMakerSchema.parse({ ...organisation('Kortbolaget AB', 'Kortbolaget', '556103-4249'), part: 'korttillverkare' }),
}

/** What the document says of itself in these tests. */
export const DOCUMENT: DocumentFacts = {
  titel: 'Exempelavtal', kod: '7K3M-9QXT-2B', utgava: '1', datum: '2026-11-22', stadium: 'undertecknande', exempel: true, ogranskad: true, andring: false,
}

/** A complete fictional customer's context. */
export function exampleContext(slug = 'lillfors-kommun', document: Partial<DocumentFacts> = {}): FillContext {
  const facts = factsSchema.parse(JSON.parse(readFileSync(new URL(`../../../fixtures/facts/${slug}.json`, import.meta.url), 'utf8')))
  return { ...facts, ...parties, dokument: { ...DOCUMENT, ...document } }
}
