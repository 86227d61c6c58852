import type { VersionStatus } from '../../contracts/status.js'
import { isLive } from '../../contracts/signatures.js'
import { countingShowing } from '../../signing/counting-showing.js'
import type { DocumentReport, Proposal } from '../../signing/scan-report.js'
import type { App } from '../app.js'
import { exemplarsSeen, pagesOfExemplar } from '../storage/scans.js'
import { reportOn, showingsOf } from './scan-report.js'

/** What the scans show of one exemplar that counts, and what is proposed about each party. */
export interface ScannedExemplar {
  readonly code: string
  readonly title: string
  readonly exemplar: number
  readonly verdict: DocumentReport['verdict']
  readonly missing: readonly number[]
  /** Pages assigned by hand. */
  readonly assigned: readonly number[]
  readonly parties: readonly (Proposal & {
    /** The scan whose page with the party's boxes counts: the one to confirm; null when none does. */
    readonly scan: string | null
    /** Whether a person has confirmed the signature. */
    readonly confirmed: boolean
    /** The cut-outs of the party's boxes, by their names in the archive. */
    readonly cutouts: readonly string[]
  })[]
  /** The places that do not look as issued, by the names of their pictures in the archive; `scan` shows them. */
  readonly differences: readonly { readonly page: number; readonly scan: string; readonly issued: string | null; readonly scanned: string | null }[]
}

/** What the scans show of every exemplar of a customer's documents that count and that any scan shows. */
export async function scannedExemplars(app: App, documents: readonly VersionStatus[]): Promise<ScannedExemplar[]> {
  const scanned: ScannedExemplar[] = []
  const live = documents.filter(isLive)
  const seen = new Set((await exemplarsSeen(app.store.read, live.map(({ code }) => code))).map(({ code, exemplar }) => `${code} ${exemplar}`))
  for (const document of live) {
    for (const { exemplar, signedBy } of document.exemplars) {
      if (!seen.has(`${document.code} ${exemplar}`)) continue
      const pages = await pagesOfExemplar(app.store.read, document.code, exemplar)
      const showings = await showingsOf(app.store.read, document.code, exemplar, pages)
      const countingScan = (page: number): string | null => countingShowing(showings.filter(({ shown }) => shown.page === page))?.counting.shown.scan ?? null
      const last = pages.at(-1)
      if (last === undefined) continue
      const report = await reportOn(app, app.store.read, pages, last.scan)
      scanned.push({
        code: document.code, title: document.title, exemplar, verdict: report.verdict, missing: report.pages.missing, assigned: report.assigned.map(({ page }) => page),
        parties: report.proposals.map((proposal) => {
          const boxes = report.signatureBoxes.filter(({ party }) => party === proposal.party)
          return { ...proposal, scan: countingScan(boxes[0]?.page ?? 1), confirmed: signedBy.includes(proposal.party), cutouts: boxes.flatMap(({ cutout }) => cutout ?? []) }
        }),
        differences: report.differences.filter(({ answer }) => answer === 'look').map(({ page, issued, scanned: shown }) => ({ page, scan: countingScan(page) ?? last.scan, issued: issued ?? null, scanned: shown ?? null })),
      })
    }
  }
  return scanned
}
