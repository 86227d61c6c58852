import { KINDS, kindOf } from '../../contracts/kinds.js'
import type { App } from '../app.js'
import type { Customer } from '../storage/customers.js'
import { isCurrent, versionsOf, type StoredVersion } from '../storage/versions.js'
import type { IssuedPack } from './write-pack.js'

/** Whether a version is a paper that a pack holds and that counts. */
function isInPack(version: StoredVersion): boolean {
  return version.stage === 'signing' && isCurrent(version) && kindOf(version.kind).issued.startsWith('pack')
}

/** The papers to be signed that count for a customer today, in the order of the pack. */
export async function customerPapers(app: App, { orgnr, name }: Pick<Customer, 'orgnr' | 'name'>): Promise<IssuedPack> {
  const place = new Map(KINDS.map(({ id }, index) => [id, index]))
  const documents = (await versionsOf(app.store.read, orgnr)).filter(isInPack).sort((a, b) => (place.get(a.kind) ?? 0) - (place.get(b.kind) ?? 0) || a.subject.localeCompare(b.subject))
  return { orgnr, name, stage: 'signing', documents }
}
