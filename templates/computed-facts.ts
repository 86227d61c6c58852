import { z } from 'zod'
import type { Facts } from './facts.js'

/** Kronor without VAT. */
const money = z.number().nonnegative()
const count = z.int().nonnegative()

/** What templates may print and ask about that nobody types: it follows from the customer's facts, so that a sum never disagrees with its rows. */
export const computedFactsSchema = z.strictObject({
  antalUndertecknare: count,
  antalRa: count,
  antalSupport: count,
  antalHandlaggare: count,
  antalProdukter: count,
  produkter: z.array(z.strictObject({ artikel: z.string(), namn: z.string(), antal: count, pris: money, summa: money })),
  /** Absent as long as nothing is chosen or forecast: zero would look like an answer. */
  produktsumma: money.optional(),
  prognosantal: count.optional(),
})

export type ComputedFacts = Readonly<z.infer<typeof computedFactsSchema>>

/** Counts and sums of one customer's facts; money is summed in öre, so that no rounding error is printed. */
export function computedFacts({ undertecknare, kontakter, kort, prognos }: Facts): ComputedFacts {
  const produkter = (kort?.produkter ?? []).map((product) => ({ ...product, summa: (oreOf(product.pris) * product.antal) / 100 }))
  const volym = prognos?.volym ?? []
  return {
    antalUndertecknare: undertecknare?.length ?? 0,
    antalRa: kontakter?.ra?.length ?? 0,
    antalSupport: kontakter?.support?.length ?? 0,
    antalHandlaggare: kontakter?.handlaggare?.length ?? 0,
    antalProdukter: produkter.length,
    produkter,
    ...(produkter.length === 0 ? {} : { produktsumma: produkter.reduce((sum, { summa }) => sum + oreOf(summa), 0) / 100 }),
    ...(volym.length === 0 ? {} : { prognosantal: volym.reduce((sum, { antal }) => sum + antal, 0) }),
  }
}

function oreOf(kronor: number): number {
  return Math.round(kronor * 100)
}
