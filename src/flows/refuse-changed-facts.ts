import { kindOf } from '../../contracts/kinds.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { customerOf } from '../storage/customers.js'
import { editionOf } from '../storage/editions.js'
import type { StoredVersion } from '../storage/versions.js'
import { configuredParties } from './party.js'
import { comparedContext, wouldSayOtherwise } from './prepare-documents.js'

/** A file made from old facts would carry them into the next version. @throws Failure `transition-refused` when the facts have changed so that the version's template would no longer say what it did */
export async function refuseChangedFacts(app: App, base: StoredVersion): Promise<void> {
  const customer = await customerOf(app.store.read, base.orgnr)
  const edition = await editionOf(app.store.read, base.kind, base.edition)
  if (customer === null || edition === null) throw new Error(`version ${base.code} has no customer or edition`)
  const context = comparedContext(customer.facts, await configuredParties(app), { kind: kindOf(base.kind, app.kinds), subject: base.subject }, 'signing')
  if (!(await wouldSayOtherwise(app, base, edition, context))) return
  throw new Failure('transition-refused', `Uppgifterna om ${customer.name} har ändrats så att ${base.title} ${spokenCode(base.code)} inte längre stämmer. Inget är gjort. Ge ut handlingen på nytt (pack … --reissue), för in kundens ändringar i den nya filen och registrera den mot den nya koden.`)
}
