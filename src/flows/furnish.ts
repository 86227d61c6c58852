import { createHash } from 'node:crypto'
import type { NewEvent } from '../../contracts/event.js'
import { readParty } from '../../templates/facts-faults.js'
import type { App } from '../app.js'
import { shippedKinds, shippedParty, shippedTemplate } from '../program-files.js'
import { addEdition, latestEditions } from '../storage/editions.js'
import { appendEvents } from '../storage/events.js'
import { parties, saveParty } from '../storage/parties.js'
import { houseEvent, SYSTEM } from './new-event.js'

/** Whose editions come with the program; staff's own editions are never replaced by a newer program's. */
export const SHIPPED_AUTHOR = 'Anslut'

const PARTS = ['svr', 'driftleverantor', 'korttillverkare'] as const

/** Gives a new data directory its example parties, and any data directory the editions shipped with this program. Safe to repeat. */
export async function furnish(app: App): Promise<void> {
  const [known, recorded] = [await latestEditions(app.store.read), await parties(app.store.read)]
  const templates = shippedKinds().map((kind) => ({ kind, bytes: shippedTemplate(kind) })).map((one) => ({ ...one, sha256: createHash('sha256').update(one.bytes).digest('hex') }))
  const fresh = templates.filter(({ kind, sha256 }) => {
    const latest = known.find((edition) => edition.kind === kind)
    return latest === undefined || (latest.author === SHIPPED_AUTHOR && latest.templateSha256 !== sha256)
  })
  const absent = PARTS.filter((part) => !recorded.some(({ record }) => record.part === part))
  if (fresh.length === 0 && absent.length === 0) return

  const records = absent.map((part) => readParty(shippedParty(part)))
  for (const { bytes } of fresh) await app.archive.keep(bytes)

  const now = app.now().toISOString()
  await app.store.write(async (tx) => {
    const events: NewEvent[] = []
    const there = await parties(tx)
    for (const record of records.filter((one) => !there.some((other) => other.record.part === one.part))) {
      const recordSha256 = await saveParty(tx, record, 'shipped', now)
      events.push(houseEvent(SYSTEM, now, { type: 'party-recorded', party: record.part, recordSha256 }))
    }
    const editions = await latestEditions(tx)
    for (const { kind, sha256 } of fresh) {
      const latest = editions.find((one) => one.kind === kind)
      const isStaffs = latest !== undefined && latest.author !== SHIPPED_AUTHOR
      if (isStaffs || latest?.templateSha256 === sha256) continue
      const edition = String(Number(latest?.edition ?? '0') + 1)
      await addEdition(tx, { kind, edition, templateSha256: sha256, author: SHIPPED_AUTHOR, addedAt: now })
      events.push(houseEvent(SYSTEM, now, { type: 'edition-added', kind, edition, templateSha256: sha256 }))
    }
    await appendEvents(tx, events, now)
  })
}
