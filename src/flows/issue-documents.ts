import type { NewEvent, RecordedEvent } from '../../contracts/event.js'
import { decide } from '../../contracts/decide.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import type { Parties } from '../../templates/party.js'
import type { PrintedDecision } from '../../templates/print-decision.js'
import { WORD_MEDIA_TYPE } from '../../templates/word-media-type.js'
import { doer } from '../accounts/account-event.js'
import type { App } from '../app.js'
import { DEVIATION_MARK, EXAMPLE_MARK, UNREVIEWED_MARK } from '../rendering/paper-marks.js'
import type { RenderedVersion } from '../rendering/render-version.js'
import { customerOf, keepFacts, saveCustomer } from '../storage/customers.js'
import { logotypeAt, saveLogotype } from '../storage/logotypes.js'
import type { Transaction } from '../storage/store.js'
import { versionLayoutSchema } from '../storage/version-layout.js'
import { currentVersions, addVersions, markCancelled, markSuperseded, type NewVersion, type StoredVersion, type VersionFile } from '../storage/versions.js'
import { isAmendment } from './amendment.js'
import { historyOf } from './history.js'
import { factsSha256Of } from './facts-sha256.js'
import { factsToldLast } from './latest-facts.js'
import { filesSha256Of } from './files-sha256.js'
import type { PackLogotype } from './logotype.js'
import type { PackRequest } from './pack.js'
import { appendDecided } from './record-events.js'
import { recordCustomerText, recordFinal, refuseOvertaken } from './record-customer-text.js'
import { contextOf } from './compared-context.js'
import type { PreparedDocument } from './prepare-documents.js'
import { refuseOtherDecision } from './prepare-printing.js'
import { swedishDay } from './new-event.js'

/** Somebody else issued the same document meanwhile; read again and decide anew. */
export class StaleRead extends Error {}

interface Issue {
  readonly request: PackRequest
  readonly parties: Parties
  readonly exempel: boolean
  readonly logotype: PackLogotype | null
  readonly prepared: readonly PreparedDocument[]
  /** Codes of the accepted deviations that somebody lets stand. */
  readonly kept: string[]
  readonly dropped: readonly StoredVersion[]
  readonly history: { readonly versions: readonly StoredVersion[]; readonly events: readonly RecordedEvent[] }
}

interface Made {
  readonly document: PreparedDocument
  readonly version: NewVersion
  readonly files: readonly VersionFile[]
}

/** Renders what is fresh, keeps the bytes, then records versions and events in one transaction. Gives the code of every document issued. @throws StaleRead */
export async function issueDocuments(app: App, issue: Issue, newCode: () => string, onDocument: (done: number, total: number) => void): Promise<Map<PreparedDocument, string>> {
  const now = app.now().toISOString()
  const fresh = issue.prepared.filter((one) => one.fresh)
  const made = await inLanes(fresh, app.renderer.atOnce + 1, (document) => makeVersion(app, issue, document, newCode(), now), onDocument)
  if (issue.logotype?.origin === 'handed-in') await app.archive.keep(issue.logotype.picture.bytes)
  await app.store.write((tx) => recordIssue(app, tx, issue, made, now))
  return new Map(made.map(({ document, version }) => [document, version.code]))
}

