import { documentReports, type KnownPages } from '../../signing/document-report.js'
import type { Showing } from '../../signing/counting-showing.js'
import type { ScannedVersion } from '../../signing/match-pages.js'
import type { PageExamination } from '../../signing/page-examination.js'
import type { DocumentReport, MatchedPage, PlacedByHand, ScanReport } from '../../signing/scan-report.js'
import type { App } from '../app.js'
import { scansUnderWay } from '../storage/arrivals.js'
import { eSignedParties } from './e-signed-parties.js'
import { eSignedFileOf, type StoredESignedFile } from '../storage/e-signed-files.js'
import { examinationsOf } from '../storage/page-examinations.js'
import { placementsIn, placementsOfScan } from '../storage/placements.js'
import { pagesOfExemplar, pagesOfScan, scanOf } from '../storage/scans.js'
import type { Db } from '../storage/store.js'
import { versionOf } from '../storage/versions.js'

/** What is known now of a scan received before, judged with every page of every upload. @throws Failure `scan-unknown` */
export async function scanReport(app: App, typed: string): Promise<ScanReport> {
  const scan = await scanOf(app.store.read, typed)
  const pages = await pagesOfScan(app.store.read, scan.sha256)
  const shown = pages.filter((page) => 'code' in page)
  const documents = documentReports(shown, await knownPages(app, app.store.read, shown, scan.sha256))
  const discarded = new Map((await placementsOfScan(app.store.read, scan.sha256)).flatMap((placement) => (placement.assigned === null ? [[placement.sourcePage, handOf(placement)] as const] : [])))
  const unmatched = pages.flatMap((page) => {
    if (!('reason' in page)) return []
    const hand = discarded.get(page.sourcePage)
    return [{ sourcePage: page.sourcePage, reason: page.reason, ...(hand === undefined ? {} : { discarded: hand }) }]
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
  const [report] = documentReports(shown, { ...(await knownPages(app, db, shown, scan)), all: shown })
  if (report === undefined) throw new Error('no scanned page was given')
  return report
}

/** Pages of one exemplar with what examining each found. */
export async function showingsOf(db: Db, code: string, exemplar: number, pages: readonly MatchedPage[]): Promise<Showing[]> {
  const kept = await examinationsOf(db, code, exemplar)
  return pages.map((shown) => ({ shown, examination: kept.find((one) => one.shown.scan === shown.scan && one.shown.sourcePage === shown.sourcePage && one.shown.page === shown.page)?.examination ?? null }))
}

/** The store gives each page's showings as received, the order that tells a rescan from a doubled sheet. */
async function knownPages(app: App, db: Db, shown: readonly MatchedPage[], scan: string): Promise<KnownPages> {
  const versions = new Map<string, ScannedVersion>()
  const all: MatchedPage[] = []
  const examinations = new Map<string, PageExamination>()
  const hands = new Map<string, PlacedByHand>()
  const nameOf = ({ scan, sourcePage, page }: Pick<MatchedPage, 'scan' | 'sourcePage' | 'page'>): string => `${scan} ${sourcePage} ${page}`
  for (const [code, exemplar] of new Map(shown.map((page) => [`${page.code} ${page.exemplar}`, [page.code, page.exemplar] as const])).values()) {
    const version = await versionOf(db, code)
    if (version === null) continue
    versions.set(code, { ...version, superseded: version.supersededBy !== null, cancelled: version.cancelledAt !== null })
    all.push(...(await pagesOfExemplar(db, code, exemplar)))
    for (const placement of await placementsIn(db, code, exemplar)) if (placement.assigned !== null) hands.set(nameOf(placement.assigned.shown), handOf(placement))
    for (const kept of await examinationsOf(db, code, exemplar)) examinations.set(nameOf(kept.shown), kept.examination)
  }
  return { all, versionOf: (code) => versions.get(code) ?? null, examinationOf: (page) => examinations.get(nameOf(page)) ?? null, depth: app.config.scanDepth, eSignedBy: await eSignedParties(db, scan, [...versions.values()].map(({ orgnr }) => orgnr)), assignedBy: (page) => hands.get(nameOf(page)) ?? null }
}

function handOf({ event, by, on, reason, override }: PlacedByHand): PlacedByHand {
  return { event, by, on, reason, override }
}
