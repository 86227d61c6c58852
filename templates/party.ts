import { z } from 'zod'
import { addressSchema, contactSchema } from './facts.js'
import { organisationsnummer } from './identifiers.js'

const text = z.string().trim().min(1)

const organisation = {
  namn: text,
  kortnamn: text,
  orgnr: organisationsnummer,
  postadress: addressSchema,
  epost: z.email(),
  telefon: text,
  webb: text.optional(),
  /** True for a made-up organisation: every document then says EXEMPEL. */
  exempel: z.boolean(),
  undertecknare: z.array(z.strictObject({ namn: text, befattning: text })).min(1),
}

export const providerSchema = z.strictObject({
  part: z.literal('svr'),
  ...organisation,
  /** What letters are sent from. */
  avsandaradress: z.email(),
})

export const supplierSchema = z.strictObject({
  part: z.literal('driftleverantor'),
  ...organisation,
  /** Where the review documents go, encrypted. */
  granskningsadress: z.email(),
  contractManager: contactSchema,
  kundtjanst: z.strictObject({ epost: z.email(), telefon: text }),
})

export const cardMakerSchema = z.strictObject({ part: z.literal('korttillverkare'), ...organisation })

/** The configured organisations a customer deals with; records, never constants in code. */
export const partyRecordSchema = z.discriminatedUnion('part', [providerSchema, supplierSchema, cardMakerSchema])

export type PartyRecord = z.infer<typeof partyRecordSchema>
export type Provider = z.infer<typeof providerSchema>
export type Supplier = z.infer<typeof supplierSchema>
export type CardMaker = z.infer<typeof cardMakerSchema>

export interface Parties {
  readonly svr: Provider
  readonly driftleverantor: Supplier
  readonly korttillverkare: CardMaker
}
