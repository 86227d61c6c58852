import type { IssuedVersion, PageEvidence } from '../contracts/event.js'
import type { Party } from '../contracts/kind.js'
import type { MatchedPage } from './scan-report.js'

/** What a scan offers as evidence for one exemplar: a page of the scan or, where it has none, the newest of another upload. */
export interface Evidence {
  readonly pages: readonly PageEvidence[]
  readonly missing: readonly number[]
  /** Pages that come twice in the scan itself. */
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
    const shown = known.filter((candidate) => candidate.page === page)
    const here = shown.filter((candidate) => candidate.scan === scan)
    if (here.length > 1) duplicated.push(page)
    const best = here[0] ?? shown.at(-1)
    if (best === undefined) missing.push(page)
    else pages.push({ page, scan: best.scan, sourcePage: best.sourcePage, rotation: best.rotation })
  }
  const signing = new Set(version.signatureBoxes.filter((box) => box.party === party).map((box) => box.page))
  const unseen = [...signing].filter((page) => !pages.some((evidence) => evidence.page === page && evidence.scan === scan)).sort((a, b) => a - b)
  return { pages, missing, duplicated, unseen }
}
