import { insertArchiveCheck } from '../storage/archive-checks.js'
import type { App } from '../app.js'
import { verifyEverything, type Verification } from './verify-everything.js'

const underWay = new WeakMap<App['store'], Promise<Verification>>()

/** Whoever asks while everything is being read is given what that reading finds: many at once would hold up all else. */
function verifyTogether(app: App, onProgress?: (checked: number, total: number) => void): Promise<Verification> {
  const running = underWay.get(app.store) ?? verifyEverything(app, onProgress).finally(() => underWay.delete(app.store))
  underWay.set(app.store, running)
  return running
}

/** Checks everything as `verifyEverything` does and records when, by whom and what was found; a damaged database is told of and left as it is. */
export async function checkArchive(app: App, onProgress?: (checked: number, total: number) => void): Promise<Verification> {
  const found = await verifyTogether(app, onProgress)
  const by = app.person?.account.name ?? app.typist('denna dator').osUser
  const { filesChecked, eventsChecked, faults, litter } = found
  if (found.database === 'whole') await app.store.write((tx) => insertArchiveCheck(tx, { checkedAt: app.now().toISOString(), by, filesChecked, eventsChecked, faults: faults.length, litter: litter.length }))
  return found
}
