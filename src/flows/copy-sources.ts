import { countingShowing, looksChanged, signedBoxes, type Showing } from '../../signing/counting-showing.js'
import { whyUsed, type WhyUsed } from '../../signing/why-used.js'
import type { App } from '../app.js'
import { cleanCopies, type CleanCopy } from '../storage/clean-copies.js'
import { pagesOfExemplar, scanOf } from '../storage/scans.js'
import { showingsOf } from './scan-report.js'

/** One page of a clean copy: whose page it is and the scanned page that it was made of. */
export interface CopySource {
  readonly code: string
  readonly exemplar: number
  readonly page: number
  readonly scan: string
  readonly fileName: string
  readonly sourcePage: number
  /** Whether it lies straight there; null where that was not noted. */
  readonly straight: boolean | null
  /** Other scanned pages that show it, and why they were not taken; null when there are none. */
  readonly others: { readonly count: number; readonly why: WhyUsed } | null
}

/** Where each page of an attached document comes from, in its order; empty when it is no clean copy of ours, as in letters of before there were any. */
export async function copySources(app: App, code: string, sha256: string): Promise<CopySource[]> {
  const copy = (await cleanCopies(app.store.read, code)).find((one) => one.sha256 === sha256)
  return copy === undefined ? [] : sourcesOf(app, copy)
}

async function sourcesOf(app: App, { pages: parts, askew }: CleanCopy): Promise<CopySource[]> {
  const sources: CopySource[] = []
  for (const { code, exemplar, pages } of parts) {
    const showings = await showingsOf(app.store.read, code, exemplar, await pagesOfExemplar(app.store.read, code, exemplar))
    for (const { page, scan, sourcePage } of pages) {
      const of = showings.filter(({ shown }) => shown.page === page)
      const used = of.find(({ shown }) => shown.scan === scan && shown.sourcePage === sourcePage)
      sources.push({ code, exemplar, page, scan, fileName: (await scanOf(app.store.read, scan)).fileName, sourcePage, straight: askew === null ? null : !askew.includes(sources.length + 1), others: used === undefined ? null : othersThan(used, of) })
    }
  }
  return sources
}

function othersThan(used: Showing, of: readonly Showing[]): CopySource['others'] {
  const others = of.filter((one) => one !== used)
  if (others.length === 0) return null
  const stateOf = (one: Showing) => ({ signed: signedBoxes(one), changed: looksChanged(one) })
  return { count: others.length, why: countingShowing(of)?.counting === used ? whyUsed(stateOf(used), others.map(stateOf)) : 'confirmed' }
}
