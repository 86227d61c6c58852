import type { PlannedDocument } from '../../contracts/pack-plan.js'
import type { DocumentFacts, FillContext } from '../../templates/context.js'
import type { Facts } from '../../templates/facts.js'
import type { Parties } from '../../templates/party.js'
import type { App } from '../app.js'
import { knownTemplate, type TemplateFile } from '../rendering/compiled-template.js'

export type PackStage = 'draft' | 'signing'

/** What stands for the document's own code, date and edition when only its words are compared. */
const COMPARED: DocumentFacts = { titel: '', kod: '', utgava: '', datum: '2000-01-01', stadium: 'undertecknande', exempel: false, ogranskad: false, andring: false }

/** The context a document is filled with. */
export function contextOf(facts: Facts, parties: Parties, document: DocumentFacts, subject: string): FillContext {
  const person = subject === '' ? undefined : facts.kontakter?.handlaggare?.[Number(subject) - 1]
  return { ...facts, ...parties, dokument: document, ...(person === undefined ? {} : { handlaggaren: person }) }
}

/** The context that gives a document's words alone, so that two states of it can be compared. */
export function comparedContext(facts: Facts, parties: Parties, { kind, subject }: PlannedDocument, stage: PackStage): FillContext {
  return contextOf(facts, parties, { ...COMPARED, titel: kind.title, stadium: stage === 'draft' ? 'utkast' : 'undertecknande' }, subject)
}

/** A template's file, from memory where this process has read it. @throws Failure `archive-missing`, `archive-damaged` */
export async function templateFile(app: App, sha256: string): Promise<TemplateFile> {
  return knownTemplate(sha256) ?? { sha256, bytes: await app.archive.read(sha256) }
}
