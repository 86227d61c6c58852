import { createHash } from 'node:crypto'
import { canonicalJson } from '../../templates/canonical-json.js'
import { Failure } from '../../templates/failure.js'
import type { Facts } from '../../templates/facts.js'
import { RecentTexts } from '../../templates/recent-texts.js'
import type { App } from '../app.js'
import { recordedFacts, type Customer } from '../storage/customers.js'
import { versionsOf } from '../storage/versions.js'
import { makeBundle, type Bundle } from './bundle.js'
import { customerPapers } from './customer-papers.js'
import { namedCustomer } from './history.js'
import { configuredParties } from './party.js'
import { isReviewed } from './prepare-documents.js'
import { currentEdition } from './template.js'
import { manifestOf, type IssuedPack } from './write-pack.js'

/** A browser asks for the PDF and the ZIP of the same papers one after the other. */
const recent = new RecentTexts<Bundle>(2)
/** Binding takes all of a processor: several at once would only keep each other, and those who wait for papers, waiting. */
let underWay: Promise<unknown> = Promise.resolve()

/** The papers to be signed that count for a customer today, as one unit; one is made at a time, and what was made lately is not made again. @throws Failure `customer-unknown`; `resource-unknown` when nothing is issued; and as `makeBundle` */
export async function customerBundle(app: App, typed: string): Promise<Bundle> {
  const customer = await namedCustomer(app, typed)
  const papers = await customerPapers(app, customer)
  if (papers.documents.length === 0) throw new Failure('resource-unknown', `${customer.name} har inga handlingar att underteckna ännu. Gör dem med ”pack”.`)
  const facts = await factsOfPapers(app, customer, papers)
  const manifest = await manifestOf(app, { ...papers, name: facts.kund.namn })
  // Everything the cover letter and the contents say besides the papers themselves.
  const letter = await currentEdition(app.store.read, 'foljebrev')
  const said = { manifest, facts, parties: await configuredParties(app), letter: letter.templateSha256, reviewed: await isReviewed(app, letter) }
  const key = createHash('sha256').update(canonicalJson(said)).digest('hex')
  const made = underWay.then(async () => recent.get(key) ?? recent.set(key, await makeBundle(app, manifest, facts)))
  underWay = made.catch(() => undefined)
  return made
}

/** The facts that the paper issued last was filled with: those recorded last may be a draft's, which nobody is to sign. */
async function factsOfPapers(app: App, customer: Customer, { documents }: IssuedPack): Promise<Facts> {
  const codes = new Set(documents.map(({ code }) => code))
  const last = (await versionsOf(app.store.read, customer.orgnr)).findLast(({ code }) => codes.has(code))
  const facts = last === undefined ? null : await recordedFacts(app.store.read, last.factsSha256)
  // Facts that only an earlier program could read: better a letter in the latest words than no papers at all.
  return facts ?? customer.facts
}
