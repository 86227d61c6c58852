import type { IssuedVersion } from '../contracts/event.js'
import { readPageCode, type KeyOf, type PageCode } from './page-code.js'
import type { MatchedPage, ReadPage, UnmatchedPage, UnmatchedReason } from './scan-report.js'

/** What must be known of an issued version to judge its scanned pages. */
export interface ScannedVersion extends Pick<IssuedVersion, 'kind' | 'orgnr' | 'pageCount' | 'stage' | 'exemplars' | 'signatureBoxes'> {
  readonly layout: { readonly pages: readonly { readonly widthPt: number; readonly heightPt: number }[] }
  readonly superseded: boolean
  readonly cancelled: boolean
}

/** One uploaded file, and what its codes are held against. */
export interface ScanToMatch {
  /** SHA-256 of the uploaded file. */
  readonly scan: string
  readonly pages: readonly ReadPage[]
  /** The issued version with this code; null when there is none. */
  readonly versionOf: (code: string) => ScannedVersion | null
  readonly keyOf: KeyOf
}

/** Which pages of which documents a scan holds, in page order, and what the others are; the same input gives the same answer. */
export function matchPages({ scan, pages, versionOf, keyOf }: ScanToMatch): { readonly matched: MatchedPage[]; readonly unmatched: Omit<UnmatchedPage, 'scan'>[] } {
  const matched: MatchedPage[] = []
  const unmatched: Omit<UnmatchedPage, 'scan'>[] = []
  for (const page of [...pages].sort((a, b) => a.sourcePage - b.sourcePage)) {
    const answer = matchPage(page, versionOf, keyOf)
    if (typeof answer === 'string') unmatched.push({ sourcePage: page.sourcePage, reason: answer, ...(page.unreadable === null ? {} : { unread: page.unreadable }) })
    else matched.push({ scan, sourcePage: page.sourcePage, ...answer })
  }
  return { matched, unmatched }
}

type Match = Omit<MatchedPage, 'scan' | 'sourcePage'>

function matchPage(page: ReadPage, versionOf: ScanToMatch['versionOf'], keyOf: KeyOf): Match | UnmatchedReason {
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
