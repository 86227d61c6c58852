import { eventSchema } from '../../contracts/event.js'
import type { App } from '../app.js'
import type { KeyFault } from '../mail/key-verdict.js'
import { lastOfTypes } from '../storage/events.js'
import type { Store } from '../storage/store.js'
import { checkKeys } from './keys.js'

const MINUTE_MS = 60_000
const ABOUT_KEYS = eventSchema.options.map((option) => option.shape.type.value).filter((type) => /key|^party-recorded$/.test(type))

interface Verdict {
  readonly upTo: string
  readonly faults: Promise<readonly KeyFault[]>
}

const KEPT = new WeakMap<Store, Verdict>()

/** What `checkKeys` said within the last minute, none before there are keys: opening every key is too slow to do each time a page is looked at. What is recorded about keys or parties counts at once. */
export async function keyFaultsOfLate(app: App): Promise<readonly KeyFault[]> {
  const upTo = `${await lastOfTypes(app.store.read, ABOUT_KEYS)} ${Math.floor(app.now().getTime() / MINUTE_MS)}`
  const kept = KEPT.get(app.store)
  if (kept?.upTo === upTo) return kept.faults
  const verdict: Verdict = { upTo, faults: checked(app) }
  KEPT.set(app.store, verdict)
  verdict.faults.catch(() => {
    if (KEPT.get(app.store) === verdict) KEPT.delete(app.store)
  })
  return verdict.faults
}

async function checked(app: App): Promise<readonly KeyFault[]> {
  const ring = await app.keyRing()
  return (await ring.isInUse()) || (await ring.list()).length + (await ring.damagedFiles()).length > 0 ? checkKeys(app) : []
}
