import { z } from 'zod'
import { productNotices, type CardProduct } from '../../contracts/card-products.js'
import { plannedDocuments } from '../../contracts/pack-plan.js'
import { factsDisagreements } from '../../templates/consistency/facts-disagreements.js'
import { factsSchema } from '../../templates/facts.js'
import { faultsOf } from '../../templates/facts-faults.js'
import { missingFacts } from '../../templates/missing-facts.js'

const places = z.array(z.strictObject({ path: z.string(), message: z.string() }))

/** The shape of `checkFacts`. */
export const factsCheckSchema = z.strictObject({
  faults: places.describe('what is misspelt, malformed or missing everywhere: nothing can be issued'),
  missing: places.describe('what papers to be signed still need; empty while there are faults'),
  notices: places.describe('where the facts say different things, or name products otherwise than the house\'s list'),
})

/** What stands in the way of issuing papers from these facts, without issuing any; `kinds` null for the whole pack, `products` the house's list. @throws Failure `kind-unknown` */
export function checkFacts(json: unknown, kinds: readonly string[] | null, products: readonly CardProduct[]): z.output<typeof factsCheckSchema> {
  const read = factsSchema.safeParse(json, { reportInput: true })
  if (!read.success) return { faults: [...faultsOf(read.error, factsSchema)], missing: [], notices: [] }
  const missing = missingFacts(read.data, plannedDocuments(read.data, kinds).map(({ kind }) => kind), 'signing')
  return { faults: [], missing: [...missing], notices: [...factsDisagreements(read.data).map(({ path, message }) => ({ path, message })), ...productNotices(read.data, products)] }
}
