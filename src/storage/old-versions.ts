import type { Db } from './store.js'

/** Versions of one kind that are older than an instant. */
export interface AgeBound {
  readonly kind: string
  readonly stage: 'draft' | 'signing'
  /** ISO 8601. */
  readonly before: string
}

/** A version with its customer's name, without what was drawn. */
export interface OldVersion {
  readonly code: string
  readonly orgnr: string
  readonly customer: string
  readonly kind: string
  readonly title: string
  readonly stage: 'draft' | 'signing'
  readonly issuedAt: string
}

/** The versions within any of these bounds, in no order. */
export async function oldVersions(db: Db, bounds: readonly AgeBound[]): Promise<OldVersion[]> {
  if (bounds.length === 0) return []
  return db.selectFrom('version').innerJoin('customer', 'customer.orgnr', 'version.orgnr')
    .select(['version.code', 'version.orgnr', 'customer.name as customer', 'version.kind', 'version.title', 'version.stage', 'version.issued_at as issuedAt'])
    .where((of) => of.or(bounds.map(({ kind, stage, before }) => of.and([of('version.kind', '=', kind), of('version.stage', '=', stage), of('version.issued_at', '<', before)])))).execute()
}
