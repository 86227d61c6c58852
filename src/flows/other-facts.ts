import { kindOf } from '../../contracts/kinds.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { type DraftLine, draftLines, seenText } from '../../templates/draft-lines.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { Facts } from '../../templates/facts.js'
import { outdatedLines, outdatedWords } from '../../templates/outdated-words.js'
import { ownText, shownText } from '../../templates/own/own-text.js'
import type { WrittenPage } from '../../templates/own/written-page.js'
import type { App } from '../app.js'
import { filledEdition } from '../rendering/filled-edition.js'
import { customerOf, recordedFacts } from '../storage/customers.js'
import { editionOf } from '../storage/editions.js'
import type { StoredVersion } from '../storage/versions.js'
import { configuredParties } from './party.js'
import { comparedContext, templateFile } from './compared-context.js'

/** What a returned file says: a Word file's lines, or a PDF's pages. */
export type Said = { readonly accepted: readonly DraftLine[] } | { readonly pages: readonly WrittenPage[] }

/** Where a file made from `base` still says what the facts of then said and the recorded facts do not; empty when it was made of the facts that are recorded. */
export async function otherFactsIn(app: App, base: StoredVersion, said: Said): Promise<Fault[]> {
  const customer = await customerOf(app.store.read, base.orgnr)
  if (customer === null || customer.factsSha256 === base.factsSha256) return []
  const then = await recordedFacts(app.store.read, base.factsSha256)
  if (then === null) throw new Error(`version ${base.code} has no facts`)
  return outdatedIn(app, base, said, { before: then, after: customer.facts })
}

/** Where a text in the place of `base` says what the facts of then made its template say and those of now do not. */
export async function outdatedIn(app: App, base: StoredVersion, said: Said, { before, after }: { readonly before: Facts; readonly after: Facts }): Promise<Fault[]> {
  const edition = await editionOf(app.store.read, base.kind, base.edition)
  if (edition === null) throw new Error(`version ${base.code} has no edition`)
  const parties = await configuredParties(app)
  const template = await templateFile(app, edition.templateSha256)
  const linesOf = async (facts: Facts): Promise<DraftLine[]> => draftLines((await filledEdition(template, comparedContext(facts, parties, { kind: kindOf(base.kind, app.kinds), subject: base.subject }, 'signing'), 'show')).blocks)
  const changed = { before: await linesOf(before), after: await linesOf(after) }
  return 'pages' in said ? outdatedWords(changed, ownText(said.pages).paragraphs.map(({ text }) => seenText(shownText(text))).join('\n')) : outdatedLines(changed, said.accepted)
}

/** Outdated facts reach the board only by somebody's word. @throws Failure `pack-inconsistent` with every place, when no reason is given */
export function refuseOtherFacts(base: StoredVersion, places: readonly Fault[], reason: string | null): void {
  if (places.length === 0 || reason !== null) return
  throw new Failure('pack-inconsistent', `Filen bygger på ${base.title} ${spokenCode(base.code)}, som gavs ut med andra uppgifter om kunden än de som är registrerade. Inget är registrerat. Rätta ställena i filen, eller ge först ut handlingarna med de nya uppgifterna (pack … --reissue). Ska texten gälla som den står: ange varför med --other-facts TEXT.`, { faults: places })
}
