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

/** A version that counts and is not made anew, though it says what was true before. */
export interface LeftBehind {
  readonly version: StoredVersion
  readonly change: DocumentChange
}

/** The versions to be signed that a pack of only some kinds would leave saying something else than the facts it brings; none when the facts are those recorded and some paper to be signed was made from them: a draft's facts may be recorded last. */
export async function leftBehind(app: App, { facts, stage, kinds }: PackRequest, parties: Parties, versions: readonly StoredVersion[]): Promise<LeftBehind[]> {
  if (stage !== 'signing' || kinds === null) return []
  const recorded = await customerOf(app.store.read, facts.kund.orgnr)
  const factsSha256 = factsSha256Of(facts)
  const counting = versions.filter((one) => one.stage === 'signing' && isCurrent(one))
  if (recorded === null || (recorded.factsSha256 === factsSha256 && counting.some((one) => one.factsSha256 === factsSha256))) return []
  const planned = new Set(plannedDocuments(facts, null).map(({ kind }) => kind.id))
  const others = counting.filter((one) => planned.has(one.kind) && !kinds.includes(one.kind))
  const left: LeftBehind[] = []
  for (const version of others) {
    const change = await staleWords(app, version, facts, parties)
    if (change !== null) left.push({ version, change })
  }
  return left
}
