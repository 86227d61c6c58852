import { isReadyForLetter } from '../contracts/signatures.js'
import type { Tracking } from '../contracts/tracking.js'
import type { MemberEvidence } from './confirmed-pages.js'

/** The versions of a letter that nothing bears out any more: no longer approved, signed by all and current, or shown on pages whose confirmation has been taken back. */
export function fallenMembers(tracking: Tracking, codes: readonly string[], evidence: readonly MemberEvidence[]): string[] {
  return codes.filter((code) => {
    const state = tracking.versions.get(code)
    return state === undefined || !isReadyForLetter(tracking, state) || !evidence.filter(({ member }) => member === code).every((pages) => isConfirmed(tracking, pages))
  })
}

/** A later confirmation takes nothing away from an earlier one that still stands, of the same exemplar or another. */
function isConfirmed(tracking: Tracking, { code, exemplar, pages }: MemberEvidence): boolean {
  const confirmations = [
    ...(tracking.versions.get(code)?.exemplars ?? []).filter((one) => one.exemplar === exemplar).flatMap((one) => one.confirmations),
    ...tracking.events.flatMap((recorded) => (recorded.event.type === 'pages-confirmed' && recorded.code === code && (recorded.exemplar ?? 1) === exemplar ? [recorded.event] : [])),
  ]
  return pages.every(({ page, scan, sourcePage }) => confirmations.some((confirmation) => confirmation.pages.some((shown) => shown.page === page && shown.scan === scan && shown.sourcePage === sourcePage)))
}
