import { documentReports, type KnownPages } from '../../signing/document-report.js'
import type { Showing } from '../../signing/counting-showing.js'
import type { PageExamination } from '../../signing/page-examination.js'
import type { DocumentReport, MatchedPage, PlacedByHand, ScanReport } from '../../signing/scan-report.js'
import type { App } from '../app.js'
import { scansUnderWay } from '../storage/arrivals.js'
import { eSignedParties } from './e-signed-parties.js'
import { withRefusals } from './refused-proposals.js'
import { replacedPages } from './replaced-pages.js'
import { toldUnmatched } from './unmatched-reasons.js'
import { eSignedFileOf, type StoredESignedFile } from '../storage/e-signed-files.js'
import { examinationsOf, type StoredExamination } from '../storage/page-examinations.js'
import { codesOf, placementsIn, placementsOfScan, type Exemplar } from '../storage/placements.js'
import { pagesOfExemplars, pagesOfScan, scanOf } from '../storage/scans.js'
import type { Db } from '../storage/store.js'
import { versionsWithCodes, type StoredVersion } from '../storage/versions.js'

/** What is known now of a scan received before, judged with every page of every upload. @throws Failure `scan-unknown` */
export async function scanReport(app: App, typed: string): Promise<ScanReport> {
  const scan = await scanOf(app.store.read, typed)
  const pages = await pagesOfScan(app.store.read, scan.sha256)
  const shown = pages.filter((page) => 'code' in page)
  const known = await knownPages(app, app.store.read, shown, scan.sha256)
  const documents = await withRefusals(app, scan.sha256, documentReports(shown, known), known)
  const discarded = new Map((await placementsOfScan(app.store.read, scan.sha256)).flatMap((placement) => (placement.assigned === null ? [[placement.sourcePage, handOf(placement)] as const] : [])))
  const replaced = await replacedPages(app.store.read, scan.sha256, pages.flatMap((page) => ('reason' in page && page.reason === 'superseded-version' ? [page.sourcePage] : [])))
  const unmatched = pages.flatMap((page) => {
    if (!('reason' in page)) return []
    const hand = discarded.get(page.sourcePage)
    const was = replaced.get(page.sourcePage)
    return [{ sourcePage: page.sourcePage, reason: page.reason, why: toldUnmatched({ ...page, was }), ...(was === undefined ? {} : { was }), ...(hand === undefined ? {} : { discarded: hand }) }]
  })
  const underWay = (await scansUnderWay(app.store.read)).some((one) => one.scan === scan.sha256)
  return { scan: scan.sha256, pagesRead: scan.pages, ...(underWay ? { underWay } : {}), documents, ...eSigned(await eSignedFileOf(app.store.read, scan.sha256)), unmatched }
}

function eSigned(file: StoredESignedFile | null): Pick<ScanReport, 'eSignatures' | 'issuedFile'> {
  if (file === null) return {}
  const { found: { signatures, sinceIssued }, issued } = file
  return { eSignatures: signatures, ...(issued === null || sinceIssued === null ? {} : { issuedFile: { ...issued, since: sinceIssued } }) }
}

/** What exactly these scanned pages of one exemplar show, whatever other uploads do, and the electronic signatures of that scan; there must be one at least. */
export async function reportOn(app: App, db: Db, shown: readonly MatchedPage[], scan: string): Promise<DocumentReport> {
  return reportAmong(shown, await knownPages(app, db, shown, scan))
}

/** The same, of what has been read already. */
export function reportAmong(shown: readonly MatchedPage[], known: KnownPages): DocumentReport {
  const [report] = documentReports(shown, { ...known, all: shown })
  if (report === undefined) throw new Error('no scanned page was given')
  return report
}

/** Pages of one exemplar with what examining each found. */
export async function showingsOf(db: Db, code: string, exemplar: number, pages: readonly MatchedPage[]): Promise<Showing[]> {
  const examinations = examinationsByPage(await examinationsOf(db, [{ code, exemplar }]))
  return pages.map((shown) => ({ shown, examination: examinations.get(nameOf(shown)) ?? null }))
}

async function knownPages(app: App, db: Db, shown: readonly MatchedPage[], scan: string): Promise<KnownPages> {
  const versions = await versionsWithCodes(db, codesOf(shown))
  return { ...(await pagesKnown(app, db, shown, versions)), eSignedBy: await eSignedParties(db, scan, versions), strays: await straysIn(db, scan) }
}

/** The pages of a scan that are of no document, and that nobody has decided about. */
export async function straysIn(db: Db, scan: string): Promise<NonNullable<KnownPages['strays']>> {
  const decided = new Set((await placementsOfScan(db, scan)).map(({ sourcePage }) => sourcePage))
  return { scan, sourcePages: (await pagesOfScan(db, scan)).flatMap((page) => ('reason' in page && page.reason !== 'blank' && !decided.has(page.sourcePage) ? [page.sourcePage] : [])) }
}

/** Everything known of the pages of these exemplars of these versions but what is of one upload (electronic signatures, stray sheets); read at once, since a customer has some thirty. The store gives each page's showings as received, the order that tells a rescan from a doubled sheet. */
export async function pagesKnown(app: App, db: Db, exemplars: readonly Exemplar[], issuedAs: readonly StoredVersion[]): Promise<KnownPages> {
  const versions = new Map(issuedAs.map((version) => [version.code, { ...version, superseded: version.supersededBy !== null, cancelled: version.cancelledAt !== null }]))
  const issued = exemplars.filter(({ code }) => versions.has(code))
  const [all, placements, kept] = await Promise.all([pagesOfExemplars(db, issued), placementsIn(db, issued), examinationsOf(db, issued)])
  const hands = new Map(placements.flatMap((placement) => (placement.assigned === null ? [] : [[nameOf(placement.assigned.shown), handOf(placement)] as const])))
  const examinations = examinationsByPage(kept)
  return { all, versionOf: (code) => versions.get(code) ?? null, examinationOf: (page) => examinations.get(nameOf(page)) ?? null, depth: app.config.scanDepth, assignedBy: (page) => hands.get(nameOf(page)) ?? null }
}

function examinationsByPage(kept: readonly StoredExamination[]): ReadonlyMap<string, PageExamination> {
  return new Map(kept.map(({ shown, examination }) => [nameOf(shown), examination]))
}

function nameOf({ scan, sourcePage, page }: Pick<MatchedPage, 'scan' | 'sourcePage' | 'page'>): string {
  return `${scan} ${sourcePage} ${page}`
}

function handOf({ event, by, on, reason, override }: PlacedByHand): PlacedByHand {
  return { event, by, on, reason, override }
}
