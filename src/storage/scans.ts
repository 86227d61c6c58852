import { sql, type Selectable } from 'kysely'
import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import { UNMATCHED_REASONS, type MatchedPage, type UnmatchedPage } from '../../signing/scan-report.js'
import type { ScanPageTable, ScanTable } from './database.js'
import { codesOf, isOneOf, placementsIn, placementsOfScan, type Exemplar } from './placements.js'
import { originOfScans } from './split-pictures.js'
import type { Db, Transaction } from './store.js'

/** Keeps one statement well under SQLite's limit of bound parameters. */
const PAGES_PER_INSERT = 500

const SHORTEST_PREFIX = 8

/** An uploaded file of scanned pages; its bytes lie in the archive under `sha256`. */
export interface Scan {
  readonly sha256: string
  readonly fileName: string
  readonly bytes: number
  readonly mediaType: string
  readonly receivedAt: string
  readonly pages: number
}

/** What was seen on one page of a scan. */
export type ScanPage = MatchedPage | UnmatchedPage

const unmatchedReason = z.enum(UNMATCHED_REASONS)
const quarterTurn = z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)])

/** Records a scan whose pages could not be read, unless it is recorded already: what was seen of it before stays. True when the scan is new. */
export async function insertUnreadScan(tx: Transaction, scan: Omit<Scan, 'pages'>): Promise<boolean> {
  const result = await tx
    .insertInto('scan')
    .values({ sha256: scan.sha256, file_name: scan.fileName, bytes: scan.bytes, media_type: scan.mediaType, received_at: scan.receivedAt, pages: 0 })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** Records a scan and its pages; the same bytes read again only replace what their pages were seen to be, and how many they are. True when the scan is new. */
export async function insertScan(tx: Transaction, scan: Scan, pages: readonly ScanPage[]): Promise<boolean> {
  const isNew = await insertUnreadScan(tx, scan)
  await tx.updateTable('scan').set({ pages: scan.pages }).where('sha256', '=', scan.sha256).execute()
  await tx.deleteFrom('scan_page').where('scan', '=', scan.sha256).execute()
  const rows = pages.map(rowOf)
  for (let start = 0; start < rows.length; start += PAGES_PER_INSERT) {
    await tx.insertInto('scan_page').values(rows.slice(start, start + PAGES_PER_INSERT)).execute()
  }
  return isNew
}

/**
 * The scan with that SHA-256, or with the only one that begins so (at least 8 digits).
 * @throws Failure 'scan-unknown' when there is none, or more than one.
 */
export async function scanOf(db: Db, sha256OrPrefix: string): Promise<Scan> {
  const prefix = sha256OrPrefix.toLowerCase()
  if (!/^[0-9a-f]{8,64}$/.test(prefix)) {
    throw new Failure('scan-unknown', `”${sha256OrPrefix}” är ingen beteckning på en skanning. Ange minst ${SHORTEST_PREFIX} tecken (0-9, a-f) ur det som kommandot scan skrev ut.`)
  }
  const rows = await db.selectFrom('scan').selectAll().where('sha256', '>=', prefix).where('sha256', '<=', `${prefix}g`).orderBy('sha256').limit(2).execute()
  const [found, other] = rows
  if (found === undefined) throw new Failure('scan-unknown', `Ingen skanning börjar med ${prefix}. Läs in filen med kommandot scan först.`)
  if (other !== undefined) throw new Failure('scan-unknown', `Flera skanningar börjar med ${prefix}. Ange fler tecken.`)
  return scanFrom(found)
}

/** Every scan, in the order received. */
export async function scans(db: Db): Promise<Scan[]> {
  const rows = await db.selectFrom('scan').selectAll().orderBy('received_at').orderBy('sha256').execute()
  return rows.map(scanFrom)
}

/** Scans in the order received from the one after `after`, at most so many, null for all; null when there is no scan `after`. */
export async function scansAfter(db: Db, after: string | null, most: number | null): Promise<Scan[] | null> {
  let query = db.selectFrom('scan').selectAll().orderBy('received_at').orderBy('sha256')
  if (after !== null) {
    const last = await db.selectFrom('scan').select(['received_at', 'sha256']).where('sha256', '=', after).executeTakeFirst()
    if (last === undefined) return null
    query = query.where(sql<boolean>`(received_at, sha256) > (${last.received_at}, ${last.sha256})`)
  }
  return (await (most === null ? query : query.limit(most)).execute()).map(scanFrom)
}

/** Every scanned page that shows a page of that exemplar, over all scans, as its code or a person says: by page, then in the order received, halves of a divided picture as it was. */
export function pagesOfExemplar(db: Db, code: string, exemplar: number): Promise<MatchedPage[]> {
  return pagesOfExemplars(db, [{ code, exemplar }])
}

/** The same for several exemplars at once. */
export async function pagesOfExemplars(db: Db, exemplars: readonly Exemplar[]): Promise<MatchedPage[]> {
  const rows = await db
    .selectFrom('scan_page')
    .leftJoin('page_placement', (join) => join.onRef('page_placement.scan', '=', 'scan_page.scan').onRef('page_placement.source_page', '=', 'scan_page.source_page').on('page_placement.taken_back_by', 'is', null))
    .selectAll('scan_page')
    .where('page_placement.event', 'is', null)
    .where('scan_page.code', 'in', codesOf(exemplars))
    .execute()
  const byHand = (await placementsIn(db, exemplars)).flatMap(({ assigned }) => (assigned === null ? [] : [assigned.shown]))
  const pages = [...rows.filter(isOneOf(exemplars)).map(pageFrom).filter((page) => 'code' in page), ...byHand]
  const originOf = await originOfScans(db)
  const received = new Map((await db.selectFrom('scan').select(['sha256', 'received_at']).where('sha256', 'in', [...new Set(pages.map(({ scan }) => originOf(scan)))]).execute()).map((row) => [row.sha256, row.received_at]))
  const order = ({ page, scan, sourcePage }: MatchedPage): string => [String(page).padStart(6, '0'), received.get(originOf(scan)), scan, String(sourcePage).padStart(6, '0')].join(' ')
  return pages.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
}

/** The exemplars in force of which uploads have brought some pages, as their codes say, and not all; those last heard of first, at most so many. */
export async function incompleteExemplars(db: Db, most: number): Promise<{ readonly code: string; readonly exemplar: number; readonly pageCount: number }[]> {
  const rows = await db.selectFrom('scan_page').innerJoin('version', 'version.code', 'scan_page.code').innerJoin('scan', 'scan.sha256', 'scan_page.scan')
    .select(['version.code', 'scan_page.exemplar', 'version.page_count']).where('superseded_by', 'is', null).where('cancelled_at', 'is', null).where('stage', '=', 'signing')
    .groupBy(['version.code', 'scan_page.exemplar', 'version.page_count']).having((of) => of(of.fn.count('scan_page.page').distinct(), '<', of.ref('version.page_count')))
    .orderBy((of) => of.fn.max('received_at'), 'desc').orderBy(sql`version.rowid`).orderBy('scan_page.exemplar').limit(most).execute()
  return rows.flatMap(({ code, exemplar, page_count: pageCount }) => (exemplar === null ? [] : [{ code, exemplar, pageCount }]))
}

/** The papers in force, those of which no upload has brought a page before the others, the last issued first, at most so many. */
export async function papersInForce(db: Db, most: number): Promise<{ readonly orgnr: string; readonly code: string; readonly pageCount: number }[]> {
  const rows = await db.selectFrom('version').select(['orgnr', 'code', 'page_count']).where('superseded_by', 'is', null).where('cancelled_at', 'is', null).where('stage', '=', 'signing')
    .orderBy((of) => of.exists(of.selectFrom('scan_page').select('scan_page.scan').whereRef('scan_page.code', '=', 'version.code'))).orderBy('issued_at', 'desc').orderBy(sql`rowid`, 'desc').limit(most).execute()
  return rows.map(({ orgnr, code, page_count: pageCount }) => ({ orgnr, code, pageCount }))
}

/** What each page of a scan shows, in the file's order: as a person has decided, else as it was seen. One that a person has put away shows what it was seen to show, or that it was put away. */
export async function pagesOfScan(db: Db, sha256: string): Promise<ScanPage[]> {
  const placed = new Map((await placementsOfScan(db, sha256)).map((placement) => [placement.sourcePage, placement]))
  return (await pagesSeen(db, sha256)).map((page) => {
    const placement = placed.get(page.sourcePage)
    if (placement === undefined) return page
    return placement.assigned?.shown ?? ('reason' in page ? page : { scan: sha256, sourcePage: page.sourcePage, reason: 'set-aside' })
  })
}

/** So many scans from the one at `from` counted from the latest, and how many there are in all. */
export async function latestScans(db: Db, { from, most }: { readonly from: number; readonly most: number }): Promise<{ readonly scans: Scan[]; readonly total: number }> {
  const { total } = await db.selectFrom('scan').select((of) => of.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await db.selectFrom('scan').selectAll().orderBy('received_at', 'desc').orderBy('sha256', 'desc').offset(from).limit(most).execute()
  return { scans: rows.map(scanFrom), total }
}

/** What those scans' files are called, by SHA-256. */
export async function scanFileNames(db: Db, scans: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = scans.length === 0 ? [] : await db.selectFrom('scan').select(['sha256', 'file_name']).where('sha256', 'in', scans).execute()
  return new Map(rows.map((row) => [row.sha256, row.file_name]))
}

/** What has become of the pages of a scan. */
export interface PageCounts {
  readonly inDocuments: number
  readonly waiting: number
  readonly discarded: number
  readonly blank: number
}

/** What has become of the pages of these scans, by SHA-256; one of which nothing was seen is left out. */
export async function pageCounts(db: Db, scans: readonly string[]): Promise<ReadonlyMap<string, PageCounts>> {
  if (scans.length === 0) return new Map()
  const counted = (condition: ReturnType<typeof sql<boolean>>) => sql<number>`count(case when ${condition} then 1 end)`
  const rows = await db.selectFrom('scan_page')
    .leftJoin('page_placement', (join) => join.onRef('page_placement.scan', '=', 'scan_page.scan').onRef('page_placement.source_page', '=', 'scan_page.source_page').on('page_placement.taken_back_by', 'is', null))
    .where('scan_page.scan', 'in', scans).groupBy('scan_page.scan').select('scan_page.scan')
    .select([
      counted(sql`page_placement.code is not null or (page_placement.event is null and scan_page.code is not null)`).as('inDocuments'),
      counted(sql`page_placement.event is null and scan_page.reason <> 'blank'`).as('waiting'),
      counted(sql`page_placement.event is not null and page_placement.code is null`).as('discarded'),
      counted(sql`page_placement.event is null and scan_page.reason = 'blank'`).as('blank'),
    ]).execute()
  return new Map(rows.map(({ scan, ...counts }) => [scan, counts]))
}

/** The exemplars of these versions that some scanned page shows, as its code or a person says. */
export async function exemplarsSeen(db: Db, codes: readonly string[]): Promise<readonly { readonly code: string | null; readonly exemplar: number | null }[]> {
  if (codes.length === 0) return []
  const byCode = db.selectFrom('scan_page').select(['code', 'exemplar']).where('code', 'in', codes)
  return byCode.union(db.selectFrom('page_placement').select(['code', 'exemplar']).where('code', 'in', codes).where('taken_back_by', 'is', null)).execute()
}

/** What was seen on each page of a scan when it was read, in the file's order. */
export async function pagesSeen(db: Db, sha256: string): Promise<ScanPage[]> {
  const rows = await db.selectFrom('scan_page').selectAll().where('scan', '=', sha256).orderBy('source_page').execute()
  return rows.map(pageFrom)
}

/** The scans with pages that wait for a person, in the order received, at most so many, with how many wait; and how many such scans there are. */
export async function waitingScans(db: Db, most: number): Promise<{ readonly scans: (Pick<Scan, 'sha256' | 'fileName' | 'receivedAt'> & { readonly waiting: number })[]; readonly total: number }> {
  const rows = await db.selectFrom('scan_page').innerJoin('scan', 'scan.sha256', 'scan_page.scan')
    .leftJoin('page_placement', (join) => join.onRef('page_placement.scan', '=', 'scan_page.scan').onRef('page_placement.source_page', '=', 'scan_page.source_page').on('page_placement.taken_back_by', 'is', null))
    .select(['scan.sha256', 'scan.file_name', 'scan.received_at']).select((of) => of.fn.countAll<number>().as('waiting'))
    .where('page_placement.event', 'is', null).where('scan_page.reason', 'is not', null).where('scan_page.reason', '<>', 'blank')
    .groupBy('scan.sha256').orderBy('received_at').orderBy('scan.sha256').execute()
  return { scans: rows.slice(0, most).map((row) => ({ sha256: row.sha256, fileName: row.file_name, receivedAt: row.received_at, waiting: row.waiting })), total: rows.length }
}

/** The scans with pages that wait for a person, in the order received from the one after `after`, at most so many, null for all; null when there is no scan `after`. */
export async function waitingScansAfter(db: Db, after: string | null, most: number | null): Promise<Scan[] | null> {
  let query = db.selectFrom('scan').selectAll().orderBy('received_at').orderBy('sha256').where('sha256', 'in', (of) => of.selectFrom('scan_page').select('scan_page.scan')
    .leftJoin('page_placement', (join) => join.onRef('page_placement.scan', '=', 'scan_page.scan').onRef('page_placement.source_page', '=', 'scan_page.source_page').on('page_placement.taken_back_by', 'is', null))
    .where('page_placement.event', 'is', null).where('scan_page.reason', 'is not', null).where('scan_page.reason', '<>', 'blank'))
  if (after !== null) {
    const last = await db.selectFrom('scan').select(['received_at', 'sha256']).where('sha256', '=', after).executeTakeFirst()
    if (last === undefined) return null
    query = query.where(sql<boolean>`(received_at, sha256) > (${last.received_at}, ${last.sha256})`)
  }
  return (await (most === null ? query : query.limit(most)).execute()).map(scanFrom)
}

function rowOf(page: ScanPage): Selectable<ScanPageTable> {
  const place = { scan: page.scan, source_page: page.sourcePage }
  if ('reason' in page) return { ...place, reason: page.reason, code: null, exemplar: null, page: null, page_count: null, rotation: null, unread_why: page.unread ?? null }
  return { ...place, reason: null, code: page.code, exemplar: page.exemplar, page: page.page, page_count: page.pageCount, rotation: page.rotation, unread_why: null }
}

function pageFrom(row: Selectable<ScanPageTable>): ScanPage {
  const place = { scan: row.scan, sourcePage: row.source_page }
  if (row.code === null || row.exemplar === null || row.page === null || row.page_count === null) {
    return { ...place, reason: unmatchedReason.parse(row.reason), ...(row.unread_why === null ? {} : { unread: row.unread_why }) }
  }
  return { ...place, code: row.code, exemplar: row.exemplar, page: row.page, pageCount: row.page_count, rotation: quarterTurn.parse(row.rotation) }
}

function scanFrom(row: Selectable<ScanTable>): Scan {
  return { sha256: row.sha256, fileName: row.file_name, bytes: row.bytes, mediaType: row.media_type, receivedAt: row.received_at, pages: row.pages }
}
