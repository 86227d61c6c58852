import { sql } from 'kysely'
import type { Db } from './store.js'

/** A scanned picture that a person has at some time said shows two pages, and the scan of its halves. */
export interface SplitPicture {
  readonly scan: string
  readonly sourcePage: number
  readonly into: string
}

/** Every picture that has been divided, also where that was taken back: the halves stay scans. */
export async function splitPictures(db: Db): Promise<SplitPicture[]> {
  return db.selectFrom('event').where('type', '=', 'page-split').orderBy('sequence')
    .select([sql<string>`payload_json ->> 'scan'`.as('scan'), sql<number>`payload_json ->> 'sourcePage'`.as('sourcePage'), sql<string>`payload_json ->> 'into'`.as('into')]).execute()
}

/** Which scan the paper of a scan was laid down for: halves show paper as it was when their picture came, every other scan as when it came itself. */
export async function originOfScans(db: Db): Promise<(scan: string) => string> {
  const pictures = new Map((await splitPictures(db)).map(({ into, scan }) => [into, scan]))
  const originOf = (scan: string): string => {
    const picture = pictures.get(scan)
    return picture === undefined ? scan : originOf(picture)
  }
  return originOf
}
