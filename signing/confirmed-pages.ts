import type { IssuedVersion, PageEvidence } from '../contracts/event.js'
import { fullExemplar } from '../contracts/moved.js'
import { agreementOf, isLive } from '../contracts/signatures.js'
import type { Confirmation, Tracking, VersionState } from '../contracts/tracking.js'

/** Which confirmed pages of which exemplar make up a document's clean copy; `code` differs from `member` for the agreement's signature pages that cover an appendix. */
export interface MemberEvidence {
  readonly member: string
  readonly code: string
  readonly exemplar: number
  /** In page order. */
  readonly pages: readonly PageEvidence[]
}

/** The pages that show a member of a letter signed by all its parties, in the order they are attached; null when something is not shown as it was confirmed. */
export function signedPages(tracking: Tracking, member: VersionState): readonly MemberEvidence[] | null {
  const { code } = member.version
  if (!member.covered) return ownEvidence(member, code, everyPage(member.version))
  const agreement = agreementOf(tracking, member)
  const pages = member.pagesConfirmed && pagesShown(member.version, [member.pagesConfirmed], everyPage(member.version))
  const signatures = agreement && ownEvidence(agreement, code, signaturePages(agreement))
  return pages && signatures && member.pagesConfirmed ? [{ member: code, code, exemplar: member.pagesConfirmed.exemplar, pages }, ...signatures] : null
}

/** The pages of every clean copy that confirmations in force call for: each exemplar as it was last confirmed, whoever has signed it by then; an appendix that its agreement's signature covers, when both are there. */
export function confirmedExemplars(tracking: Tracking): readonly (readonly MemberEvidence[])[] {
  return [...tracking.versions.values()].filter((state) => isLive(state) && state.version.stage === 'signing').flatMap((state) => {
    if (state.covered) return [signedPages(tracking, state) ?? []]
    return state.exemplars.map(({ exemplar, confirmations }) => evidenceOn(state, { exemplar, confirmations }, state.version.code, everyPage(state.version)))
  }).filter((pages) => pages.length > 0)
}

function ownEvidence(state: VersionState, member: string, wanted: readonly number[]): readonly MemberEvidence[] | null {
  const exemplar = fullExemplar(state.kind.signs, state.exemplars)
  const evidence = exemplar && evidenceOn(state, exemplar, member, wanted)
  return evidence && evidence.length > 0 ? evidence : null
}

function evidenceOn(state: VersionState, { exemplar, confirmations }: { readonly exemplar: number; readonly confirmations: readonly Confirmation[] }, member: string, wanted: readonly number[]): readonly MemberEvidence[] {
  const pages = pagesShown(state.version, confirmations, wanted)
  return pages === null ? [] : [{ member, code: state.version.code, exemplar, pages }]
}

function everyPage(version: IssuedVersion): readonly number[] {
  return Array.from({ length: version.pageCount }, (_, index) => index + 1)
}

function signaturePages({ version, kind }: VersionState): readonly number[] {
  const pages = new Set(version.signatureBoxes.filter(({ party, initials }) => kind.signs.includes(party) && initials !== true).map(({ page }) => page))
  return [...pages].sort((a, b) => a - b)
}

/** Each wanted page as the latest confirmation shows it; null when a page is missing, or is only shown as it was before somebody signed it. */
function pagesShown(version: IssuedVersion, confirmations: readonly Confirmation[], wanted: readonly number[]): readonly PageEvidence[] | null {
  const pages = wanted.flatMap((page) => {
    const at = confirmations.findLastIndex((confirmation) => confirmation.pages.some((shown) => shown.page === page))
    const parties = version.signatureBoxes.filter((box) => box.page === page).map(({ party }) => party)
    const signedLater = confirmations.slice(at + 1).some(({ party }) => party !== null && parties.includes(party))
    return at < 0 || signedLater ? [] : (confirmations[at]?.pages.find((shown) => shown.page === page) ?? [])
  })
  return wanted.length > 0 && pages.length === wanted.length ? pages : null
}
