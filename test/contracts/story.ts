import { decide } from '../../contracts/decide.js'
import { decideWithdrawal } from '../../contracts/decide-withdrawal.js'
import type { Actor, Event, EventOf, IssuedVersion, NewEvent, PageEvidence, RecordedEvent } from '../../contracts/event.js'
import type { Party } from '../../contracts/kind.js'
import { kindOf } from '../../contracts/kinds.js'
import { statusOf, type VersionStatus } from '../../contracts/status.js'
import { Failure } from '../../templates/failure.js'
import type { PrintedDecision } from '../../templates/print-decision.js'

export const ORGNR = '212000-0142'
export const EPOCH = '2026-11-22'
export const CLERK: Actor = { name: 'Eva Exempel', osUser: 'eva', verified: false }
export const SHA = 'a'.repeat(64)
export const CONTENT = 'c'.repeat(64)

/** Ten characters, the same for the same kind and ordinal. */
export function codeOf(kind: string, ordinal = 1): string {
  const last = kind.at(-1) ?? 'X'
  return `${kind.replaceAll('-', '').toUpperCase().slice(0, 8).padEnd(8, 'X')}${last.toUpperCase()}${ordinal}`
}

export function versionOf(kind: string, changes: Partial<IssuedVersion> = {}): IssuedVersion {
  const { signs, holders, life } = kindOf(kind)
  const boxes = life === 'delivery-appendix' ? [] : signs.map((party, index) => ({ id: `${party}-1`, party, page: index === 0 ? 2 : 3 }))
  return {
    code: codeOf(kind), orgnr: ORGNR, kind, subject: '', stage: 'signing', exemplars: holders.length, pageCount: 3,
    signatureBoxes: boxes, contentSha256: CONTENT, issuedAt: '2026-11-01T09:00:00Z', ...changes,
  }
}

export function pages(count = 3, scan = SHA): PageEvidence[] {
  return Array.from({ length: count }, (_, index) => ({ page: index + 1, scan, sourcePage: index + 1, rotation: 0 }))
}

export function signed(party: Party, shown = pages()): Event {
  return { type: 'signature-confirmed', party, scan: SHA, pages: shown }
}

export function approved(): EventOf<'approved'> {
  return { type: 'approved', decision: 'FG 2026-11-20 § 4', contentSha256: CONTENT }
}

interface Where {
  readonly code?: string | null
  readonly exemplar?: number | null
  readonly on?: string
}

/** A history that grows by what the rules allow. */
export class Story {
  readonly versions: IssuedVersion[]
  readonly events: RecordedEvent[] = []
  today = EPOCH

  constructor(...kinds: (string | IssuedVersion)[]) {
    this.versions = kinds.map((kind) => (typeof kind === 'string' ? versionOf(kind) : kind))
  }

  /** Records what the rules decide; gives the events that were appended. */
  record(event: Event, { code = null, exemplar = null, on = this.today }: Where = {}): RecordedEvent[] {
    return this.append(decide(this, { happenedOn: on, actor: CLERK, orgnr: ORGNR, code, exemplar, event }))
  }

  /** The same for the first version of a kind. */
  on(kind: string, event: Event, where: Where = {}): RecordedEvent[] {
    const version = this.versions.findLast((one) => one.kind === kind)
    return this.record(event, { code: version?.code ?? codeOf(kind), ...where })
  }

  withdraw(sequence: number): RecordedEvent[] {
    return this.append(decideWithdrawal(this, sequence, 'fel skanning', CLERK))
  }

  /** Adds a version that replaces an earlier one. */
  reissue(version: IssuedVersion, replaces: string, decision?: PrintedDecision): void {
    this.versions.push(version)
    this.append([{ happenedOn: this.today, actor: CLERK, orgnr: ORGNR, code: version.code, exemplar: null, event: { type: 'issued', stage: version.stage, kind: version.kind, contentSha256: version.contentSha256, replaces, ...(decision === undefined ? {} : { decision }) } }])
  }

