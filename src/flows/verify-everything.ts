import type { Fault } from '../../templates/failure.js'
import type { App } from '../app.js'
import { verifyArchive } from '../archive/verify-archive.js'
import { eventCount, verifyEventChain } from '../storage/event-chain.js'
import { archiveReferences } from '../storage/references.js'

export interface Verification {
  readonly filesChecked: number
  readonly eventsChecked: number
  readonly faults: readonly Fault[]
}

/** Hashes every archived file that the database names, looks for files it does not name, and recomputes the event chain. Changes nothing. */
export async function verifyEverything(app: App, onProgress: (checked: number, total: number) => void = () => undefined): Promise<Verification> {
  const files = await verifyArchive({ archive: app.archive, references: archiveReferences(app.store.read), onProgress })
  const chain = await verifyEventChain(app.store.read)
  return { filesChecked: files.checked, eventsChecked: await eventCount(app.store.read), faults: [...files.faults, ...chain] }
}
