import { kindOf } from '../../contracts/kinds.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure, type Fault } from '../../templates/failure.js'
import { readDraft } from '../../templates/read-draft.js'
import type { App } from '../app.js'
import { customerOf } from '../storage/customers.js'
import type { CustomerText } from '../storage/customer-texts.js'
import { editionOf } from '../storage/editions.js'
import type { StoredVersion } from '../storage/versions.js'
import { factsWhenRegistered } from './latest-facts.js'
import { otherFactsIn } from './other-facts.js'
import { configuredParties } from './party.js'
import { comparedContext } from './compared-context.js'
import { wouldSayOtherwise } from './prepare-documents.js'

/** A file made from old facts would carry them into the next version. @throws Failure `transition-refused` with every place, when the facts have changed so that the version's template would no longer say what the file still does */
export async function refuseChangedFacts(app: App, base: StoredVersion, file: Uint8Array): Promise<void> {
  if (!(await hasChanged(app, base, base.factsSha256))) return
  const faults = await otherFactsIn(app, base, readDraft(file))
  if (faults.length > 0) throw outdated(base, faults)
}

/** Two persons accept a text for the facts that stood when it was handed in. @throws Failure `transition-refused` when they have changed since so that the version's template would no longer say what it did */
export async function refuseFactsChangedSince(app: App, base: StoredVersion, text: CustomerText): Promise<void> {
  if (await hasChanged(app, base, (await factsWhenRegistered(app.store.read, text)) ?? base.factsSha256)) throw outdated(base, [])
}

async function hasChanged(app: App, base: StoredVersion, factsSha256: string): Promise<boolean> {
  const customer = await customerOf(app.store.read, base.orgnr)
  const edition = await editionOf(app.store.read, base.kind, base.edition)
  if (customer === null || edition === null) throw new Error(`version ${base.code} has no customer or edition`)
  const context = comparedContext(customer.facts, await configuredParties(app), { kind: kindOf(base.kind, app.kinds), subject: base.subject }, 'signing')
  return wouldSayOtherwise(app, { ...base, factsSha256 }, edition, context)
}

function outdated(base: StoredVersion, faults: readonly Fault[]): Failure {
  return new Failure('transition-refused', `Kundens uppgifter har ändrats så att ${base.title} ${spokenCode(base.code)} inte längre stämmer. Inget är gjort. Rätta uppgifterna i filen och registrera den på nytt, eller ge ut handlingen på nytt (pack … --reissue), för in kundens ändringar i den nya filen och registrera den mot den nya koden.`, { faults })
}
