import { spokenCode } from '../../contracts/spoken-code.js'
import { draftDifference, type DraftComparison } from '../../templates/draft-difference.js'
import { Failure } from '../../templates/failure.js'
import { readDraft } from '../../templates/read-draft.js'
import { WORD_MEDIA_TYPE } from '../../templates/word-media-type.js'
import type { App } from '../app.js'
import { customerOf } from '../storage/customers.js'
import { type CustomerText, customerTextOf } from '../storage/customer-texts.js'
import { filesOf, type StoredVersion } from '../storage/versions.js'
import { namedVersion } from './history.js'
import { namedText } from './named-text.js'
import { readingOf, templateWords } from './template-words.js'


/** How a returned Word file differs from the version it was made from. */
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
  readonly isUnchanged: boolean
}

/**
 * What a returned Word file says differently from what was issued, tracked or not. Records nothing. `document` is the version's code; null: the file says it.
 * @throws Failure `draft-unreadable` with every place that cannot be read, `code-unknown`, `archive-missing`, `archive-damaged`
 */
export async function compareDraft(app: App, { docx, document }: { readonly docx: Uint8Array; readonly document: string | null }): Promise<ComparedDraft> {
  const returned = readDraft(docx)
  const code = document ?? returned.code
  if (code === null) throw new Failure('code-unknown', 'Filen säger inte entydigt vilken handling den kommer från. Ange versionskoden med --document KOD; den står på varje sida av det som lämnades ut.')
  const version = await namedVersion(app.store.read, code)

  const comparison = draftDifference(readDraft(await issuedWord(app, version)), returned)

  const says = returned.code?.replaceAll('-', '') ?? null
  return {
    code: version.code, kind: version.kind, title: version.title, orgnr: version.orgnr, customer: (await customerOf(app.store.read, version.orgnr))?.name ?? '',
    stage: version.stage, issuedAt: version.issuedAt, supersededBy: version.supersededBy, saysCode: says === version.code ? null : says, against: 'issued', ...comparison, isUnchanged: isUnchanged(comparison),
  }
}

/**
 * What the customer's text that a version was issued with says differently from the template, with the customer's own tracking where there is any: what the board decides on. Records nothing.
 * @throws Failure `code-unknown`, `transition-refused` when the version says what its template says
 */
export async function compareRegistered(app: App, document: string): Promise<ComparedDraft> {
  const version = await namedVersion(app.store.read, document)
  const text = version.customerText === null ? null : await customerTextOf(app.store.read, version.customerText)
  if (text === null) throw new Failure('transition-refused', `${version.title} ${spokenCode(version.code)} gavs ut med mallens text; det finns ingen text från kunden att jämföra. Ange kundens fil för att jämföra den: draft compare FIL.docx.`)
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
  const ours = await templateWords(app, version, { edition: text.edition, at })
  const comparison = { ...draftDifference(readingOf(ours.filled), readDraft(await app.archive.read(text.fileSha256))), margins: [] }
  return {
    code: version.code, kind: version.kind, title: version.title, orgnr: version.orgnr, customer: (await customerOf(app.store.read, version.orgnr))?.name ?? '',
    stage: version.stage, issuedAt: version.issuedAt, supersededBy: version.supersededBy, saysCode: null, against: 'template', ...comparison, isUnchanged: isUnchanged(comparison),
  }
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
