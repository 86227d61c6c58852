import { insertArchiveCheck } from '../storage/archive-checks.js'
import type { App } from '../app.js'
import { verifyEverything, type Verification } from './verify-everything.js'

/** Checks everything as `verifyEverything` does and records when, by whom and what was found; a damaged database is told of and left as it is. */
export async function checkArchive(app: App, onProgress?: (checked: number, total: number) => void): Promise<Verification> {
  const found = await verifyEverything(app, onProgress)
  const by = app.person?.account.name ?? app.typist('denna dator').osUser
  const { filesChecked, eventsChecked, faults, litter } = found
  if (found.database === 'whole') await app.store.write((tx) => insertArchiveCheck(tx, { checkedAt: app.now().toISOString(), by, filesChecked, eventsChecked, faults: faults.length, litter: litter.length }))
  return found
}
