import { kindOf } from '../../contracts/kinds.js'
import type { FillContext } from '../../templates/context.js'
import type { FilledDocument } from '../../templates/document.js'
import { draftLines } from '../../templates/draft-lines.js'
import type { Facts } from '../../templates/facts.js'
import type { Parties } from '../../templates/party.js'
import type { DraftReading } from '../../templates/read-draft.js'
import type { App } from '../app.js'
import type { TemplateFile } from '../rendering/compiled-template.js'
import { filledEdition } from '../rendering/filled-edition.js'
import { customerOf } from '../storage/customers.js'
import { editionOf, type Edition } from '../storage/editions.js'
import type { StoredVersion } from '../storage/versions.js'
import { keptLogotype } from './logotype.js'
import { configuredParties } from './party.js'
import { comparedContext, templateFile } from './prepare-documents.js'

/** What a template says to a customer as the facts are now. */
export interface TemplateWords {
  readonly edition: Edition
  readonly file: TemplateFile
  readonly facts: Facts
  readonly parties: Parties
  readonly context: FillContext
  readonly filled: FilledDocument
}

/** What the edition of a version would say to its customer for signing. `edition` names another than the version's own. @throws Failure `facts-missing`, `archive-missing`, `archive-damaged` */
export async function templateWords(app: App, version: StoredVersion, edition: string = version.edition): Promise<TemplateWords> {
  const customer = await customerOf(app.store.read, version.orgnr)
  const found = await editionOf(app.store.read, version.kind, edition)
  if (customer === null || found === null) throw new Error(`version ${version.code} has no customer or edition`)
  const parties = await configuredParties(app)
  const context = comparedContext(customer.facts, parties, { kind: kindOf(version.kind, app.kinds), subject: version.subject }, 'signing')
  const file = await templateFile(app, found.templateSha256)
  return { edition: found, file, facts: customer.facts, parties, context, filled: await filledEdition(file, context, 'refuse', await keptLogotype(app, customer.facts, app.now().toISOString())) }
}

/** A document of ours as something to compare a returned one with: nothing in it is tracked, and its header is not looked at. */
export function readingOf({ blocks }: FilledDocument): DraftReading {
  const lines = draftLines(blocks)
  return { code: null, accepted: lines, rejected: lines, revisions: new Map(), remarks: [], header: [], footer: [] }
}
