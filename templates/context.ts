import { z } from 'zod'
import type { Facts } from './facts.js'
import type { Parties } from './party.js'
import { plainText } from './plain-text.js'

/** What the document says about itself. `kod` is the version's printed code ("7K3M-9QXT-2B"); `datum` the day of issue (ISO). */
export const documentFactsSchema = z.strictObject({
  titel: plainText(),
  kod: plainText(),
  utgava: plainText(),
  datum: z.iso.date(),
  stadium: z.enum(['utkast', 'undertecknande']),
  /** True while any party is an example one: the document says EXEMPEL. */
  exempel: z.boolean(),
  /** True until two persons have released the edition: the document says "Mall - ej juridiskt granskad". */
  ogranskad: z.boolean(),
  /** True when an appendix is issued anew after its agreement was signed, and therefore carries signatures of its own. */
  andring: z.boolean(),
})

export type DocumentFacts = Readonly<z.infer<typeof documentFactsSchema>>

const count = z.int().nonnegative()

/** What a cover letter says of the documents it goes with; known to no other document. */
export const packFactsSchema = z.strictObject({
  handlingar: z.array(z.strictObject({ nummer: z.string(), titel: plainText(), kod: plainText(), exemplar: count, sidor: count, undertecknas: plainText(), attGora: plainText() })),
  antalHandlingar: count,
  /** Of all exemplars together. */
  antalSidor: count,
})

export type PackFacts = Readonly<z.infer<typeof packFactsSchema>>

/** Everything a template's tags may name: the customer's facts, the three party records, the document itself, and (for handlaggare-ansokan) the person the document is about, (for foljebrev) the pack. */
export interface FillContext extends Facts, Parties {
  readonly dokument: DocumentFacts
  readonly paket?: PackFacts
  readonly handlaggaren?: NonNullable<NonNullable<Facts['kontakter']>['handlaggare']>[number]
}