  append(decided: readonly NewEvent[]): RecordedEvent[] {
    const recorded = decided.map((event, index) => ({ ...event, sequence: this.events.length + index + 1, recordedAt: `${this.today}T10:00:00Z` }))
    this.events.push(...recorded)
    return recorded
  }

  status(kind: string): VersionStatus {
    const code = this.versions.findLast((one) => one.kind === kind)?.code
    const found = statusOf(this).find((one) => one.code === code)
    if (!found) throw new Error(`no version of ${kind}`)
    return found
  }

  /** Both signatures of both exemplars, kund first. */
  signFully(kind: string, exemplars: readonly number[] = [1, 2]): void {
    for (const exemplar of exemplars) {
      for (const party of kindOf(kind).signs) {
        if (kind === 'leveransavtal' && party === 'driftleverantor') this.handInDelivery()
        this.on(kind, signed(party), { exemplar })
      }
    }
  }

  /** The Leveransavtal with its logotype at the local seller, who finds it complete; once. */
  handInDelivery(): void {
    if (this.events.some(({ event }) => event.type === 'handed-in')) return
    if (!this.events.some(({ event }) => event.type === 'logotype-handed-in')) this.record({ type: 'logotype-handed-in' })
    this.on('leveransavtal', { type: 'handed-in' })
    this.on('leveransavtal', { type: 'found-complete' })
  }

  /** The pages of an appendix that its agreement's signature covers. */
  confirmPages(kind: string): void {
    this.on(kind, { type: 'pages-confirmed', scan: SHA, pages: pages() }, { exemplar: 1 })
  }

  /** RAPS and rutiner approved and everything of the provider's signed. */
  signProviderPapers(): void {
    for (const kind of ['raps', 'rutiner']) this.on(kind, approved())
    this.signProviderPapersAfterApproval()
  }

  signProviderPapersAfterApproval(): void {
    for (const { kind } of this.versions) if (kindOf(kind).signs.includes('svr')) this.signFully(kind)
  }
}

/** The Failure an action gives; throws when it gives none. */
export function failureIn(action: () => unknown): Failure {
  try {
    action()
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown
    throw thrown
  }
  throw new Error('nothing was refused')
}

/** A sample of every version event, valid by schema. */
export const SAMPLES = {
  'handed-over': { type: 'handed-over' }, 'seller-dialogue-held': { type: 'seller-dialogue-held' }, 'final-received': { type: 'final-received' },
  approved: approved(), 'returned-for-revision': { type: 'returned-for-revision', reason: 'kapitel 4 saknas' },
  'covered-by-agreement': { type: 'covered-by-agreement' }, 'pages-confirmed': { type: 'pages-confirmed', scan: SHA, pages: pages() },
  'signed-kund': signed('kund'), 'signed-svr': signed('svr'), 'signed-driftleverantor': signed('driftleverantor'),
  'handed-in': { type: 'handed-in' }, 'found-complete': { type: 'found-complete' }, 'completion-asked': { type: 'completion-asked', reason: 'logotyp saknas' },
  archived: { type: 'archived', reference: 'Närarkiv 3' }, 'original-returned': { type: 'original-returned', how: 'rekommenderat brev' },
  'review-started': { type: 'review-started' }, 'review-accepted': { type: 'review-accepted' }, 'review-refused': { type: 'review-refused', reason: 'fel bilaga' },
  'change-requested': { type: 'change-requested', reason: 'ny handläggare' },
  'permit-granted': { type: 'permit-granted', number: 'U-17', expiresOn: '2029-01-01' }, 'permit-refused': { type: 'permit-refused', reason: 'för få kort' }, 'permit-expired': { type: 'permit-expired' },
  registered: { type: 'registered' }, deregistered: { type: 'deregistered', reason: 'slutat' },
  'proof-delivered': { type: 'proof-delivered' }, 'proof-approved': { type: 'proof-approved' }, 'proof-rejected': { type: 'proof-rejected', reason: 'fel färg' },
  ceased: { type: 'ceased', reason: 'uppsagt' }, cancelled: { type: 'cancelled', reason: 'fel kund' },
} as const satisfies Record<string, Event>

export type Sample = keyof typeof SAMPLES
