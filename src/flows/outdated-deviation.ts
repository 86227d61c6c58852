import type { RecordedEvent } from '../../contracts/event.js'
import type { DocumentKind } from '../../contracts/kind.js'
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
import type { StoredVersion } from '../storage/versions.js'
import { factsSha256Of } from './facts-sha256.js'
import { outdatedIn } from './other-facts.js'
import { comparedContext } from './compared-context.js'

/** What facts that have changed make of a deviation issued before: the places where it says what they no longer do, and whether its header and footer would change. */
export interface Standing {
  readonly outdated: readonly Fault[]
  readonly margins: 'same' | 'other'
}

interface Deviation {
  readonly kind: DocumentKind
  readonly version: StoredVersion
  readonly template: TemplateFile
  readonly filled: FilledDocument
}

/** Holds an accepted deviation against the facts: it says what it said, whatever they have become. A place that somebody has let stand before is told no more. */
export async function standingOf(app: App, { kind, version, template, filled }: Deviation, { facts, parties, events }: { readonly facts: Facts; readonly parties: Parties; readonly events: readonly RecordedEvent[] }): Promise<Standing> {
  const letStand = events.flatMap(({ event }) => (event.type === 'facts-recorded' && event.kept?.includes(version.code) === true ? [event.factsSha256] : [])).at(-1)
  const factsSha256 = letStand ?? version.factsSha256
  const then = factsSha256 === factsSha256Of(facts) ? null : await recordedFacts(app.store.read, factsSha256)
  if (then === null) return { outdated: [], margins: 'same' }
  const said = { accepted: draftLines(filled.blocks) }
  const places = await outdatedIn(app, version, said, { before: then, after: facts })
  const before = await filledEdition(template, comparedContext(then, parties, { kind, subject: version.subject }, 'signing'), 'show')
  return { outdated: places.map(({ path, message }) => ({ path: `${version.kind} ${spokenCode(version.code)}, ${path}`, message })), margins: marginsOf(before) === marginsOf(filled) ? 'same' : 'other' }
}

function marginsOf({ header, footer }: FilledDocument): string {
  return [...header, ...footer].map(({ runs }) => runs.map(({ text }) => text).join('')).join('\n')
}

/** Two persons have accepted what a deviation says, not what it would have to say of other facts. @throws Failure `pack-inconsistent` with every place, when nobody says why it may stand */
export function refuseOutdatedDeviations({ kund }: Facts, prepared: readonly { readonly outdated: readonly Fault[] }[], otherFacts: string | null): void {
  const faults = prepared.flatMap(({ outdated }) => outdated)
  if (faults.length === 0 || otherFacts !== null) return
  throw new Failure('pack-inconsistent', `Uppgifterna om ${kund.namn} har ändrats, men en antagen avvikelse från mallen säger fortfarande det som gällde förut. Inget är gjort. Registrera en ny text från kunden (draft register) eller återgå till mallen (draft drop). Ska texten gälla som den står: ange varför med --other-facts TEXT.`, { faults })
}
