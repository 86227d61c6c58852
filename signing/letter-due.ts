import type { IssuedVersion, PageEvidence } from '../contracts/event.js'
import type { Records } from '../contracts/history.js'
import { reviewSet } from '../contracts/kinds.js'
import { hasLeft } from '../contracts/letter-life.js'
import { EVIDENCE } from '../contracts/decide-withdrawal.js'
import { fullExemplar } from '../contracts/moved.js'
import { agreementOf, currentVersion, isReadyForLetter } from '../contracts/signatures.js'
import { track, type Confirmation, type Tracking, type VersionState } from '../contracts/tracking.js'

/** Which confirmed pages of which exemplar make up a member's attachment; `code` differs from `member` for the agreement's signature pages that cover an appendix. */
export interface MemberEvidence {
  readonly member: string
  readonly code: string
  readonly exemplar: number
  /** In page order. */
  readonly pages: readonly PageEvidence[]
}

/** A letter of review documents that should go to the supplier. */
export interface DueLetter {
  /** The version codes it carries, in the order of the review set. */
  readonly codes: readonly string[]
  /** The id of the letter it completes; null for a first letter. */
  readonly predecessor: string | null
  /** In the order the pages are attached. */
  readonly evidence: readonly MemberEvidence[]
}

/** The letter that a customer's records call for, or null: every member of the review set approved and signed by all its parties on one exemplar, and at least one of them in no letter yet. What an earlier letter carries is not sent again, and none follows before the earlier one has left the house. */
export function letterDue(records: Records, orgnr: string): DueLetter | null {
  const tracking = track(records.versions, records.events, records.kinds)
  const members = reviewSet(tracking.kinds).flatMap(({ id }) => currentVersion(tracking, orgnr, id) ?? [])
  if (members.length === 0 || members.length < reviewSet(tracking.kinds).length) return null
  if (!members.every((member) => isReadyForLetter(tracking, member))) return null
  const letters = [...tracking.letters.values()].filter((letter) => letter.orgnr === orgnr && letter.stage !== 'cancelled')
  const predecessor = letters.at(-1) ?? null
  if (predecessor && !hasLeft(predecessor)) return null
  const fresh = members.filter(({ version: { code } }) => !letters.some((letter) => letter.codes.includes(code)) && !isCalledOff(tracking, orgnr, code))
  const evidence = fresh.map((member) => evidenceOf(tracking, member))
  if (fresh.length === 0 || evidence.some((pages) => pages === null)) return null
  return { codes: fresh.map(({ version }) => version.code), predecessor: predecessor?.letter ?? null, evidence: evidence.flatMap((pages) => pages ?? []) }
}

/** Whether the latest letter that held this version was called off by a person and nothing in it has been confirmed or approved anew since: what a person stopped does not fall due by itself. */
function isCalledOff(tracking: Tracking, orgnr: string, code: string): boolean {
  const letter = [...tracking.letters.values()].findLast((one) => one.orgnr === orgnr && one.codes.includes(code))
  const calledOff = letter?.calledOffEvent ?? null
  if (letter === undefined || calledOff === null) return false
  return !tracking.events.some(({ sequence, code: about, event }) => sequence > calledOff && about !== null && letter.codes.includes(about) && EVIDENCE.has(event.type))
}

function evidenceOf(tracking: Tracking, member: VersionState): readonly MemberEvidence[] | null {
  const { code } = member.version
  if (!member.covered) return ownEvidence(member, code, everyPage(member.version))
  const agreement = agreementOf(tracking, member)
  const pages = member.pagesConfirmed && pagesShown(member.version, [member.pagesConfirmed], everyPage(member.version))
  const signatures = agreement && ownEvidence(agreement, code, signaturePages(agreement))
  return pages && signatures && member.pagesConfirmed ? [{ member: code, code, exemplar: member.pagesConfirmed.exemplar, pages }, ...signatures] : null
}

function ownEvidence(state: VersionState, member: string, wanted: readonly number[]): readonly MemberEvidence[] | null {
  const exemplar = fullExemplar(state.kind.signs, state.exemplars)
  const pages = exemplar && pagesShown(state.version, exemplar.confirmations, wanted)
  return exemplar && pages ? [{ member, code: state.version.code, exemplar: exemplar.exemplar, pages }] : null
}

function everyPage(version: IssuedVersion): readonly number[] {
  return Array.from({ length: version.pageCount }, (_, index) => index + 1)
}

function signaturePages({ version, kind }: VersionState): readonly number[] {
  const pages = new Set(version.signatureBoxes.filter(({ party }) => kind.signs.includes(party)).map(({ page }) => page))
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
