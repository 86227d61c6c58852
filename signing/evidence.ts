import type { IssuedVersion, PageEvidence } from '../contracts/event.js'
import type { Party } from '../contracts/kind.js'
import { countingShowing, leftUnexamined, type CountingShowing, type Showing } from './counting-showing.js'
import type { MatchedPage } from './scan-report.js'

/** What a scan offers as evidence for one exemplar: where the party signs (initials aside) its own pages, elsewhere the page that counts among all uploads. */
export interface Evidence {
  readonly pages: readonly PageEvidence[]
  readonly missing: readonly number[]
  /** Pages of which nobody knows which sheet counts, as in the report on the scan. */
  readonly duplicated: readonly number[]
  /** Pages where the party signs that the scan itself does not hold: nobody can confirm what nobody is shown. */
  readonly unseen: readonly number[]
  /** Pages that look changed in an upload as late as the one offered, or later. */
  readonly changedSince: readonly number[]
  /** Pages of which the newest showing was not examined, while another is offered. */
  readonly unexaminedSince: readonly number[]
  /** Pages that an upload as late as the one offered, or later, shows too coarsely to be compared, while the one offered is not too coarse. */
  readonly illegibleSince: readonly number[]
  /** Pages that another upload shows with a signature that the counting one has not. */
  readonly contradicted: readonly number[]
}

/** The evidence `scan` gives that `party` has signed one exemplar; `party` null asks for the pages alone. `known` holds every matched page of the exemplar, oldest upload first. */
export function evidenceFor(scan: string, version: Pick<IssuedVersion, 'pageCount' | 'signatureBoxes'>, known: readonly Showing[], party: Party | null): Evidence {
  const signing = new Set(version.signatureBoxes.filter((box) => box.party === party && box.initials !== true).map((box) => box.page))
  const evidence = { pages: [] as PageEvidence[], missing: [] as number[], duplicated: [] as number[], unseen: [] as number[], changedSince: [] as number[], unexaminedSince: [] as number[], illegibleSince: [] as number[], contradicted: [] as number[] }
  for (let page = 1; page <= version.pageCount; page += 1) {
    const showings = known.filter(({ shown }) => shown.page === page)
    const overall = countingShowing(showings, scan)
    const own = signing.has(page) ? countingShowing(showings.filter(({ shown }) => shown.scan === scan)) : overall
    if (overall === null) evidence.missing.push(page)
    if (overall?.doubled === true) evidence.duplicated.push(page)
    if (overall !== null && overall.changedSince !== null) evidence.changedSince.push(page)
    if (overall !== null && overall.illegibleSince !== null) evidence.illegibleSince.push(page)
    if (overall?.contradicted === true) evidence.contradicted.push(page)
    const isSeen = own !== null && (!signing.has(page) || !own.doubled)
    if (signing.has(page) && !isSeen) evidence.unseen.push(page)
    const offered = isSeen ? own : overall
    if (overall !== null && offered !== null && isPassedOver(overall, offered)) evidence.unexaminedSince.push(page)
    if (offered !== null) evidence.pages.push(evidenceOf(offered.counting.shown))
  }
  return evidence
}

/** Whether another showing than the one offered may say more, and was not examined. */
function isPassedOver(overall: CountingShowing, offered: CountingShowing): boolean {
  const unexamined = leftUnexamined(overall)
  return unexamined !== null && unexamined !== offered.counting
}

function evidenceOf({ page, scan, sourcePage, rotation }: MatchedPage): PageEvidence {
  return { page, scan, sourcePage, rotation }
}
