import type { RecordedEvent } from '../../contracts/event.js'
import type { DocumentKind } from '../../contracts/kind.js'
import { kindOf } from '../../contracts/kinds.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { draftLines } from '../../templates/draft-lines.js'
import type { FilledDocument } from '../../templates/document.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { Facts } from '../../templates/facts.js'
import type { Parties } from '../../templates/party.js'
import type { App } from '../app.js'
import { filledEdition } from '../rendering/filled-edition.js'
import type { TemplateFile } from '../rendering/compiled-template.js'
import { recordedFacts } from '../storage/customers.js'
import { customerTextOf } from '../storage/customer-texts.js'
import type { StoredVersion } from '../storage/versions.js'
import { factsSha256Of } from './facts-sha256.js'
import { outdatedIn } from './other-facts.js'
import { comparedContext, templateFile } from './compared-context.js'

/** What facts that have changed make of a deviation issued before: the places where it says what they no longer do, and whether its header and footer would change. */
export interface Standing {
  readonly outdated: readonly Fault[]
  readonly margins: 'same' | 'other'
}

/** A version that is not made anew, and where, if it is an accepted deviation, it says what the facts no longer do. */
export interface KeptDeviation {
  readonly current: StoredVersion | null
  readonly outdated: readonly Fault[]
}

interface Known {
  readonly facts: Facts
  readonly parties: Parties
  readonly events: readonly RecordedEvent[]
}

interface Deviation {
  readonly kind: DocumentKind
  readonly version: StoredVersion
  readonly template: TemplateFile
  readonly filled: FilledDocument
}

/** Holds an accepted deviation against the facts: it says what it said, whatever they have become. A place that somebody has let stand before is told no more. */
export async function standingOf(app: App, { kind, version, template, filled }: Deviation, { facts, parties, events }: Known): Promise<Standing> {
  const letStand = events.flatMap(({ event }) => (event.type === 'facts-recorded' && event.kept?.includes(version.code) === true ? [event.factsSha256] : [])).at(-1)
  const factsSha256 = letStand ?? version.factsSha256
  const then = factsSha256 === factsSha256Of(facts) ? null : await recordedFacts(app.store.read, factsSha256)
  if (then === null) return { outdated: [], margins: 'same' }
  const said = { accepted: draftLines(filled.blocks) }
  const places = await outdatedIn(app, version, said, { before: then, after: facts })
  const before = await filledEdition(template, comparedContext(then, parties, { kind, subject: version.subject }, 'signing'), 'show')
  return { outdated: places.map(({ path, message }) => ({ path: `${version.kind} ${spokenCode(version.code)}, ${path}`, message })), margins: marginsOf(before) === marginsOf(filled) ? 'same' : 'other' }
}

/** Where a version that counts says what the facts no longer do, as an accepted deviation may; empty for every other version. */
export async function outdatedInVersion(app: App, version: StoredVersion, known: Known): Promise<readonly Fault[]> {
  const kind = kindOf(version.kind, app.kinds)
  const text = version.customerText === null || kind.life === 'reviewed-appendix' ? null : await customerTextOf(app.store.read, version.customerText)
  if (text === null) return []
  const template = await templateFile(app, text.templateSha256)
  const filled = await filledEdition(template, comparedContext(known.facts, known.parties, { kind, subject: version.subject }, 'signing'), 'show')
  return (await standingOf(app, { kind, version, template, filled }, known)).outdated
}

/** The words of header and footer. */
export function marginsOf({ header, footer }: FilledDocument): string {
  return [...header, ...footer].map(({ runs }) => runs.map(({ text }) => text).join('')).join('\n')
}

/** Two persons have accepted what a deviation says, not what it would have to say of other facts. @throws Failure `pack-inconsistent` with every place, when nobody says why it may stand */
export function refuseOutdatedDeviations({ kund }: Facts, deviations: readonly KeptDeviation[], otherFacts: string | null): void {
  const faults = deviations.flatMap(({ outdated }) => outdated)
  if (faults.length === 0 || otherFacts !== null) return
  throw new Failure('pack-inconsistent', `Uppgifterna om ${kund.namn} har ändrats, men en antagen avvikelse från mallen säger fortfarande det som gällde förut. Inget är gjort. Registrera en ny text från kunden (draft register) eller återgå till mallen (draft drop). Ska texten gälla som den står: ange varför med --other-facts TEXT.`, { faults })
}
