import type { RecordedEvent } from '../../contracts/event.js'
import type { DocumentKind } from '../../contracts/kind.js'
import { plannedDocuments, type PlannedDocument } from '../../contracts/pack-plan.js'
import { contentSha256Of } from '../../templates/content-hash.js'
import type { FillContext } from '../../templates/context.js'
import type { FilledDocument } from '../../templates/document.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { Facts } from '../../templates/facts.js'
import { missingFacts } from '../../templates/missing-facts.js'
import type { Picture } from '../../templates/picture.js'
import { hasExamples, type Parties } from '../../templates/party.js'
import type { App } from '../app.js'
import { comparedContext, contextOf, templateFile, type PackStage } from './compared-context.js'
import { marginsOf, standingOf } from './outdated-deviation.js'
import { areTwoPersons } from './persons.js'
import type { TemplateFile } from '../rendering/compiled-template.js'
import { filledEdition } from '../rendering/filled-edition.js'
import { recordedFacts } from '../storage/customers.js'
import { customerTexts, type CustomerText } from '../storage/customer-texts.js'
import { editionOf, editionsOf, latestEditions, releasesOf, type Edition } from '../storage/editions.js'
import { isCurrent, type StoredVersion } from '../storage/versions.js'

/** One document a pack is to hold, compared with what was issued before. */
export interface PreparedDocument {
  readonly kind: DocumentKind
  readonly subject: string
  /** What counts today; null when nothing was issued. */
  readonly current: StoredVersion | null
  /** True when nothing was issued, or the words would differ from those issued by these facts or by a newer edition that is to be taken. */
  readonly fresh: boolean
  /** The edition a fresh version is made from. */
  readonly edition: Edition
  /** A newer edition that says something else and is not taken; null where there is none. */
  readonly newer: Edition | null
  readonly reviewed: boolean
  readonly template: TemplateFile
  readonly contentSha256: string
  /** Its words, without its own code, date and marks. */
  readonly filled: FilledDocument
  /** The customer's text that stands in place of the edition's; null where none does. */
  readonly text: CustomerText | null
  /** The edition's template where that text is an accepted deviation from it, which is shown; null where the text is the customer's own to write. */
  readonly deviatesFrom: TemplateFile | null
  /** Where that deviation, issued before, says what the facts no longer say; it is left as it is then. */
  readonly outdated: readonly Fault[]
}

interface Asked {
  readonly stage: PackStage
  readonly logotype: Picture | null
  /** What says the same is made anew all the same where a newer edition says something else. */
  readonly takesNewerEditions: boolean
  readonly versions: readonly StoredVersion[]
  readonly events: readonly RecordedEvent[]
}

/** Compares every document of the pack with what was issued. @throws Failure `facts-missing` with every missing fact of a signing pack, `kind-unknown`, `template-invalid` */
export async function prepareDocuments(app: App, facts: Facts, parties: Parties, asked: Asked & { readonly kinds: readonly string[] | null; readonly text: CustomerText | null }): Promise<PreparedDocument[]> {
  const planned = plannedDocuments(facts, asked.kinds)
  const faults = missingFacts(facts, planned.map(({ kind }) => kind), asked.stage)
  const unique = [...new Map(faults.map((fault) => [`${fault.path} ${fault.message}`, fault])).values()]
  if (unique.length > 0) throw new Failure('facts-missing', `Underlaget för ${facts.kund.namn} räcker inte. Komplettera uppgifterna, eller gör utkast med --draft.`, { faults: unique })
  const prepared: PreparedDocument[] = []
  const counting = asked.versions.filter((version) => version.stage === asked.stage && isCurrent(version))
  const editions = await latestEditions(app.store.read)
  const texts = asked.stage === 'draft' ? [] : [...(asked.text === null ? [] : [asked.text]), ...(await customerTexts(app.store.read, facts.kund.orgnr)).filter(({ state }) => state === 'in-force')]
  for (const one of planned) {
    const current = counting.find(({ kind, subject }) => kind === one.kind.id && subject === one.subject) ?? null
    const latest = editions.find(({ kind }) => kind === one.kind.id)
    if (latest === undefined) throw new Error(`no edition of ${one.kind.id} is recorded`)
    prepared.push(await prepareDocument(app, facts, parties, { ...one, current, latest, text: texts.find(({ kind }) => kind === one.kind.id) ?? null }, asked))
  }
  return prepared
}

/** What there is of a planned document. */
interface Known extends PlannedDocument {
  readonly current: StoredVersion | null
  readonly latest: Edition
  /** The customer's text that stands, or is about to stand, in place of the template's. */
  readonly text: CustomerText | null
}

