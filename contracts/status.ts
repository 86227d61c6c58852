import { customerTextStatus, type CustomerTextStatus, proposedDeviations, type ProposedDeviation } from './customer-text-status.js'
import type { PrintedDecision } from '../templates/print-decision.js'
import type { EventType, Guard, IssuedVersion, PageEvidence } from './event.js'
import type { Records } from './history.js'
import type { Life, Party } from './kind.js'
import { STAGE_LABELS, type Stage } from './life.js'
import { nextEvent } from './next-event.js'
import { overtakenBy } from './overtaken.js'
import { listOf, partyName } from './party-name.js'
import { fullExemplar } from './moved.js'
import { spokenCode } from './spoken-code.js'
import { followsAgreement, isLive, signaturesOf, stageOf, type Signatures } from './signatures.js'
import { track, type ExemplarState, type Mark, type Tracking, type VersionState } from './tracking.js'

/** A signature that a person confirmed on an exemplar; `event` is its sequence number, to withdraw it by. */
export interface SignatureStatus {
  readonly event: number
  readonly party: Party
  readonly on: string
  readonly by: string
  readonly scan: string
  readonly pages: readonly PageEvidence[]
  /** Why it was confirmed although the program doubted; null when it did not. */
  readonly override: string | null
}

/** Where one paper original stands. */
export interface ExemplarStatus {
  readonly exemplar: number
  readonly holder: Party
  readonly signedBy: readonly Party[]
  readonly stage: 'unsigned' | 'part-signed' | 'signed'
  readonly label: string
  /** `text` is the archive reference. */
  readonly archived: Mark | null
  /** `text` is how it was returned. */
  readonly originalReturned: Mark | null
  readonly confirmations: readonly SignatureStatus[]
}

/** Where one issued version stands, derived from its events alone. */
export interface VersionStatus {
  readonly code: string
  readonly orgnr: string
  readonly kind: string
  readonly life: Life
  readonly title: string
  readonly subject: string
  readonly issuedAt: string
  readonly pageCount: number
  readonly stage: Stage
  /** The stage in Swedish, with who has signed. */
  readonly label: string
  readonly draft: boolean
  readonly handedOver: Mark | null
  readonly signedBy: readonly Party[]
  /** True when one exemplar carries every party's signature, or the agreement that covers the version does; false for a kind nobody signs. */
  readonly fullySigned: boolean
  readonly archived: Mark | null
  readonly originalReturned: Mark | null
  readonly exemplars: readonly ExemplarStatus[]
  readonly approval: { readonly event: number; readonly decision: string; readonly on: string } | null
  /** The decision that stands printed on the paper; another than `approval` when that was taken back or made anew since. */
  readonly printed: PrintedDecision | null
  readonly returnedForRevision: Mark | null
  readonly overridden: readonly (Mark & { readonly guard: Guard })[]
  /** Null where the template was filled. */
  readonly customerText: CustomerTextStatus | null
  /** Those that may still be accepted. */
  readonly proposedDeviations: readonly ProposedDeviation[]
  /** True when the agreement's signatures count as the version's own. */
  readonly covered: boolean
  /** The confirmation of a covered version's pages. */
  readonly pagesConfirmed: Mark | null
  readonly supersededBy: string | null
  /** Of a draft: the paper to sign that has been issued since. */
  readonly overtakenBy: string | null
  readonly cancelled: Mark | null
  /** The day of the latest event, or of issue. */
  readonly since: string
  /** Reads on from "Väntar på"; null when nothing more is expected. */
  readonly waitingFor: string | null
  readonly nextEvent: EventType | null
  readonly nextAction: string | null
}

/** The status of every version, in the order given. @throws Failure `kind-unknown` */
export function statusOf(records: Records): VersionStatus[] {
  const tracking = track(records.versions, records.events, records.kinds)
  return records.versions.flatMap((version) => statusIn(tracking, version))
}

/** The status of one version within a tracking; empty when the tracking does not know it. */
export function statusIn(tracking: Tracking, version: IssuedVersion): VersionStatus[] {
  const state = tracking.versions.get(version.code)
  if (!state) return []
  const stage = stageOf(tracking, state)
  const signatures = signaturesOf(tracking, state)
  const next = nextEvent(tracking, state)
  const { approval } = state
  const overtaken = overtakenBy(tracking, state)
  return [{
    code: version.code, orgnr: version.orgnr, kind: version.kind, life: state.kind.life, title: state.kind.title, subject: version.subject,
    issuedAt: version.issuedAt, pageCount: version.pageCount, stage, label: overtaken === null ? labelOf(state, stage, signatures) : `Utkast, ersatt av ${spokenCode(overtaken)}`, draft: version.stage === 'draft',
    handedOver: state.handedOver, signedBy: signatures.signedBy, fullySigned: signatures.complete && state.kind.signs.length > 0,
    archived: markOn(state.exemplars, 'archived'), originalReturned: markOn(state.exemplars, 'originalReturned'),
    exemplars: state.exemplars.map((exemplar) => exemplarStatus(state, exemplar)),
    approval: approval && { event: approval.event, decision: approval.text ?? '', on: approval.on }, printed: state.printed,
    returnedForRevision: state.returnedForRevision, overridden: state.overridden, customerText: customerTextStatus(tracking, version), proposedDeviations: isLive(state) ? proposedDeviations(tracking, version) : [], covered: followsAgreement(tracking, state),
    pagesConfirmed: state.pagesConfirmed, supersededBy: state.supersededBy, overtakenBy: overtaken, cancelled: state.cancelled,
    since: state.latest?.on ?? version.issuedAt.slice(0, 10),
    waitingFor: next?.waitingFor ?? null, nextEvent: next?.event ?? null, nextAction: next?.action ?? null,
  }]
}

function markOn(exemplars: readonly ExemplarState[], flag: 'archived' | 'originalReturned'): Mark | null {
  return exemplars.find((exemplar) => exemplar[flag] !== null)?.[flag] ?? null
}

function labelOf(state: VersionState, stage: Stage, { signedBy, missing }: Signatures): string {
  if (stage === 'part-signed' && signedBy.length > 0) {
    const rest = missing.length === 0 ? 'men inte på samma exemplar' : `väntar på ${listOf(missing.map(partyName))}`
    return `Undertecknad av ${listOf(signedBy.map(partyName))}, ${rest}`
  }
  if (stage === 'signed' && signedBy.length > 0) return `Undertecknad av ${listOf(signedBy.map(partyName))}`
  return state.version.stage === 'draft' && stage === 'handed-over' ? 'Utkast överlämnat' : STAGE_LABELS[stage]
}

function exemplarStatus({ kind }: VersionState, { exemplar, holder, confirmations, archived, originalReturned }: ExemplarState): ExemplarStatus {
  const signed = confirmations.flatMap((found): SignatureStatus[] => (found.party === null ? [] : [{
    event: found.event, party: found.party, on: found.on, by: found.by, scan: found.scan, pages: found.pages, override: found.override,
  }]))
  const signedBy = kind.signs.filter((party) => signed.some((found) => found.party === party))
  const stage = fullExemplar(kind.signs, [{ confirmations }]) ? 'signed' : signedBy.length > 0 ? 'part-signed' : 'unsigned'
  const label = signedBy.length === 0 ? 'Inga bekräftade underskrifter' : `Undertecknat av ${listOf(signedBy.map(partyName))}`
  return { exemplar, holder, signedBy, stage, label, archived, originalReturned, confirmations: signed }
}
