import type { Fault } from '../../templates/failure.js'
import type { App } from '../app.js'
import { verifyArchive } from '../archive/verify-archive.js'
import { eventCount, verifyEventChain } from '../storage/event-chain.js'
import { archiveReferences } from '../storage/references.js'
import { verifyDatabase } from '../storage/verify-database.js'
import { rowFaults } from './row-faults.js'

export interface Verification {
  readonly filesChecked: number
  readonly eventsChecked: number
  readonly faults: readonly Fault[]
  /** Whether SQLite itself finds its file sound; nothing more should be written to one that is not. */
  readonly database: 'whole' | 'damaged'
  /** Archived files that nothing names, left by interrupted commands. */
  readonly litter: readonly Fault[]
}

/** Hashes every archived file that the database names, looks for files it does not name, recomputes the event chain and holds versions, letters, parties and scans against their events. Changes nothing. */
export async function verifyEverything(app: Pick<App, 'store' | 'archive'>, onProgress: (checked: number, total: number) => void = () => undefined): Promise<Verification> {
  const database = await verifyDatabase(app.store.read)
  const files = await verifyArchive({ archive: app.archive, references: archiveReferences(app.store.read), onProgress })
  const chain = await verifyEventChain(app.store.read)
  const rows = chain.length === 0 ? await rowFaults(app) : []
  return { filesChecked: files.checked, eventsChecked: await eventCount(app.store.read), faults: [...database, ...files.faults, ...chain, ...rows], database: database.length === 0 ? 'whole' : 'damaged', litter: files.litter }
}
