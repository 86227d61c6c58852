import { createHash } from 'node:crypto'
import { canonicalJson } from '../../templates/canonical-json.js'
import { Failure } from '../../templates/failure.js'
import { RecentTexts } from '../../templates/recent-texts.js'
import type { App } from '../app.js'
import { makeBundle, type Bundle } from './bundle.js'
import { customerPapers } from './customer-papers.js'
import { namedCustomer } from './history.js'
import { configuredParties } from './party.js'
import { isReviewed } from './prepare-documents.js'
import { currentEdition } from './template.js'
import { manifestOf } from './write-pack.js'

/** A browser asks for the PDF and the ZIP of the same papers one after the other. */
const recent = new RecentTexts<Bundle>(2)
/** Binding takes all of a processor: several at once would only keep each other, and those who wait for papers, waiting. */
let underWay: Promise<unknown> = Promise.resolve()

/** The papers to be signed that count for a customer today, as one unit; one is made at a time, and what was made lately is not made again. @throws Failure `customer-unknown`; `resource-unknown` when nothing is issued; and as `makeBundle` */
export async function customerBundle(app: App, typed: string): Promise<Bundle> {
  const customer = await namedCustomer(app, typed)
  const papers = await customerPapers(app, customer)
  if (papers.documents.length === 0) throw new Failure('resource-unknown', `${customer.name} har inga handlingar att underteckna ännu. Gör dem med ”pack”.`)
  const { facts } = customer
  const manifest = await manifestOf(app, papers)
  // Everything the cover letter and the contents say besides the papers themselves.
  const letter = await currentEdition(app.store.read, 'foljebrev')
  const said = { manifest, facts, parties: await configuredParties(app), letter: letter.templateSha256, reviewed: await isReviewed(app, letter) }
  const key = createHash('sha256').update(canonicalJson(said)).digest('hex')
  const made = underWay.then(async () => recent.get(key) ?? recent.set(key, await makeBundle(app, manifest, facts)))
  underWay = made.catch(() => undefined)
  return made
}
