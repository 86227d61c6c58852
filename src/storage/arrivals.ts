import type { Db, Transaction } from './store.js'

export const WAYS_IN = ['command', 'upload', 'folder'] as const

/** One time that a scan's bytes came in. */
export interface Arrival {
  readonly scan: string
  readonly fileName: string
  readonly via: (typeof WAYS_IN)[number]
  readonly at: string
  /** The same for the same arrival tried again after the program was killed. */
  readonly mark: string
}

/** An arrival as people are told of it. */
export type ToldArrival = Omit<Arrival, 'mark'>

/** A scan whose reading has begun and not ended, and the process that began it. */
export interface UnderWay {
  readonly scan: string
  readonly begunAt: string
  readonly pid: number
}

/** Records that a scan came in, unless that very arrival is recorded. */
export async function insertArrival(tx: Transaction, { scan, fileName, via, at, mark }: Arrival): Promise<void> {
  await tx.insertInto('scan_arrival').values({ scan, file_name: fileName, via, arrived_at: at, mark }).onConflict((conflict) => conflict.columns(['scan', 'mark']).doNothing()).execute()
}

/** Every time that scans came in, in that order; of some scans when asked. */
export async function arrivals(db: Db, { scans }: { readonly scans?: readonly string[] } = {}): Promise<Arrival[]> {
  if (scans?.length === 0) return []
  let asked = db.selectFrom('scan_arrival').selectAll().orderBy('id')
  if (scans !== undefined) asked = asked.where('scan', 'in', scans)
  return (await asked.execute()).map((row) => ({ scan: row.scan, fileName: row.file_name, via: row.via, at: row.arrived_at, mark: row.mark }))
}

/** The latest arrivals, by one way when asked, newest first, with how many pages were read of each; 0 as long as none has been. */
export async function latestArrivals(db: Db, most: number, via?: Arrival['via']): Promise<(ToldArrival & { readonly pages: number })[]> {
  const asked = via === undefined ? db.selectFrom('scan_arrival') : db.selectFrom('scan_arrival').where('via', '=', via)
  const rows = await asked.innerJoin('scan', 'scan.sha256', 'scan_arrival.scan').select(['scan_arrival.scan', 'scan_arrival.file_name', 'via', 'arrived_at', 'pages']).orderBy('scan_arrival.id', 'desc').limit(most).execute()
  return rows.map((row) => ({ scan: row.scan, fileName: row.file_name, via: row.via, at: row.arrived_at, pages: row.pages }))
}

/** Says that this process reads the scan now, whoever did before. */
export async function beginReading(tx: Transaction, { scan, begunAt, pid }: UnderWay): Promise<void> {
  await tx.insertInto('scan_under_way').values({ scan, begun_at: begunAt, pid }).onConflict((conflict) => conflict.column('scan').doUpdateSet({ begun_at: begunAt, pid })).execute()
}

/** Says that the scan has been read to its end. */
export async function endReading(tx: Transaction, scan: string): Promise<void> {
  await tx.deleteFrom('scan_under_way').where('scan', '=', scan).execute()
}

/** The scans whose reading has not ended, the oldest first. */
export async function scansUnderWay(db: Db): Promise<UnderWay[]> {
  const rows = await db.selectFrom('scan_under_way').selectAll().orderBy('begun_at').orderBy('scan').execute()
  return rows.map((row) => ({ scan: row.scan, begunAt: row.begun_at, pid: row.pid }))
}
