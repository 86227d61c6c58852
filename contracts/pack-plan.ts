import { Failure } from '../templates/failure.js'
import type { Facts } from '../templates/facts.js'
import type { DocumentKind } from './kind.js'
import { KINDS, kindOf } from './kinds.js'

/** One document a pack holds: its kind and, where there is one per person, which person (ordinal from 1; 0 = there is only one). */
export interface PlannedDocument {
  readonly kind: DocumentKind
  /** Empty for kinds there is one of; "1", "2" … for one per handläggare. */
  readonly subject: string
}

/** The documents `pack` issues for a customer: the step-4 folder (seed step 4, point 2) and what goes with it, or just the kinds asked for. @throws Failure `kind-unknown`, also for a kind that is never issued */
export function plannedDocuments(facts: Facts, askedKinds: readonly string[] | null): PlannedDocument[] {
  const kinds = askedKinds === null ? KINDS.filter((kind) => belongsInPack(kind, facts)) : askedKinds.map((id) => issuable(kindOf(id)))
  return kinds.flatMap((kind) => {
    if (kind.issued !== 'pack-per-handlaggare') return [{ kind, subject: '' }]
    return (facts.kontakter?.handlaggare ?? []).map((_, index) => ({ kind, subject: String(index + 1) }))
  })
}

function issuable(kind: DocumentKind): DocumentKind {
  if (kind.issued === 'cover-letter') throw new Failure('kind-unknown', `${kind.title} (${kind.id}) utfärdas inte och får ingen kod. Det följer med paketet när det görs med --bundle.`)
  return kind
}

function belongsInPack(kind: DocumentKind, facts: Facts): boolean {
  switch (kind.issued) {
    case 'pack':
    case 'pack-per-handlaggare':
      return true
    case 'pack-unless-existing-grundavtal':
      return facts.avtal?.befintligtGrundavtal === undefined
    case 'pack-if-sis':
      return facts.kort?.sisKort !== 'nej'
    case 'when-due':
    case 'internal':
    case 'cover-letter':
      return false
    default:
      return kind.issued satisfies never
  }
}
