import { z } from 'zod'
import { replacedPageSchema, UNMATCHED_REASONS, type UnmatchedPage } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { eventBySequence } from '../storage/events.js'
import { replacedPages } from './replaced-pages.js'
import { toldUnmatched } from './unmatched-reasons.js'
import { placementsOfScan } from '../storage/placements.js'
import { possiblePages } from '../storage/possible-pages.js'
import { pageCounts, pagesOfScan, scanOf, waitingScansAfter, type Scan, type ScanPage } from '../storage/scans.js'
import { splitPictures } from '../storage/split-pictures.js'
import type { Db } from '../storage/store.js'
import { isCurrent, versionOf } from '../storage/versions.js'

const reason = z.enum(UNMATCHED_REASONS)
const hand = { event: z.int().positive(), by: z.string(), on: z.string(), reason: z.string(), override: z.string().nullable() }
const sourcePage = z.int().positive()

/** One scan's pages by what has become of them, in JSON: every page read is in a document, waiting on the desk, put away, or blank. */
export const deskScanSchema = z.strictObject({
  scan: z.string(), fileName: z.string(), receivedAt: z.string(),
  pages: z.strictObject({ read: z.int(), inDocuments: z.int(), waiting: z.int(), discarded: z.int(), blank: z.int() }),
  /** `why` the page is of no document, in Swedish; `candidates`, likeliest first: the pages in force that it may be by what it shows; `was`: the page of a document no longer in force that its code names. */
  waiting: z.array(z.strictObject({ sourcePage, reason, why: z.string(), was: replacedPageSchema.optional(), candidates: z.array(z.strictObject({ code: z.string(), title: z.string(), orgnr: z.string(), exemplar: z.int().positive(), page: sourcePage })) })),
  blank: z.array(sourcePage),
  /** `splitInto`: the scan of its two halves, where it was divided. */
  discarded: z.array(z.strictObject({ sourcePage, ...hand, splitInto: z.string().optional() })),
  assigned: z.array(z.strictObject({ sourcePage, code: z.string(), exemplar: z.int().positive(), page: z.int().positive(), ...hand })),
  /** The scans of halves of which something still counts or waits though the division was taken back. */
  halvesLeft: z.array(z.strictObject({ sourcePage, scan: z.string() })),
})

export type DeskScan = z.output<typeof deskScanSchema>

/** The scans with pages that wait for a person, in the order received. */
export async function desk(app: App): Promise<DeskScan[]> {
  return (await deskAfter(app, null, null)) ?? []
}

/** The same from the scan after `after`, at most so many, null for all; null when there is no scan `after`. */
export async function deskAfter(app: App, after: string | null, most: number | null): Promise<DeskScan[] | null> {
  const waiting = await waitingScansAfter(app.store.read, after, most)
  if (waiting === null) return null
  const listed: DeskScan[] = []
  for (const scan of waiting) listed.push(await deskOf(app, scan))
  return listed
}

/** What has become of every page of one scan, also when nothing of it waits. @throws Failure `scan-unknown` */
export async function deskScan(app: App, typed: string): Promise<DeskScan> {
  return deskOf(app, await scanOf(app.store.read, typed))
}

/** What one page of a scan shows now. @throws Failure `scan-unknown`, `page-unknown` */
export async function scannedPage(app: App, typed: string, number: number): Promise<{ readonly scan: Scan; readonly page: ScanPage }> {
  const scan = await scanOf(app.store.read, typed)
  const page = (await pagesOfScan(app.store.read, scan.sha256)).find((one) => one.sourcePage === number)
  if (page === undefined) throw new Failure('page-unknown', `${scan.fileName} har ingen sida ${number}: filen har ${scan.pages === 1 ? '1 sida' : `${scan.pages} sidor`}. Sidorna räknas från 1 i filen; se ”desk list”.`)
  return { scan, page }
}

/** What a page shows as `db` sees it: in a transaction, also what another has found since the page was looked at. */
export async function pageNow(db: Db, { scan, sourcePage: number }: Pick<ScanPage, 'scan' | 'sourcePage'>): Promise<ScanPage> {
  const page = (await pagesOfScan(db, scan)).find((one) => one.sourcePage === number)
  if (page === undefined) throw new Error(`page ${number} of scan ${scan} is no longer recorded`)
  return page
}

