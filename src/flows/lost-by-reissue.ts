import { listOf, partyName } from '../../contracts/party-name.js'
import type { Consequence } from '../../contracts/reissue.js'

/** What falls with a version, as a clerk reads it: "godkännandet 2026-11-22 och underskriften av kunden 2026-11-23 faller"; null when nothing does. */
export function lostByReissue({ lostApproval, lostSignatures }: Pick<Consequence, 'lostApproval' | 'lostSignatures'>): string | null {
  const lost = [...(lostApproval === null ? [] : [`godkännandet ${lostApproval.on}`]), ...lostSignatures.map(({ party, on }) => `underskriften av ${partyName(party)} ${on}`)]
  return lost.length === 0 ? null : `${listOf(lost)} faller`
}
