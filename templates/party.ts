import { z } from 'zod'
import { epostadress, telefonnummer, webbadress } from './contact-ways.js'
import { addressSchema, contactSchema } from './facts.js'
import { organisationsnummer } from './identifiers.js'
import { plainText } from './plain-text.js'

const text = plainText()

const organisation = {
  namn: text,
  kortnamn: text,
  orgnr: organisationsnummer,
  postadress: addressSchema,
  epost: epostadress,
  telefon: telefonnummer,
  webb: webbadress.optional(),
  /** True for a made-up organisation: every document then says EXEMPEL. */
  exempel: z.boolean(),
  undertecknare: z.array(z.strictObject({ namn: text, befattning: text })).min(1).max(20),
}

/** The provider: the other party of Grundavtal and Tjänsteavtal, and the sender of letters. */
export const providerSchema = z.strictObject({
  part: z.literal('svr'),
  ...organisation,
  kontaktperson: contactSchema.optional(),
  /** What letters are sent from. */
  avsandaradress: epostadress,
})

/** The operations supplier: the other party of the Leveransavtal, and the receiver of letters. */
export const supplierSchema = z.strictObject({
  part: z.literal('driftleverantor'),
  ...organisation,
  /** Where the review documents go, encrypted. */
  granskningsadress: epostadress,
  contractManager: contactSchema,
  kundtjanst: z.strictObject({ epost: epostadress, telefon: telefonnummer }),
})

/** The card maker. */
export const cardMakerSchema = z.strictObject({ part: z.literal('korttillverkare'), ...organisation })

/** The configured organisations a customer deals with; records, never constants in code. */
export const partyRecordSchema = z.discriminatedUnion('part', [providerSchema, supplierSchema, cardMakerSchema])

export type PartyRecord = z.infer<typeof partyRecordSchema>
export type Provider = z.infer<typeof providerSchema>
export type Supplier = z.infer<typeof supplierSchema>
export type CardMaker = z.infer<typeof cardMakerSchema>

/** The three party records an installation has, by the name templates use. */
export interface Parties {
  readonly svr: Provider
  readonly driftleverantor: Supplier
  readonly korttillverkare: CardMaker
}

/** Whether any of the parties is an example, whose documents say so and are never sent. */
export function hasExamples(parties: Parties): boolean {
  return Object.values(parties).some((party) => party.exempel)
}
