import { spokenCode } from '../../contracts/spoken-code.js'
import { draftDifference, type DraftComparison } from '../../templates/draft-difference.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { FilledDocument } from '../../templates/document.js'
import { draftLines } from '../../templates/draft-lines.js'
import { isPdf } from '../../templates/is-pdf.js'
import { isCustomerPdf, openCustomerPdf } from '../../templates/own/customer-pdf.js'
import { ownText } from '../../templates/own/own-text.js'
import { wordedDifference } from '../../templates/own/worded-difference.js'
import { wordedDraft, wordedPdf, type WordedText } from '../../templates/own/worded-text.js'
import { type DraftReading, readDraft } from '../../templates/read-draft.js'
import { WORD_MEDIA_TYPE } from '../../templates/word-media-type.js'
import type { App } from '../app.js'
import { customerOf } from '../storage/customers.js'
import { type CustomerText, customerTextOf } from '../storage/customer-texts.js'
import { filesOf, type StoredVersion, versionOf } from '../storage/versions.js'
import { approvalBlocks, signatureBlocks } from './closing-blocks.js'
import { notComparedIn, pdfComparison } from './compare-pdf.js'
import { namedVersion } from './history.js'
import { namedText } from './named-text.js'
import { otherFactsIn, type Said } from './other-facts.js'
import { outdatedContentsIn } from './outdated-contents.js'
import { templateFile } from './compared-context.js'
import { type CustomerPdfReading, readCustomerPdf } from './read-customer-pdf.js'
import { readingOf, templateWords } from './template-words.js'

/** How a returned file differs from the version it was made from. */
export interface ComparedDraft extends DraftComparison {
  readonly code: string
  readonly kind: string
  readonly title: string
  readonly orgnr: string
  readonly customer: string
  readonly stage: StoredVersion['stage']
  readonly issuedAt: string
  /** The version that has taken its place since. */
  readonly supersededBy: string | null
  /** What the file itself says is its code, where that is another. */
  readonly saysCode: string | null
  /** What the text is compared with: what was issued, or what the template would say. */
  readonly against: 'issued' | 'template'
  /** A PDF has no tracked changes. */
  readonly format: 'word' | 'pdf'
  /** What the comparison leaves out, in Swedish; empty when it is whole. */
  readonly notCompared: readonly string[]
  readonly isUnchanged: boolean
  /** Where the file still says what the facts it was made of said, and the recorded facts do not. */
  readonly otherFacts: readonly Fault[]
}

/**
 * What a returned Word file or PDF says differently from what was issued, tracked or not. Records nothing. `document` is the version's code; null: the file says it.
 * @throws Failure `draft-unreadable` with every place that cannot be read, `code-unknown`, `archive-missing`, `archive-damaged`
 */
export async function compareDraft(app: App, { file, document }: { readonly file: Uint8Array; readonly document: string | null }): Promise<ComparedDraft> {
  const returned = isPdf(file) ? await readCustomerPdf(app, file) : readDraft(file)
  const code = document ?? returned.code
  if (code === null) throw new Failure('code-unknown', 'Filen säger inte entydigt vilken handling den kommer från. Ange versionskoden med --document KOD; den står på varje sida av det som lämnades ut.')
  const version = await namedVersion(app.store.read, code)
  const { faults, remarks } = 'pages' in returned ? returned : { faults: [], remarks: [] }
  const words = await comparisonWithIssued(app, version, returned)
  const comparison = { ...words, remarks: [...words.remarks, ...remarks], notCompared: [...words.notCompared, ...('pages' in returned ? [] : outdatedContentsIn(returned)), ...faults.map(({ path, message }) => `Filen går inte att registrera som den är. ${path}: ${message}`)] }
  const says = returned.code?.replaceAll('-', '') ?? null
  return { ...(await about(app, version)), saysCode: says === version.code ? null : says, against: 'issued', ...comparison, isUnchanged: isUnchanged(comparison) && faults.length === 0 && ('pages' in returned || returned.outdatedContents.length === 0), otherFacts: await otherFactsIn(app, version, returned) }
}

type Compared = DraftComparison & Pick<ComparedDraft, 'format' | 'notCompared'>

/** Two Word files are compared paragraph by paragraph; where either is a PDF, whose paragraphs are anybody's guess, word by word. */
async function comparisonWithIssued(app: App, version: StoredVersion, returned: DraftReading | CustomerPdfReading): Promise<Compared> {
  const text = version.customerText === null ? null : await customerTextOf(app.store.read, version.customerText)
  const template = text === null ? null : await templateFile(app, text.templateSha256)
  const ours = template !== null && isCustomerPdf(template.bytes) ? openCustomerPdf(template.bytes).pages : null
  if (ours === null && !('pages' in returned)) return { ...draftDifference(readDraft(await issuedWord(app, version)), returned), format: 'word', notCompared: [] }
  const before = ours === null ? wordedReading(readDraft(await issuedWord(app, version))) : wordedPdf(ownText(ours))
  if (!('pages' in returned)) return { ...wordedDifference(before, wordedReading(returned)), format: 'pdf', notCompared: ours === null ? [] : notComparedIn(ours) }
  return { ...pdfComparison(before, returned.pages, { closing: [], pagesBefore: ours ?? [] }), format: 'pdf', notCompared: notComparedIn(returned.pages) }
}