/** What an event about a scanned page is about: the document and exemplar that its code names, if any. */
export async function whatPageIsOf(db: Db, page: ScanPage): Promise<{ readonly orgnr: string | null; readonly code: string | null; readonly exemplar: number | null }> {
  const version = 'code' in page ? await versionOf(db, page.code) : null
  return { orgnr: version?.orgnr ?? null, code: version?.code ?? null, exemplar: 'code' in page ? page.exemplar : null }
}

async function deskOf(app: App, { sha256, fileName, receivedAt, pages: read }: Scan): Promise<DeskScan> {
  const pages = await pagesOfScan(app.store.read, sha256)
  const placements = await placementsOfScan(app.store.read, sha256)
  const handOf = ({ event, by, on, reason: why, override }: (typeof placements)[number]) => ({ event, by, on, reason: why, override })
  const discarded: DeskScan['discarded'] = []
  for (const placement of placements.filter(({ assigned }) => assigned === null)) {
    const decision = (await eventBySequence(app.store.read, placement.event))?.event
    discarded.push({ sourcePage: placement.sourcePage, ...handOf(placement), ...(decision?.type === 'page-split' ? { splitInto: decision.into } : {}) })
  }
  const assigned = placements.flatMap((placement) => (placement.assigned === null ? [] : [{ sourcePage: placement.sourcePage, code: placement.assigned.shown.code, exemplar: placement.assigned.shown.exemplar, page: placement.assigned.shown.page, ...handOf(placement) }]))
  const open = pages.filter((page): page is UnmatchedPage => 'reason' in page && !discarded.some((one) => one.sourcePage === page.sourcePage))
  const possible = await candidatesOf(app, sha256)
  const replaced = await replacedPages(app.store.read, sha256, open.flatMap((page) => (page.reason === 'superseded-version' ? [page.sourcePage] : [])))
  const waiting = open.filter((page) => page.reason !== 'blank').map((page) => {
    const was = replaced.get(page.sourcePage)
    return { sourcePage: page.sourcePage, reason: page.reason, why: toldUnmatched({ ...page, was }), ...(was === undefined ? {} : { was }), candidates: possible.get(page.sourcePage) ?? [] }
  })
  const blank = open.filter((page) => page.reason === 'blank').map((page) => page.sourcePage)
  const inDocuments = pages.filter((page) => 'code' in page).length
  const halvesLeft = await halvesLeftOf(app, sha256, discarded)
  return { scan: sha256, fileName, receivedAt, pages: { read, inDocuments, waiting: waiting.length, discarded: discarded.length, blank: blank.length }, waiting, blank, discarded, assigned, halvesLeft }
}

async function halvesLeftOf(app: App, sha256: string, discarded: DeskScan['discarded']): Promise<DeskScan['halvesLeft']> {
  const inForce = new Set(discarded.map(({ splitInto }) => splitInto))
  const former = new Map((await splitPictures(app.store.read)).filter(({ scan, into }) => scan === sha256 && !inForce.has(into)).map(({ into, sourcePage: page }) => [into, page]))
  const counts = await pageCounts(app.store.read, [...former.keys()])
  return [...former].filter(([into]) => (counts.get(into)?.inDocuments ?? 0) + (counts.get(into)?.waiting ?? 0) > 0).map(([scan, page]) => ({ sourcePage: page, scan }))
}

type Candidates = DeskScan['waiting'][number]['candidates']

/** What the pages of a scan may be, of that which is in force now. */
async function candidatesOf(app: App, scan: string): Promise<Map<number, Candidates>> {
  const found = new Map<number, Candidates>()
  for (const { sourcePage: number, code, exemplar, page } of await possiblePages(app.store.read, scan)) {
    const version = await versionOf(app.store.read, code)
    if (version !== null && isCurrent(version)) found.set(number, [...(found.get(number) ?? []), { code, title: version.title, orgnr: version.orgnr, exemplar, page }])
  }
  return found
}
