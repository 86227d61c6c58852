import type { Records } from './history.js'
import type { Party } from './kind.js'
import { agreementOf, followsAgreement, isLive, signaturesOf } from './signatures.js'
import { track, type Tracking, type VersionState } from './tracking.js'

/** What falls when one version is issued anew. */
export interface Consequence {
  readonly code: string
  readonly kind: string
  /** In signing order, with the day of each party's first confirmation. */
  readonly lostSignatures: readonly { readonly party: Party; readonly on: string }[]
  readonly lostApproval: { readonly decision: string; readonly on: string } | null
}

/** What falls when the versions `codes` are replaced: each loses its own signatures and approval; an agreement takes the signatures of the appendices it covers with it; an appendix touches itself alone. */
export function consequencesOf(records: Records, codes: readonly string[]): Consequence[] {
  const tracking = track(records.versions, records.events, records.kinds)
  const replaced = codes.flatMap((code) => tracking.versions.get(code) ?? [])
  const followers = [...tracking.versions.values()].filter((state) => isLive(state) && !codes.includes(state.version.code) && loses(tracking, state, codes))
  return [
    ...replaced.map((state): Consequence => ({ ...fallOf(tracking, state), lostApproval: state.approval && { decision: state.approval.text ?? '', on: state.approval.on } })),
    ...followers.map((state): Consequence => ({ ...fallOf(tracking, state), lostApproval: null })),
  ]
}

function loses(tracking: Tracking, state: VersionState, codes: readonly string[]): boolean {
  const agreement = agreementOf(tracking, state)
  return agreement !== null && codes.includes(agreement.version.code) && followsAgreement(tracking, state) && signaturesOf(tracking, state).signedBy.length > 0
}

function fallOf(tracking: Tracking, state: VersionState): Omit<Consequence, 'lostApproval'> {
  const source = followsAgreement(tracking, state) ? agreementOf(tracking, state) : state
  const lostSignatures = signaturesOf(tracking, state).signedBy.map((party) => ({ party, on: firstSigned(source, party) }))
  return { code: state.version.code, kind: state.version.kind, lostSignatures }
}

function firstSigned(state: VersionState | null, party: Party): string {
  const days = state?.exemplars.flatMap(({ confirmations }) => confirmations.filter((found) => found.party === party).map(({ on }) => on)) ?? []
  return days.sort()[0] ?? ''
}
