import type { IssuedVersion, PageEvidence } from '../contracts/event.js'
import type { Party } from '../contracts/kind.js'
import { newestShowing } from './newest-showing.js'
import type { MatchedPage } from './scan-report.js'

/** What a scan offers as evidence for one exemplar: a page of the scan or, where it does not have it just once, the newest of any upload. */
export interface Evidence {
  readonly pages: readonly PageEvidence[]
  readonly missing: readonly number[]
  /** Pages whose newest upload has them twice, as in the report on the scan. */
  readonly duplicated: readonly number[]
  /** Pages where the party signs that the scan itself does not hold: nobody can confirm what nobody is shown. */
  readonly unseen: readonly number[]
}

/** The evidence `scan` gives that `party` has signed one exemplar; `party` null asks for the pages alone. `known` holds every matched page of the exemplar, oldest upload first. */
export function evidenceFor(scan: string, version: Pick<IssuedVersion, 'pageCount' | 'signatureBoxes'>, known: readonly MatchedPage[], party: Party | null): Evidence {
  const pages: PageEvidence[] = []
  const missing: number[] = []
  const duplicated: number[] = []
  for (let page = 1; page <= version.pageCount; page += 1) {
    const newest = newestShowing(known, page)
    if (newest === null) {
      missing.push(page)
      continue
    }
    if (newest.doubled) duplicated.push(page)
    const here = known.filter((candidate) => candidate.page === page && candidate.scan === scan)
    // Of a sheet doubled here and scanned once since, the later one counts.
    const { scan: from, sourcePage, rotation } = here.length === 1 ? (here[0] ?? newest.shown) : newest.shown
    pages.push({ page, scan: from, sourcePage, rotation })
  }
  const signing = new Set(version.signatureBoxes.filter((box) => box.party === party).map((box) => box.page))
  const unseen = [...signing].filter((page) => !pages.some((evidence) => evidence.page === page && evidence.scan === scan)).sort((a, b) => a - b)
  return { pages, missing, duplicated, unseen }
}
