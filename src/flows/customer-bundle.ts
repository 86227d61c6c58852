import { KINDS, kindOf } from '../../contracts/kinds.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { versionsOf, type StoredVersion } from '../storage/versions.js'
import { makeBundle, type Bundle } from './bundle.js'
import { namedCustomer } from './history.js'
import { manifestOf } from './write-pack.js'

/** Whether a version is a paper that a pack holds and that counts. */
function isInPack({ kind, stage, supersededBy, cancelledAt }: StoredVersion): boolean {
  return stage === 'signing' && supersededBy === null && cancelledAt === null && kindOf(kind).issued.startsWith('pack')
}

/** The papers to be signed that count for a customer today, as one unit. @throws Failure `customer-unknown`; `resource-unknown` when nothing is issued; and as `makeBundle` */
export async function customerBundle(app: App, typed: string): Promise<Bundle> {
  const { orgnr, name, facts } = await namedCustomer(app, typed)
  const place = new Map(KINDS.map(({ id }, index) => [id, index]))
  const documents = (await versionsOf(app.store.read, orgnr)).filter(isInPack).sort((a, b) => (place.get(a.kind) ?? 0) - (place.get(b.kind) ?? 0) || a.subject.localeCompare(b.subject))
  if (documents.length === 0) throw new Failure('resource-unknown', `${name} har inga handlingar att underteckna ännu. Gör dem med ”pack”.`)
  return makeBundle(app, await manifestOf(app, { orgnr, name, stage: 'signing', documents }), facts)
}