function wordedReading({ accepted, header, footer }: DraftReading): WordedText {
  return wordedDraft(accepted, [...header, ...footer])
}

async function about(app: App, version: StoredVersion): Promise<Pick<ComparedDraft, 'code' | 'kind' | 'title' | 'orgnr' | 'customer' | 'stage' | 'issuedAt' | 'supersededBy'>> {
  const { code, kind, title, orgnr, stage, issuedAt, supersededBy } = version
  return { code, kind, title, orgnr, customer: (await customerOf(app.store.read, orgnr))?.name ?? '', stage, issuedAt, supersededBy }
}

/**
 * What the customer's text that a version was issued with says differently from the template, with the customer's own tracking where there is any: what the board decides on. Records nothing.
 * @throws Failure `code-unknown`, `transition-refused` when the version says what its template says
 */
export async function compareRegistered(app: App, document: string): Promise<ComparedDraft> {
  const version = await namedVersion(app.store.read, document)
  const text = version.customerText === null ? null : await customerTextOf(app.store.read, version.customerText)
  if (text === null) throw new Failure('transition-refused', `${version.title} ${spokenCode(version.code)} gavs ut med mallens text; det finns ingen text från kunden att jämföra. Ange kundens fil för att jämföra den: draft compare FIL.`)
  return comparedText(app, version, text)
}

/** What a registered text, proposed or not, says differently from the template. @throws Failure `draft-unknown` */
export async function compareProposed(app: App, typed: string): Promise<ComparedDraft> {
  const { text, base } = await namedText(app, typed)
  return comparedText(app, base, text)
}

/** What a registered text says differently from the template. */
export async function comparedText(app: App, version: StoredVersion, text: CustomerText): Promise<ComparedDraft> {
  const at = text.state === 'proposed' || version.customerText !== text.id ? text.registeredAt : version.issuedAt
  const { filled: ours } = await templateWords(app, version, { edition: text.edition, at })
  const comparison = await comparisonWithTemplate(app, ours, text)
  const base = await versionOf(app.store.read, text.baseCode)
  if (base === null) throw new Error(`the version that ${text.id} was made from is not recorded`)
  return { ...(await about(app, version)), saysCode: null, against: 'template', ...comparison, isUnchanged: isUnchanged(comparison) && (comparison.format === 'pdf' || comparison.notCompared.length === 0), otherFacts: await otherFactsIn(app, base, await saidIn(app, text)) }
}

/** A registered text as its reader sees it. @throws Failure `archive-missing`, `archive-damaged` */
async function saidIn(app: App, { templateSha256, fileSha256 }: Pick<CustomerText, 'templateSha256' | 'fileSha256'>): Promise<Said> {
  const { bytes } = await templateFile(app, templateSha256)
  return isCustomerPdf(bytes) ? openCustomerPdf(bytes) : readDraft(await app.archive.read(fileSha256))
}

async function comparisonWithTemplate(app: App, ours: FilledDocument, text: CustomerText): Promise<Compared> {
  const template = await templateFile(app, text.templateSha256)
  if (!isCustomerPdf(template.bytes)) {
    const theirs = readDraft(await app.archive.read(text.fileSha256))
    return { ...draftDifference(readingOf(ours), theirs), margins: [], format: 'word', notCompared: outdatedContentsIn(theirs) }
  }
  const { pages } = openCustomerPdf(template.bytes)
  const closing = [...approvalBlocks(ours), ...signatureBlocks(ours)]
  return { ...pdfComparison(wordedDraft(draftLines(ours.blocks), []), pages, { closing, pagesBefore: [] }), format: 'pdf', notCompared: notComparedIn(pages) }
}

function isUnchanged({ differences, margins, remarks }: DraftComparison): boolean {
  return differences.length + margins.length + remarks.length === 0
}

/** The Word file of an issued version, from the archive. @throws Failure `archive-missing`, `archive-damaged`, `draft-unreadable` when it was issued without one */
export async function issuedWord(app: App, version: StoredVersion): Promise<Uint8Array> {
  const file = (await filesOf(app.store.read, version.code)).find(({ mediaType }) => mediaType === WORD_MEDIA_TYPE)
  if (file === undefined) throw new Failure('draft-unreadable', `${version.title} ${spokenCode(version.code)} gavs inte ut som Word-fil, så det finns inget att jämföra med.`)
  return app.archive.read(file.sha256)
}
