import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { makeBundle, type Bundle } from './bundle.js'
import { customerPapers } from './customer-papers.js'
import { namedCustomer } from './history.js'
import { manifestOf } from './write-pack.js'

/** The papers to be signed that count for a customer today, as one unit. @throws Failure `customer-unknown`; `resource-unknown` when nothing is issued; and as `makeBundle` */
export async function customerBundle(app: App, typed: string): Promise<Bundle> {
  const customer = await namedCustomer(app, typed)
  const papers = await customerPapers(app, customer)
  if (papers.documents.length === 0) throw new Failure('resource-unknown', `${customer.name} har inga handlingar att underteckna ännu. Gör dem med ”pack”.`)
  return makeBundle(app, await manifestOf(app, papers), customer.facts)
}
