import type { IssuedVersion } from '../contracts/event.js'
import { newestShowing } from './newest-showing.js'
import { readPageCode, type KeyOf, type PageCode } from './page-code.js'
import type { DocumentReport, MatchedPage, ReadPage, ScanReport, UnmatchedReason } from './scan-report.js'

/** What must be known of an issued version to judge its scanned pages. */
export interface ScannedVersion extends Pick<IssuedVersion, 'kind' | 'orgnr' | 'pageCount' | 'stage' | 'exemplars' | 'signatureBoxes'> {
  readonly superseded: boolean
  readonly cancelled: boolean
}

/** One uploaded file and everything it is judged against. */
export interface ScanToAssemble {
  /** SHA-256 of the uploaded file. */
  readonly scan: string
  readonly pages: readonly ReadPage[]
  /** The pages matched in uploads before this one, oldest upload first. */
  readonly earlier: readonly MatchedPage[]
  /** The issued version with this code; null when there is none. */
  readonly versionOf: (code: string) => ScannedVersion | null
  readonly keyOf: KeyOf
}

/** Which pages of which documents a scan holds, in page order, and the report on it; the same input gives the same answer. A scan decides nothing about signatures. */
export function assembleScan({ scan, pages, earlier, versionOf, keyOf }: ScanToAssemble): { readonly matched: MatchedPage[]; readonly report: ScanReport } {
  const matched: MatchedPage[] = []
  const unmatched: ScanReport['unmatched'] = []
  for (const page of [...pages].sort((a, b) => a.sourcePage - b.sourcePage)) {
    const answer = matchPage(page, versionOf, keyOf)
    if (typeof answer === 'string') unmatched.push({ sourcePage: page.sourcePage, reason: answer })
    else matched.push({ scan, sourcePage: page.sourcePage, ...answer })
  }
  const before = earlier.filter((page) => page.scan !== scan)
  return { matched, report: { scan, pagesRead: pages.length, documents: documentReports(matched, [...before, ...matched], versionOf), unmatched } }
}

/** The report on each exemplar that `shown` holds a page of, judged by `all` pages, oldest upload first; by customer, kind, code and exemplar. */
export function documentReports(shown: readonly MatchedPage[], all: readonly MatchedPage[], versionOf: ScanToAssemble['versionOf']): DocumentReport[] {
  const reports = groupByExemplar(shown).flatMap(({ code, exemplar }) => {
    const version = versionOf(code)
    return version === null ? [] : [documentReport(code, exemplar, version, all)]
  })
  return reports.sort(byCustomer)
}

type Match = Omit<MatchedPage, 'scan' | 'sourcePage'>

function matchPage(page: ReadPage, versionOf: ScanToAssemble['versionOf'], keyOf: KeyOf): Match | UnmatchedReason {
  if (page.unreadable !== null) return 'unreadable'
  const read = page.codes.map(({ text, rotation }) => ({ text, rotation, answer: readPageCode(text, keyOf) }))
  const wrong = read.flatMap(({ answer }) => ('wrong' in answer ? [answer.wrong] : []))
  if (wrong.includes('forged-code')) return 'forged-code'
  const genuine = read.flatMap(({ text, rotation, answer }) => ('ok' in answer ? [{ text, rotation, code: answer.ok }] : []))
  const [first, ...others] = genuine
  if (first === undefined) return wrong.length > 0 ? 'foreign-code' : page.blank ? 'blank' : 'no-code'
  // Two codes that disagree lie on two sheets scanned as one, or one was pasted on: which page this is would be a guess.
  if (others.some(({ text, rotation }) => text !== first.text || rotation !== first.rotation)) return 'unreadable'
  const objection = objectionTo(first.code, versionOf(first.code.code))
  if (objection !== null) return objection
  const { code, exemplar, page: number, pageCount } = first.code
  return { code, exemplar, page: number, pageCount, rotation: upright(first.rotation) }
}

function objectionTo({ exemplar, page, pageCount }: PageCode, version: ScannedVersion | null): UnmatchedReason | null {
  if (version === null) return 'unknown-version'
  const isDraft = version.stage === 'draft'
  if (page > pageCount || pageCount !== version.pageCount || exemplar > version.exemplars || (exemplar === 0) !== isDraft) return 'forged-code'
  if (isDraft) return 'draft'
  return version.superseded || version.cancelled ? 'superseded-version' : null
}

function upright(turned: MatchedPage['rotation']): MatchedPage['rotation'] {
  switch (turned) {
    case 0:
      return 0
    case 90:
      return 270
    case 180:
      return 180
    case 270:
      return 90
    default:
      return turned satisfies never
  }
}

function groupByExemplar(pages: readonly MatchedPage[]): { code: string; exemplar: number }[] {
  return [...new Map(pages.map(({ code, exemplar }) => [`${code} ${exemplar}`, { code, exemplar }])).values()]
}

function documentReport(code: string, exemplar: number, version: ScannedVersion, all: readonly MatchedPage[]): DocumentReport {
  const own = all.filter((page) => page.code === code && page.exemplar === exemplar)
  const found: number[] = []
  const missing: number[] = []
  const duplicated: number[] = []
  for (let page = 1; page <= version.pageCount; page += 1) {
    const newest = newestShowing(own, page)
    if (newest === null) missing.push(page)
    else found.push(page)
    if (newest?.doubled === true) duplicated.push(page)
  }
  return {
    code,
    kind: version.kind,
    orgnr: version.orgnr,
    exemplar,
    verdict: duplicated.length > 0 ? 'suspect' : missing.length > 0 ? 'incomplete' : 'complete',
    pages: { expected: version.pageCount, found, missing, duplicated },
    signatureBoxes: version.signatureBoxes.map(({ id, party, page }) => ({ id, party, page })),
  }
}

function byCustomer(a: DocumentReport, b: DocumentReport): number {
  const before = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0)
  return before(a.orgnr, b.orgnr) || before(a.kind, b.kind) || before(a.code, b.code) || a.exemplar - b.exemplar
}
