import type { DocumentKind } from '../../contracts/kind.js'
import type { Records } from '../../contracts/history.js'
import { isLive } from '../../contracts/signatures.js'
import { statusOf } from '../../contracts/status.js'

/** An appendix changed after its agreement was signed carries signatures of its own (seed step 9). */
export function isAmendment(records: Records, kind: DocumentKind): boolean {
  if (kind.life !== 'delivery-appendix') return false
  return statusOf(records).some((version) => version.kind === kind.parent && isLive(version) && version.signedBy.length > 0)
}