/** Makes each document's version, in order, so many at once: one more than are rendered, so that one's bytes are kept while the next is rendered and no finished bytes pile up. */
async function inLanes(documents: readonly PreparedDocument[], lanes: number, make: (document: PreparedDocument) => Promise<Made>, onDocument: (done: number, total: number) => void): Promise<Made[]> {
  const made = new Map<PreparedDocument, Made>()
  const waiting = [...documents]
  const lane = async (): Promise<void> => {
    for (let document = waiting.shift(); document !== undefined; document = waiting.shift()) {
      made.set(document, await make(document))
      onDocument(made.size, documents.length)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return documents.flatMap((document) => made.get(document) ?? [])
}

async function makeVersion(app: App, issue: Issue, document: PreparedDocument, code: string, now: string): Promise<Made> {
  const { kind, subject, edition } = document
  const { facts, stage } = issue.request
  const draft = stage === 'draft'
  const context = contextOf(facts, issue.parties, {
    titel: kind.title, kod: spokenCode(code), utgava: edition.edition, datum: swedishDay(now), stadium: draft ? 'utkast' : 'undertecknande',
    exempel: issue.exempel, ogranskad: !document.reviewed, andring: isAmendment(issue.history, kind),
  }, subject)
  const rendered = await app.renderer.render({ template: document.template, deviatesFrom: document.deviatesFrom, context, logotype: document.filled.logotype ?? null, code, exemplars: kind.holders.length, draft, key: app.pageKeys.current, issuedAt: now, decision: issue.request.printing?.decision ?? null })
  const files = await keepFiles(app, document, rendered, draft)
  const version: NewVersion = {
    code, orgnr: facts.kund.orgnr, kind: kind.id, subject, stage, exemplars: kind.holders.length, pageCount: rendered.pages.length, contentSha256: document.contentSha256,
    issuedAt: now, title: kind.title, edition: edition.edition, factsSha256: '', layout: versionLayoutSchema.parse({ pages: rendered.pages, signatureBoxes: rendered.signatureBoxes }), customerText: document.text?.id ?? null,
  }
  return { document, version, files }
}

/** `raps.docx`, `raps-1.pdf`, `raps-2.pdf`; one exemplar or a draft is `raps.pdf`; a second person's application is `handlaggare-ansokan.2.pdf`. */
async function keepFiles(app: App, { kind, subject }: PreparedDocument, rendered: RenderedVersion, draft: boolean): Promise<VersionFile[]> {
  const stem = subject === '' || subject === '1' ? kind.id : `${kind.id}.${subject}`
  const keep = async (file: Omit<VersionFile, 'sha256' | 'bytes'>, bytes: Uint8Array): Promise<VersionFile> => ({ ...file, ...(await app.archive.keep(bytes)) })
  const single = draft || rendered.pdfs.length === 1
  return Promise.all([
    ...(rendered.docx === null ? [] : [keep({ path: `${stem}.docx`, exemplar: null, holder: null, mediaType: WORD_MEDIA_TYPE }, rendered.docx)]),
    ...rendered.pdfs.map((pdf, index) => keep({ path: single ? `${stem}.pdf` : `${stem}-${index + 1}.pdf`, exemplar: single ? null : index + 1, holder: draft ? null : (kind.holders[index] ?? null), mediaType: 'application/pdf' }, pdf)),
  ])
}

async function recordIssue(app: App, tx: Transaction, { request, exempel, logotype, prepared, kept, dropped }: Issue, made: readonly Made[], now: string): Promise<void> {
  const { facts, stage, reissue } = request
  const orgnr = facts.kund.orgnr
  const there = await currentVersions(tx, orgnr, stage)
  for (const { kind, subject, current } of prepared) {
    if (there.find((one) => one.kind === kind.id && one.subject === subject)?.code !== current?.code) throw new StaleRead()
  }
  if (request.registration !== undefined) await refuseOvertaken(app, tx, request.registration, prepared)
  if (request.printing !== undefined) await refuseOtherDecision(app, tx, orgnr, request.printing)
  const about = { actor: reissue?.by ?? doer(app), happenedOn: swedishDay(now), orgnr, code: null, exemplar: null }
  const events: NewEvent[] = []
  const before = await customerOf(tx, orgnr)
  const factsSha256 = factsSha256Of(facts)
  const staysAside = await factsStayAside(tx, request)
  if (request.registration !== undefined && before?.factsSha256 !== factsSha256) throw new Failure('transition-refused', `Uppgifterna om ${facts.kund.namn} ändrades av någon annan under tiden. Inget är gjort. Gör om det.`)
  await (staysAside ? keepFacts : saveCustomer)(tx, { orgnr, name: facts.kund.namn, facts, factsSha256, registeredAt: now })
  if (before === null) events.push({ ...about, event: { type: 'customer-registered', name: facts.kund.namn } })
  const logotypeSha256 = await recordLogotype(tx, orgnr, logotype, now)
  const told = await factsToldLast(tx, orgnr)
  const isNews = told?.factsSha256 !== factsSha256 || (told.only === 'drafts' && !staysAside)
  if (request.printing === undefined && request.registration === undefined && (isNews || logotypeSha256 !== undefined || kept.length > 0)) events.push({ ...about, ...(kept.length === 0 || request.otherFacts === undefined ? {} : { actor: request.otherFacts.by }), event: { type: 'facts-recorded', factsSha256, ...(kept.length === 0 || request.otherFacts === undefined ? {} : { kept, reason: request.otherFacts.reason }), ...(logotypeSha256 === undefined ? {} : { logotypeSha256 }), ...(staysAside && before?.factsSha256 !== factsSha256 ? { only: 'drafts' as const } : {}) } })
  if (request.registration !== undefined) events.push(await recordCustomerText(tx, request.registration, now))
  const falls: NewEvent[] = []
  for (const { document, version, files } of made) {
    const replaced = document.current?.code
    if (replaced !== undefined && !(await markSuperseded(tx, replaced, version.code))) throw new StaleRead()
    events.push({ ...about, code: version.code, event: { type: 'issued', stage, kind: version.kind, contentSha256: version.contentSha256, filesSha256: filesSha256Of(files), marks: [...(exempel ? [EXAMPLE_MARK] : []), ...(document.reviewed ? [] : [UNREVIEWED_MARK]), ...(document.deviatesFrom === null ? [] : [DEVIATION_MARK])], ...(replaced === undefined ? {} : { replaces: replaced }), ...(version.customerText === null ? {} : { customerText: version.customerText }), ...decisionOf(request) } })
    if (replaced !== undefined) falls.push({ ...about, code: replaced, event: { type: 'superseded', by: version.code, ...(reissue === null ? {} : { reason: reissue.reason }) } })
  }
  await addVersions(tx, made.map(({ version, files }) => ({ version: { ...version, factsSha256 }, files })))
  for (const version of dropped) {
    if (!(await markCancelled(tx, version.code, now))) throw new StaleRead()
    falls.push({ ...about, code: version.code, event: { type: 'cancelled', reason: reissue?.reason ?? 'Ingår inte längre i kundens handlingar.' } })
  }
  events.push(...(await decideFalls(app, tx, orgnr, falls, now)))
  if (events.length > 0) await appendDecided(tx, events, now)
  for (const { version } of made) if (request.registration?.text.state === 'in-force') await recordFinal(app, tx, version, request.registration.by)
}

/** Papers to be signed stay compared with the facts they were issued with: neither a draft beside them nor a reprint of one of them changes what is recorded of the customer. */
async function factsStayAside(tx: Transaction, { facts, stage, printing }: PackRequest): Promise<boolean> {
  return printing !== undefined || (stage === 'draft' && (await currentVersions(tx, facts.kund.orgnr, 'signing')).length > 0)
}

/** The decision that what is issued says it was approved by. */
function decisionOf({ printing }: PackRequest): { decision?: PrintedDecision } {
  return printing === undefined || printing.decision === null ? {} : { decision: printing.decision }
}

/** Records a logotype that was handed in and is another than before; gives its hash then. */
async function recordLogotype(tx: Transaction, orgnr: string, logotype: PackLogotype | null, now: string): Promise<string | undefined> {
  if (logotype?.origin !== 'handed-in') return undefined
  const { fileName, picture: { sha256 } } = logotype
  if ((await logotypeAt(tx, orgnr, fileName, now))?.sha256 === sha256) return undefined
  await saveLogotype(tx, { orgnr, fileName, sha256, recordedAt: now })
  return sha256
}

/** Decides one fall after the other, each knowing those before it, so that a letter two of them touch is called back once; the versions that take over are in the rows already. */
async function decideFalls(app: App, tx: Transaction, orgnr: string, falls: readonly NewEvent[], now: string): Promise<NewEvent[]> {
  if (falls.length === 0) return []
  const history = await historyOf(app, tx, orgnr)
  const decided: NewEvent[] = []
  for (const fall of falls) {
    const sofar = decided.map((event): RecordedEvent => ({ ...event, sequence: Number.MAX_SAFE_INTEGER, recordedAt: now }))
    decided.push(...decide({ ...history, events: [...history.events, ...sofar], today: swedishDay(now) }, fall))
  }
  return decided
}