async function prepareDocument(app: App, facts: Facts, parties: Parties, { kind, subject, current, latest, text }: Known, { stage, logotype, takesNewerEditions, versions, events }: Asked): Promise<PreparedDocument> {
  const context = comparedContext(facts, parties, { kind, subject }, stage)
  const wordsWith = async ({ templateSha256 }: Pick<Edition, 'templateSha256'>): Promise<Pick<PreparedDocument, 'template' | 'contentSha256' | 'filled'>> => {
    const template = await templateFile(app, templateSha256)
    const filled = await filledEdition(template, context, stage === 'draft' ? 'show' : 'refuse', logotype)
    return { template, filled, contentSha256: contentSha256Of(filled) }
  }
  const newerThan = async (issued: Edition): Promise<Edition | null> => (issued.edition === latest.edition ? null : newerEdition(app, issued, context, { logotype, unreviewed: stage === 'draft' || hasExamples(parties) ? 'too' : 'not' }))
  if (text !== null) {
    const edition = await editionOf(app.store.read, kind.id, text.edition)
    if (edition === null) throw new Error(`edition ${text.edition} of ${kind.id} is not recorded`)
    const words = await wordsWith(text)
    const stands = current !== null && current.customerText === text.id && current.contentSha256 === words.contentSha256
    const kept = { kind, subject, current, edition, newer: await newerThan(edition), reviewed: await isReviewed(app, edition), ...words, text }
    if (kind.life === 'reviewed-appendix') return { ...kept, fresh: !stands || (await wouldSayOtherwise(app, current, edition, context)), deviatesFrom: null, outdated: [] }
    const version = versions.filter(({ customerText }) => customerText === text.id).toSorted((a, b) => (a.issuedAt < b.issuedAt ? -1 : 1)).at(-1)
    const { outdated, margins } = version === undefined ? { outdated: [], margins: 'same' } : await standingOf(app, { kind, version, ...words }, { facts, parties, events })
    return { ...kept, fresh: !stands || (outdated.length === 0 && margins === 'other'), deviatesFrom: await templateFile(app, edition.templateSha256), outdated }
  }
  if (current !== null) {
    const issued = await editionOf(app.store.read, kind.id, current.edition)
    if (issued === null) throw new Error(`edition ${current.edition} of ${kind.id} is not recorded`)
    const words = await wordsWith(issued)
    if (words.contentSha256 === current.contentSha256) {
      const newer = await newerThan(issued)
      if (newer === null || !takesNewerEditions) return { kind, subject, current, fresh: false, edition: issued, newer, reviewed: true, ...words, text, deviatesFrom: null, outdated: [] }
      return { kind, subject, current, fresh: true, edition: newer, newer: null, reviewed: await isReviewed(app, newer), ...(await wordsWith(newer)), text, deviatesFrom: null, outdated: [] }
    }
  }
  return { kind, subject, current, fresh: true, edition: latest, newer: null, reviewed: await isReviewed(app, latest), ...(await wordsWith(latest)), text, deviatesFrom: null, outdated: [] }
}

/** Whether the template, in whose place a customer's text stands or is to stand, would say something else with these facts than with those the version was issued with. */
export async function wouldSayOtherwise(app: App, version: StoredVersion, edition: Edition, context: FillContext): Promise<boolean> {
  const facts = await recordedFacts(app.store.read, version.factsSha256)
  if (facts === null) return true
  const template = await templateFile(app, edition.templateSha256)
  const { svr, driftleverantor, korttillverkare, dokument } = context
  const then = contextOf(facts, { svr, driftleverantor, korttillverkare }, dokument, version.subject)
  return contentSha256Of(await filledEdition(template, then, 'show')) !== contentSha256Of(await filledEdition(template, context, 'show'))
}

/** The edition that a document issued from an earlier one would be made from today, where it says something else with these facts: the latest, or the latest that two persons have released; null where there is none. */
export async function newerEdition(app: App, issued: Edition, context: FillContext, { unreviewed, logotype }: { readonly unreviewed: 'too' | 'not'; readonly logotype: Picture | null }): Promise<Edition | null> {
  const later = (await editionsOf(app.store.read, issued.kind)).filter(({ edition }) => Number(edition) > Number(issued.edition)).toReversed()
  for (const newest of later) {
    if (unreviewed === 'not' && !(await isReviewed(app, newest))) continue
    const [before, after] = [await contentOrNull(app, issued, context, logotype), await contentOrNull(app, newest, context, logotype)]
    return before !== null && before === after ? null : newest
  }
  return null
}

/** What an edition says, header and footer too; null where it cannot be filled with these facts. @throws Failure `archive-missing`, `archive-damaged` */
async function contentOrNull(app: App, { templateSha256 }: Edition, context: FillContext, logotype: Picture | null): Promise<string | null> {
  const template = await templateFile(app, templateSha256)
  try {
    const filled = await filledEdition(template, context, 'show', logotype)
    return `${contentSha256Of(filled)}\n${marginsOf(filled)}`
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return null
  }
}

/** Two persons have released the edition as reviewed. */
export async function isReviewed(app: App, edition: Edition): Promise<boolean> {
  const releases = await releasesOf(app.store.read, edition.kind, edition.edition)
  const words = releases.map(({ byName, osUser }) => ({ name: byName, osUser }))
  return words.some((one) => words.some((other) => areTwoPersons(one, other)))
}
