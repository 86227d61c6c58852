import type { Party } from '../contracts/kind.js'
import type { ESignedBy } from './e-signature/e-signed-by.js'
import { countingShowing, leftUnexamined, looksChanged, signedBoxes, type CountingShowing, type Showing } from './counting-showing.js'
import type { ScannedVersion } from './match-pages.js'
import type { PageExamination } from './page-examination.js'
import { proposalsOf } from './proposal.js'
import type { DocumentReport, MatchedPage, PlacedByHand } from './scan-report.js'

/** What was found when a scanned page was examined; null when it was not. */
export type ExaminationOf = (page: MatchedPage) => PageExamination | null

/** What documents are judged by. */
export interface KnownPages {
  /** Every page matched, oldest upload first. */
  readonly all: readonly MatchedPage[]
  /** The issued version with this code; null when there is none. */
  readonly versionOf: (code: string) => ScannedVersion | null
  readonly examinationOf: ExaminationOf
  /** Whether every page is to be examined, or the installation only sorts. */
  readonly depth: 'examine' | 'sort'
  /** What the file's electronic signatures say of a party of the version with that code; without it the file has none. */
  readonly eSignedBy?: (code: string, party: Party) => ESignedBy | null
  /** The pages of one upload, from 1, that are of no document, blank ones and those put away aside; none when left out. */
  readonly strays?: { readonly scan: string; readonly sourcePages: readonly number[] }
  /** Who assigned the page by hand; null, as when this is left out, when its code did. */
  readonly assignedBy?: (page: MatchedPage) => PlacedByHand | null
}

/** The report on each exemplar that `shown` holds a page of, judged by all pages known; by customer, kind, code and exemplar. */
export function documentReports(shown: readonly MatchedPage[], known: KnownPages): DocumentReport[] {
  const reports = groupByExemplar(shown).flatMap(({ code, exemplar }) => {
    const version = known.versionOf(code)
    return version === null ? [] : [documentReport(code, exemplar, version, known)]
  })
  return reports.sort(byCustomer)
}

function groupByExemplar(pages: readonly MatchedPage[]): { code: string; exemplar: number }[] {
  return [...new Map(pages.map(({ code, exemplar }) => [`${code} ${exemplar}`, { code, exemplar }])).values()]
}

function documentReport(code: string, exemplar: number, version: ScannedVersion, { all, examinationOf, depth, strays, eSignedBy = () => null, assignedBy = () => null }: KnownPages): DocumentReport {
  const own = all.filter((page) => page.code === code && page.exemplar === exemplar).map((shown): Showing => ({ shown, examination: examinationOf(shown) }))
  const numbers = Array.from({ length: version.pageCount }, (_, index) => index + 1)
  const chosen = numbers.flatMap((page) => countingShowing(own.filter(({ shown }) => shown.page === page)) ?? [])
  const found = chosen.map(({ counting }) => counting.shown)
  const missing = numbers.filter((number) => !found.some(({ page }) => page === number))
  const duplicated = chosen.flatMap(({ doubled, counting }) => (doubled ? [counting.shown.page] : []))
  const conflicting = chosen.flatMap(({ contradicted, counting }) => (contradicted ? [counting.shown.page] : []))
  const differences = chosen.flatMap(({ counting, changedSince, unexaminedSince, illegibleSince }) => [counting, changedSince, unexaminedSince, illegibleSince].filter((one) => one !== null).flatMap(({ shown }) => differencesOn(shown, version, examinationOf(shown), depth)))
  const recognised = found.filter((page) => examinationOf(page)?.knownBy === 'content').map(({ page }) => page)
  const drawnOver = found.filter((page) => examinationOf(page)?.drawnOver === true).map(({ page }) => page)
  const paperless = found.filter((page) => examinationOf(page)?.paperless === true).map(({ page }) => page)
  const suspect = duplicated.length + conflicting.length > 0 || differences.some(({ answer, reason }) => answer === 'look' || reason === 'not-examined')
  const judged = {
    code,
    kind: version.kind,
    orgnr: version.orgnr,
    exemplar,
    verdict: suspect ? 'suspect' as const : missing.length > 0 ? 'incomplete' as const : 'complete' as const,
    pages: { expected: version.pageCount, found: found.map(({ page }) => page), missing, duplicated, ...(recognised.length > 0 ? { recognised } : {}), ...(conflicting.length === 0 ? {} : { conflicting }), ...(drawnOver.length === 0 ? {} : { drawnOver }), ...(paperless.length === 0 ? {} : { paperless }), ...amongThem(found, strays), ...severalOf(chosen.flatMap(showingsOf)), ...(depth === 'sort' ? {} : unexaminedAmong(chosen)) },
    signatureBoxes: version.signatureBoxes.map(({ id, party, page, initials }) => {
      const shown = found.find((one) => one.page === page)
      return { id, party, page, ...(initials === true ? { initials } : {}), ...inkIn(id, shown === undefined ? null : examinationOf(shown)) }
    }),
    differences,
  }
  const assigned = found.flatMap((page) => {
    const by = assignedBy(page)
    return by === null ? [] : [{ page: page.page, scan: page.scan, sourcePage: page.sourcePage, ...by }]
  })
  const eSigned = (party: Party): ESignedBy | null => eSignedBy(code, party)
  const proposals = proposalsOf(judged, eSigned).map((proposal) => ({ ...proposal, ...(eSigned(proposal.party) === null ? scanToConfirm(judged.signatureBoxes, proposal.party, found) : {}) }))
  return { ...judged, proposals, assigned }
}

