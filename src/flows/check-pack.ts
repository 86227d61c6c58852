import type { RecordedEvent } from '../../contracts/event.js'
import { plannedDocuments } from '../../contracts/pack-plan.js'
import type { Disagreement } from '../../templates/consistency/disagreement.js'
import { factsDisagreements } from '../../templates/consistency/facts-disagreements.js'
import { wordsDisagreements } from '../../templates/consistency/words-disagreements.js'
import type { FilledDocument } from '../../templates/document.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { Parties } from '../../templates/party.js'
import type { App } from '../app.js'
import { factsSha256Of } from './facts-sha256.js'
import { customerOf } from '../storage/customers.js'
import { isCurrent, type StoredVersion } from '../storage/versions.js'
import { keptLogotype, type PackLogotype } from './logotype.js'
import { outdatedInVersion, type KeptDeviation } from './outdated-deviation.js'
import type { PackRequest } from './pack.js'
import type { PreparedDocument } from './prepare-documents.js'
import { staleWords, type DocumentChange } from './word-changes.js'

/**
 * What a person should look at in a pack whose facts and documents say different things; a draft shows all of it.
 * @throws Failure `pack-inconsistent` when something new is to be signed and something is certainly wrong
 */
export function packNotices(prepared: readonly PreparedDocument[], { facts, stage }: Pick<PackRequest, 'facts' | 'stage'>, parties: Parties): Fault[] {
  const namedIn = (documents: readonly PreparedDocument[]): { name: string; filled: FilledDocument }[] => documents.map(({ kind, subject, filled }) => ({ name: subject === '' || subject === '1' ? kind.id : `${kind.id}.${subject}`, filled }))
  const found: Disagreement[] = [...factsDisagreements(facts), ...wordsDisagreements(namedIn(prepared), facts, parties)]
  // What a customer has written itself is for the board to judge, and stands in the way of nothing.
  const ours = prepared.filter(({ text }) => text === null)
  const certain = (ours.length === prepared.length ? found : [...factsDisagreements(facts), ...wordsDisagreements(namedIn(ours), facts, parties)]).filter(({ weight }) => weight === 'certain')
  if (stage === 'signing' && certain.length > 0 && prepared.some(({ fresh }) => fresh)) {
    throw new Failure('pack-inconsistent', `Handlingarna för ${facts.kund.namn} säger emot varandra eller uppgifterna. Inget är gjort. Rätta varje ställe i uppgifterna eller i mallen, eller gör utkast med --draft och jämför.`, { faults: certain.map(({ path, message }) => ({ path, message })) })
  }
  return found.map(({ path, message }) => ({ path, message }))
}

/** What a draft made beside papers to be signed says of them. @throws Failure `facts-invalid` when it brings another picture by the name of theirs */
export async function draftNotices(app: App, { facts, stage }: PackRequest, versions: readonly StoredVersion[], logotype: PackLogotype | null): Promise<Fault[]> {
  if (stage === 'signing' || !versions.some((one) => one.stage === 'signing' && isCurrent(one))) return []
  const recorded = await customerOf(app.store.read, facts.kund.orgnr)
  const shown = recorded === null ? null : await keptLogotype(app, recorded.facts, app.now().toISOString())
  if (shown !== null && logotype !== null && shown.sha256 !== logotype.picture.sha256 && recorded?.facts.kund.logotyp === logotype.fileName) {
    const message = `${logotype.fileName} är en annan bild än den i handlingarna att underteckna`
    throw new Failure('facts-invalid', `Logotypen ${message}, och ett utkast ändrar dem inte. Inget är gjort. Ge bilden i utkastet ett annat filnamn.`, { faults: [{ path: 'kund.logotyp', message }] })
  }
  if (recorded === null || recorded.factsSha256 === factsSha256Of(facts)) return []
  return [{ path: 'uppgifter', message: 'utkastet är gjort med andra uppgifter än handlingarna att underteckna; de uppgifterna gäller tills handlingarna ges ut på nytt' }]
}

/** A version that counts and is not made anew, though it says what was true before. */
export interface LeftBehind {
  readonly version: StoredVersion
  readonly change: DocumentChange
}

/** What a pack of only some kinds would leave saying something else than the facts it brings. */
interface Left {
  readonly stale: readonly LeftBehind[]
  readonly deviations: readonly KeptDeviation[]
}

/** The versions to be signed that a pack of only some kinds would leave saying something else than the facts it brings; none when the facts are those recorded. */
export async function leftBehind(app: App, { facts, stage, kinds, printing }: PackRequest, parties: Parties, { versions, events }: { readonly versions: readonly StoredVersion[]; readonly events: readonly RecordedEvent[] }): Promise<Left> {
  const recorded = await customerOf(app.store.read, facts.kund.orgnr)
  if (stage !== 'signing' || kinds === null || printing !== undefined || recorded === null || recorded.factsSha256 === factsSha256Of(facts)) return { stale: [], deviations: [] }
  const planned = new Set(plannedDocuments(facts, null).map(({ kind }) => kind.id))
  const stale: LeftBehind[] = []
  const deviations: KeptDeviation[] = []
  for (const version of versions.filter((one) => one.stage === 'signing' && isCurrent(one) && planned.has(one.kind) && !kinds.includes(one.kind))) {
    const change = await staleWords(app, version, facts, parties)
    if (change !== null) stale.push({ version, change })
    deviations.push({ current: version, outdated: await outdatedInVersion(app, version, { facts, parties, events }) })
  }
  return { stale, deviations }
}
