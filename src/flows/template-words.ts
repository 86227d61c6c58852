import { kindOf } from '../../contracts/kinds.js'
import type { FillContext } from '../../templates/context.js'
import type { FilledDocument } from '../../templates/document.js'
import { draftLines, hasContents } from '../../templates/draft-lines.js'
import type { Facts } from '../../templates/facts.js'
import type { Parties } from '../../templates/party.js'
import type { DraftReading } from '../../templates/read-draft.js'
import type { App } from '../app.js'
import type { TemplateFile } from '../rendering/compiled-template.js'
import { filledEdition } from '../rendering/filled-edition.js'
import { customerOf } from '../storage/customers.js'
import { editionOf, type Edition } from '../storage/editions.js'
import type { StoredVersion } from '../storage/versions.js'
import { isAmendment } from './amendment.js'
import { historyOf } from './history.js'
import { keptLogotype } from './logotype.js'
import { configuredParties } from './party.js'
import { comparedContext, templateFile } from './compared-context.js'

/** What a template says to a customer as the facts are now. */
export interface TemplateWords {
  readonly edition: Edition
  readonly file: TemplateFile
  readonly facts: Facts
  readonly parties: Parties
  readonly context: FillContext
  readonly filled: FilledDocument
}

/** What an edition of a version's kind would say to its customer for signing, as an amendment where the customer's agreement was signed by the instant `at`. @throws Failure `facts-missing`, `archive-missing`, `archive-damaged` */
export async function templateWords(app: App, version: StoredVersion, { edition, at }: { readonly edition: string; readonly at: string }): Promise<TemplateWords> {
  const customer = await customerOf(app.store.read, version.orgnr)
  const found = await editionOf(app.store.read, version.kind, edition)
  if (customer === null || found === null) throw new Error(`version ${version.code} has no customer or edition`)
  const parties = await configuredParties(app)
  const kind = kindOf(version.kind, app.kinds)
  const history = await historyOf(app, app.store.read, version.orgnr)
  const compared = comparedContext(customer.facts, parties, { kind, subject: version.subject }, 'signing')
  const context = { ...compared, dokument: { ...compared.dokument, andring: isAmendment({ ...history, events: history.events.filter(({ recordedAt }) => recordedAt <= at) }, kind) } }
  const file = await templateFile(app, found.templateSha256)
  return { edition: found, file, facts: customer.facts, parties, context, filled: await filledEdition(file, context, 'refuse', await keptLogotype(app, customer.facts, app.now().toISOString())) }
}

/** A document of ours as something to compare a returned one with: nothing in it is tracked, and its header is not looked at. */
export function readingOf({ blocks }: FilledDocument): DraftReading {
  const lines = draftLines(blocks)
  return { code: null, accepted: lines, rejected: lines, revisions: new Map(), remarks: [], hasContents: hasContents(blocks), outdatedContents: [], header: [], footer: [] }
}
