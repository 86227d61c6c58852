import type { MatchedPage } from '../../signing/scan-report.js'
import type { Db, Transaction } from './store.js'

/** An issued page that a scanned page may be. */
export type PossiblePage = Pick<MatchedPage, 'scan' | 'sourcePage' | 'code' | 'exemplar' | 'page'>

/** Keeps what the pages of a scan may be, the likeliest of each first, in place of what was kept before. */
export async function keepPossiblePages(tx: Transaction, scan: string, possible: readonly PossiblePage[]): Promise<void> {
  await tx.deleteFrom('possible_page').where('scan', '=', scan).execute()
  const ranks = new Map<number, number>()
  for (const { sourcePage, code, exemplar, page } of possible) {
    const rank = (ranks.get(sourcePage) ?? 0) + 1
    ranks.set(sourcePage, rank)
    await tx.insertInto('possible_page').values({ scan, source_page: sourcePage, rank, code, exemplar, page }).execute()
  }
}

/** What the pages of a scan may be, by page, the likeliest first. */
export async function possiblePages(db: Db, scan: string): Promise<PossiblePage[]> {
  const rows = await db.selectFrom('possible_page').selectAll().where('scan', '=', scan).orderBy('source_page').orderBy('rank').execute()
  return rows.map((row) => ({ scan, sourcePage: row.source_page, code: row.code, exemplar: row.exemplar, page: row.page }))
}
