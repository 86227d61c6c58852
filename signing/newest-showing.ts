import type { MatchedPage } from './scan-report.js'

/** How a page of an exemplar was last scanned. */
export interface NewestShowing {
  readonly shown: MatchedPage
  /** Its upload has the page more than once, so that nobody knows which sheet counts. */
  readonly doubled: boolean
}

/** The newest showing of one page among all pages matched of its exemplar, oldest upload first; null when no upload shows it. */
export function newestShowing(known: readonly MatchedPage[], page: number): NewestShowing | null {
  const showings = known.filter((candidate) => candidate.page === page)
  const shown = showings.at(-1)
  // A page in a later upload is a rescan, after countersigning say; only twice in one upload is a doubled sheet.
  return shown === undefined ? null : { shown, doubled: showings.filter(({ scan }) => scan === shown.scan).length > 1 }
}
