import type { ReplacedPage } from '../../signing/scan-report.js'
import { customerOf } from '../storage/customers.js'
import { possiblePages } from '../storage/possible-pages.js'
import type { Db } from '../storage/store.js'
import { isCurrent, versionOf } from '../storage/versions.js'

/** Of the pages of a scan whose codes name a document that counts no longer: which page of what, whose it was and what took its place, by page in the file. */
export async function replacedPages(db: Db, scan: string, sourcePages: readonly number[]): Promise<ReadonlyMap<number, ReplacedPage>> {
  const found = new Map<number, ReplacedPage>()
  if (sourcePages.length === 0) return found
  for (const { sourcePage, code, exemplar, page } of await possiblePages(db, scan)) {
    const version = sourcePages.includes(sourcePage) ? await versionOf(db, code) : null
    if (version === null || isCurrent(version)) continue
    const customer = (await customerOf(db, version.orgnr))?.name ?? version.orgnr
    found.set(sourcePage, { code, title: version.title, orgnr: version.orgnr, customer, exemplar, page, replacedBy: await inForceAfter(db, version.supersededBy) })
  }
  return found
}

/** The last in the row of those that took each other's place; null when it was cancelled, or nothing took the first one's. */
async function inForceAfter(db: Db, code: string | null): Promise<string | null> {
  const version = code === null ? null : await versionOf(db, code)
  if (version === null) return null
  return isCurrent(version) ? version.code : inForceAfter(db, version.supersededBy)
}
