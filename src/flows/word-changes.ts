import { kindOf } from '../../contracts/kinds.js'
import { contentSha256Of } from '../../templates/content-hash.js'
import { compileTemplate } from '../../templates/compile-template.js'
import type { FillContext } from '../../templates/context.js'
import type { FilledDocument } from '../../templates/document.js'
import { Failure } from '../../templates/failure.js'
import type { Facts } from '../../templates/facts.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { filledLines } from '../../templates/filled-lines.js'
import type { Parties } from '../../templates/party.js'
import { differenceBetween, type LineChange, type TextLine } from '../../templates/text-difference.js'
import type { App } from '../app.js'
import { filledEdition } from '../rendering/filled-edition.js'
import { recordedFacts } from '../storage/customers.js'
import { customerTextOf } from '../storage/customer-texts.js'
import { editionOf } from '../storage/editions.js'
import { filesOf, type StoredVersion } from '../storage/versions.js'
import { keptLogotype } from './logotype.js'
import { comparedContext, templateFile } from './compared-context.js'
import type { PreparedDocument } from './prepare-documents.js'

/** What a document that takes another's place says otherwise. */
export interface DocumentChange {
  /** The code of the version replaced. */
  readonly from: string
  readonly editions: { readonly before: string; readonly after: string }
  /** Empty when only the layout differs; null when the earlier text can no longer be read. */
  readonly words: readonly LineChange[] | null
  /** True where the customer's text stands in place of the template's, so that facts in it stay as the customer wrote them. */
  readonly keepsCustomerText: boolean
}

/** What the fresh document says otherwise than the version it replaces; null when it replaces none. */
export async function documentChange(app: App, { current, edition, filled, text }: PreparedDocument, parties: Parties): Promise<DocumentChange | null> {
  if (current === null) return null
  const before = await issuedText(app, current, parties)
  return { from: current.code, editions: { before: current.edition, after: edition.edition }, words: before === null ? null : wordChanges(before, filled), keepsCustomerText: text !== null && current.customerText === text.id }
}

/** What a version issued earlier would say otherwise with these facts; null when it would say the same. */
export async function staleWords(app: App, version: StoredVersion, facts: Facts, parties: Parties): Promise<DocumentChange | null> {
  const now = await filledAs(app, version, { facts, parties, at: app.now().toISOString() })
  if (now === null || contentSha256Of(now) === version.contentSha256) return null
  const before = await issuedText(app, version, parties)
  return { from: version.code, editions: { before: version.edition, after: version.edition }, words: before === null ? null : wordChanges(before, now), keepsCustomerText: false }
}

function wordChanges(before: FilledDocument, after: FilledDocument): LineChange[] {
  const linesOf = (filled: FilledDocument): TextLine[] => filledLines(filled).map(({ section, style, text }) => ({ section, style, text }))
  return differenceBetween(linesOf(before), linesOf(after))
}

/** The words of a version as issued: its edition filled with its facts where that gives the same words, else its archived Word file. */
async function issuedText(app: App, version: StoredVersion, parties: Parties): Promise<FilledDocument | null> {
  const facts = await recordedFacts(app.store.read, version.factsSha256)
  if (facts === null) return null
  const refilled = await filledAs(app, version, { facts, parties, at: version.issuedAt })
  if (refilled !== null && contentSha256Of(refilled) === version.contentSha256) return refilled
  const word = (await filesOf(app.store.read, version.code)).find(({ path }) => path.endsWith('.docx'))
  if (word === undefined) return null
  const bytes = await app.archive.read(word.sha256)
  // Not remembered like an edition: an issued file is read once, and there are thousands.
  return orUnreadable(() => fillTemplate(compileTemplate(bytes), contextFor(version, facts, parties), 'show'))
}

function contextFor({ kind, subject, stage }: StoredVersion, facts: Facts, parties: Parties): FillContext {
  return comparedContext(facts, parties, { kind: kindOf(kind), subject }, stage)
}

/** The version's edition filled with these facts, and with the logotype that was the customer's at that instant. */
async function filledAs(app: App, version: StoredVersion, { facts, parties, at }: { facts: Facts; parties: Parties; at: string }): Promise<FilledDocument | null> {
  const source = version.customerText === null ? await editionOf(app.store.read, version.kind, version.edition) : await customerTextOf(app.store.read, version.customerText)
  if (source === null) return null
  const template = await templateFile(app, source.templateSha256)
  const logotype = await keptLogotype(app, facts, at)
  return orUnreadable(() => filledEdition(template, contextFor(version, facts, parties), 'show', logotype))
}

/** A text that facts have made unreadable as a template only keeps its changes from being told. */
async function orUnreadable(fill: () => FilledDocument | Promise<FilledDocument>): Promise<FilledDocument | null> {
  try {
    return await fill()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return null
  }
}
