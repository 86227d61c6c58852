import type { Fault } from '../../templates/failure.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { App } from '../app.js'
import { verifyArchive } from '../archive/verify-archive.js'
import { eventCount, verifyEventChain } from '../storage/event-chain.js'
import { allEvents } from '../storage/events.js'
import { archiveReferences } from '../storage/references.js'
import { verifyDatabase } from '../storage/verify-database.js'
import { filesOf } from '../storage/versions.js'
import { filesSha256Of } from './files-sha256.js'

export interface Verification {
  readonly filesChecked: number
  readonly eventsChecked: number
  readonly faults: readonly Fault[]
  /** Archived files that nothing names, left by interrupted commands. */
  readonly litter: readonly Fault[]
}

/** Hashes every archived file that the database names, looks for files it does not name, recomputes the event chain and holds every version's files against the event that issued it. Changes nothing. */
export async function verifyEverything(app: Pick<App, 'store' | 'archive'>, onProgress: (checked: number, total: number) => void = () => undefined): Promise<Verification> {
  const database = await verifyDatabase(app.store.read)
  const files = await verifyArchive({ archive: app.archive, references: archiveReferences(app.store.read), onProgress })
  const chain = await verifyEventChain(app.store.read)
  const versions = chain.length === 0 ? await versionFaults(app) : []
  return { filesChecked: files.checked, eventsChecked: await eventCount(app.store.read), faults: [...database, ...files.faults, ...chain, ...versions], litter: files.litter }
}

async function versionFaults(app: Pick<App, 'store'>): Promise<Fault[]> {
  const faults: Fault[] = []
  for await (const { code, event } of allEvents(app.store.read)) {
    if (event.type !== 'issued' || code === null || event.filesSha256 === undefined) continue
    if (filesSha256Of(await filesOf(app.store.read, code)) === event.filesSha256) continue
    faults.push({ path: `handlingen ${spokenCode(code)}`, message: 'filerna är inte de som utfärdades. Läs tillbaka säkerhetskopian.' })
  }
  return faults
}
