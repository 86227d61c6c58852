import type { Guard } from './event.js'
import type { DocumentKind, Party } from './kind.js'
import { appendicesOf } from './kinds.js'
import { LIFE_TABLES, type Stage } from './life.js'
import { fullExemplar, furthest, ownSigners } from './moved.js'
import type { Tracking, VersionState } from './tracking.js'

/** Whether a version still counts: neither cancelled nor superseded. */
export function isLive(state: Pick<VersionState, 'stage'>): boolean {
  return state.stage !== 'cancelled' && state.stage !== 'superseded'
}

/** The customer's latest signing version of a kind that still counts, or null. */
export function currentVersion(tracking: Tracking, orgnr: string, kind: string): VersionState | null {
  let latest: VersionState | null = null
  for (const state of tracking.versions.values()) {
    if (state.version.orgnr !== orgnr || state.version.kind !== kind || state.version.stage === 'draft' || !isLive(state)) continue
    if (latest === null || state.version.issuedAt >= latest.version.issuedAt) latest = state
  }
  return latest
}

/** The agreement that an appendix belongs to as it stands now, or null. */
export function agreementOf(tracking: Tracking, state: VersionState): VersionState | null {
  return state.kind.parent === null ? null : currentVersion(tracking, state.version.orgnr, state.kind.parent)
}

/** Whether the agreement had been signed by anyone when the appendix was issued: then the appendix is an amendment, which the agreement's signatures say nothing about. */
export function isAmendment(agreement: VersionState | null, appendix: VersionState): boolean {
  const confirmed = agreement?.exemplars.flatMap(({ confirmations }) => confirmations.map(({ recordedAt }) => recordedAt)).sort()[0]
  return confirmed !== undefined && appendix.version.issuedAt > confirmed
}

/** Whether the version is signed by its agreement's signatures rather than its own: covered RAPS or rutiner, and delivery appendices that have not been amended. */
export function followsAgreement(tracking: Tracking, state: VersionState): boolean {
  if (state.version.stage === 'draft') return false
  if (state.covered) return true
  if (state.kind.life !== 'delivery-appendix' || state.version.signatureBoxes.length > 0) return false
  return ownSigners(state).length === 0 && !isAmendment(agreementOf(tracking, state), state)
}

/** Who has signed a version, by its own paper or its agreement's. */
export interface Signatures {
  readonly signedBy: readonly Party[]
  readonly missing: readonly Party[]
  /** True when one exemplar carries every signature; true from the start for a kind nobody signs. */
  readonly complete: boolean
}

/** The signatures that count for a version: an appendix covered by its agreement has none until its own pages are confirmed. */
export function signaturesOf(tracking: Tracking, state: VersionState): Signatures {
  const follows = followsAgreement(tracking, state)
  const source = follows ? agreementOf(tracking, state) : state
  const pagesMissing = follows && state.pagesConfirmed === null
  const counting = source === null || pagesMissing ? [] : source.exemplars
  const signs = state.kind.signs
  const signedBy = source === null || pagesMissing ? [] : ownSigners(source).filter((party) => signs.includes(party))
  return {
    signedBy, missing: signs.filter((party) => !signedBy.includes(party)),
    complete: signs.length === 0 || fullExemplar(signs, counting) !== null,
  }
}

/** The version's stage with what follows from its agreement. */
export function stageOf(tracking: Tracking, state: VersionState): Stage {
  if (!isLive(state) || !followsAgreement(tracking, state)) return state.stage
  const table = LIFE_TABLES[state.kind.life]
  const { signedBy, complete } = signaturesOf(tracking, state)
  if (complete) return furthest(table, state.stage, table.signedStage)
  return signedBy.length > 0 ? furthest(table, state.stage, 'part-signed') : state.stage
}

/** Whether the board decides on documents of this kind (seed step 6). */
function isDecidedOn({ life }: DocumentKind): boolean {
  return LIFE_TABLES[life].transitions.some(({ event }) => event === 'approved')
}

/** Whether a member of the review set may go to the supplier: approved where the board decides on its kind, signed by everyone, and still the current paper. */
export function isReadyForLetter(tracking: Tracking, state: VersionState): boolean {
  return isLive(state) && state.version.stage === 'signing' && (state.approval !== null || !isDecidedOn(state.kind)) && state.kind.signs.length > 0 && signaturesOf(tracking, state).complete
}

/** The appendices the board must approve before anybody signs their agreement, and has not (product.md, invariants); one that was never issued is not approved. */
export function unapprovedAppendices(tracking: Tracking, agreement: VersionState): readonly DocumentKind[] {
  const reviewed = appendicesOf(agreement.kind.id, tracking.kinds).filter(({ life }) => life === 'reviewed-appendix')
  return reviewed.filter(({ id }) => !currentVersion(tracking, agreement.version.orgnr, id)?.approval)
}

/** Whether somebody has set a guard aside for the version. */
export function isOverridden(state: VersionState, guard: Guard): boolean {
  return state.overridden.some((found) => found.guard === guard)
}
