import type { VersionStatus } from '../../contracts/status.js'
import { isLive } from '../../contracts/signatures.js'
import { countingShowing } from '../../signing/counting-showing.js'
import type { KnownPages } from '../../signing/document-report.js'
import type { DocumentReport, MatchedPage, Proposal } from '../../signing/scan-report.js'
import type { App } from '../app.js'
import { isOneOf } from '../storage/placements.js'
import { exemplarsSeen } from '../storage/scans.js'
import type { StoredVersion } from '../storage/versions.js'
import { eSignedParties } from './e-signed-parties.js'
import { pagesKnown, reportAmong, straysIn } from './scan-report.js'

/** What the scans show of one exemplar that counts, and what is proposed about each party. */
export interface ScannedExemplar {
  readonly code: string
  readonly title: string
  readonly exemplar: number
  readonly verdict: DocumentReport['verdict']
  readonly missing: readonly number[]
  /** Pages whose newest showing was not examined. */
  readonly unexamined: readonly number[]
  /** Pages assigned by hand. */
  readonly assigned: readonly number[]
  readonly parties: readonly (Omit<Proposal, 'scan'> & {
    /** The scan to confirm: whose page with the party's boxes counts, or whose electronic signatures were judged; null when there is none. */
    readonly scan: string | null
    /** Whether a person has confirmed the signature. */
    readonly confirmed: boolean
    /** The cut-outs of the party's boxes, by their names in the archive. */
    readonly cutouts: readonly string[]
  })[]
  /** The places that do not look as issued, by the names of their pictures in the archive; `scan` shows them. */
  readonly differences: readonly { readonly page: number; readonly scan: string; readonly issued: string | null; readonly scanned: string | null }[]
}

/** What the scans show of every exemplar of a customer's documents that count and that any scan shows; `versions` are what was issued to it. */
export async function scannedExemplars(app: App, documents: readonly VersionStatus[], versions: readonly StoredVersion[]): Promise<ScannedExemplar[]> {
  const live = documents.filter(isLive)
  const isSeen = isOneOf((await exemplarsSeen(app.store.read, live.map(({ code }) => code))).flatMap(({ code, exemplar }) => (code === null || exemplar === null ? [] : [{ code, exemplar }])))
  const papers = live.flatMap((document) => document.exemplars.map(({ exemplar, signedBy }) => ({ code: document.code, title: document.title, exemplar, signedBy }))).filter(isSeen)
  if (papers.length === 0) return []
  const known = await pagesKnown(app, app.store.read, papers, versions)
  const uploads = new Map<string, Pick<KnownPages, 'eSignedBy' | 'strays'>>()
  const scanned: ScannedExemplar[] = []
  for (const paper of papers) {
    const pages = known.all.filter(({ code, exemplar }) => code === paper.code && exemplar === paper.exemplar)
    const last = pages.at(-1)
    if (last === undefined) continue
    const upload = uploads.get(last.scan) ?? { eSignedBy: await eSignedParties(app.store.read, last.scan, versions), strays: await straysIn(app.store.read, last.scan) }
    uploads.set(last.scan, upload)
    scanned.push(scannedExemplar(paper, pages, last, { ...known, ...upload }))
  }
  return scanned
}

type Paper = Pick<VersionStatus, 'code' | 'title'> & Pick<VersionStatus['exemplars'][number], 'exemplar' | 'signedBy'>

function scannedExemplar({ code, title, exemplar, signedBy }: Paper, pages: readonly MatchedPage[], last: MatchedPage, known: KnownPages): ScannedExemplar {
  const showings = pages.map((shown) => ({ shown, examination: known.examinationOf(shown) }))
  const countingScan = (page: number): string | null => countingShowing(showings.filter(({ shown }) => shown.page === page))?.counting.shown.scan ?? null
  const report = reportAmong(pages, known)
  return {
    code, title, exemplar, verdict: report.verdict, missing: report.pages.missing, unexamined: (report.pages.unexamined ?? []).map(({ page }) => page), assigned: report.assigned.map(({ page }) => page),
    parties: report.proposals.map((proposal) => {
      const boxes = report.signatureBoxes.filter(({ party }) => party === proposal.party)
      const eSigned = known.eSignedBy?.(code, proposal.party) ?? null
      return { ...proposal, scan: proposal.scan ?? (eSigned === null ? null : last.scan), confirmed: signedBy.includes(proposal.party), cutouts: boxes.flatMap(({ cutout }) => cutout ?? []) }
    }),
    differences: report.differences.filter(({ answer }) => answer === 'look').map(({ page, issued, scanned: shown }) => ({ page, scan: countingScan(page) ?? last.scan, issued: issued ?? null, scanned: shown ?? null })),
  }
}