/** The pages of no document that lie between two pages of the exemplar in the same upload. */
function amongThem(found: readonly MatchedPage[], strays: KnownPages['strays']): Pick<DocumentReport['pages'], 'between'> {
  const own = found.filter(({ scan }) => scan === strays?.scan).toSorted((a, b) => a.sourcePage - b.sourcePage)
  const between = (strays?.sourcePages ?? []).flatMap((sourcePage) => {
    const [before, after] = [own.findLast((one) => one.sourcePage < sourcePage), own.find((one) => one.sourcePage > sourcePage)]
    return before === undefined || after === undefined ? [] : [{ sourcePage, after: before.page, before: after.page }]
  })
  return between.length === 0 ? {} : { between }
}

/** Evidence in an electronic signature is of its own file; in ink, of the page that counts. */
function scanToConfirm(boxes: DocumentReport['signatureBoxes'], party: Party, found: readonly MatchedPage[]): { readonly scan?: string } {
  const box = boxes.find((one) => one.party === party && one.initials !== true)
  const shown = found.find(({ page }) => page === box?.page)
  return shown === undefined ? {} : { scan: shown.scan }
}

type Showings = NonNullable<DocumentReport['pages']['showings']>

function severalOf(showings: Showings): { readonly showings?: Showings } {
  return showings.length === 0 ? {} : { showings }
}

/** The pages that are to be examined again. */
function unexaminedAmong(chosen: readonly CountingShowing[]): Pick<DocumentReport['pages'], 'unexamined'> {
  const unexamined = chosen.flatMap((one) => {
    const showing = leftUnexamined(one)
    if (showing === null) return []
    const { shown: { page, scan, sourcePage }, examination } = showing
    return [{ page, scan, sourcePage, counts: showing === one.counting, why: examination?.unexamined ?? 'Sidan har inte undersökts än.' }]
  })
  return unexamined.length === 0 ? {} : { unexamined }
}

/** Each showing of a page that has several, the counting one first. */
function showingsOf({ counting, others }: CountingShowing): Showings {
  if (others.length === 0) return []
  return [counting, ...others].map((showing) => {
    const { page, scan, sourcePage } = showing.shown
    return { page, scan, sourcePage, counts: showing === counting, signed: signedBoxes(showing), changed: looksChanged(showing) }
  })
}

type Ink = Omit<DocumentReport['signatureBoxes'][number], 'id' | 'party' | 'page' | 'initials'>

function inkIn(id: string, examination: PageExamination | null): Ink {
  const seen = examination?.boxes.find((box) => box.id === id)
  return seen === undefined ? { ink: 'look', confidence: 0 } : { ink: seen.ink, confidence: seen.confidence, bilevel: seen.bilevel, cutout: `${seen.cutout}.png`, ...(seen.sameAs === undefined ? {} : { sameAs: seen.sameAs }) }
}

function differencesOn({ page }: MatchedPage, { layout }: ScannedVersion, examination: PageExamination | null, depth: KnownPages['depth']): DocumentReport['differences'] {
  if (examination === null || examination.unexamined !== null) {
    const { widthPt = 595.28, heightPt = 841.89 } = layout.pages[page - 1] ?? {}
    return [{ page, answer: 'not-checkable', xPt: 0, yPt: 0, widthPt, heightPt, reason: depth === 'sort' ? 'sorted' : 'not-examined' }]
  }
  return examination.differences.map(({ issued, scanned, ...place }) => ({
    page, ...place, reason: place.answer === 'not-checkable' ? 'illegible' : examination.sameContent ? 'changed' : 'other-content', issued: `${issued}.png`, scanned: `${scanned}.png`,
  }))
}

function byCustomer(a: DocumentReport, b: DocumentReport): number {
  const before = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0)
  return before(a.orgnr, b.orgnr) || before(a.kind, b.kind) || before(a.code, b.code) || a.exemplar - b.exemplar
}
