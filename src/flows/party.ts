import type { Actor } from '../../contracts/event.js'
import type { Parties, PartyRecord } from '../../templates/party.js'
import type { App } from '../app.js'
import { appendEvents } from '../storage/events.js'
import { parties, saveParty, type StoredParty } from '../storage/parties.js'
import { houseEvent } from './new-event.js'

/** The three configured parties; a furnished data directory always has them. */
export async function configuredParties(app: App): Promise<Parties> {
  return partiesOf(await parties(app.store.read))
}

/** The three parties among stored records. */
export function partiesOf(stored: readonly StoredParty[]): Parties {
  const found: { svr?: Parties['svr']; driftleverantor?: Parties['driftleverantor']; korttillverkare?: Parties['korttillverkare'] } = {}
  for (const { record } of stored) {
    if (record.part === 'svr') found.svr = record
    else if (record.part === 'driftleverantor') found.driftleverantor = record
    else found.korttillverkare = record
  }
  const { svr, driftleverantor, korttillverkare } = found
  if (svr === undefined || driftleverantor === undefined || korttillverkare === undefined) throw new Error('a party record is missing')
  return { svr, driftleverantor, korttillverkare }
}

/** Records a party in place of the one before; the same record again changes nothing. */
export async function setParty(app: App, record: PartyRecord, by: Actor): Promise<StoredParty> {
  const now = app.now().toISOString()
  await app.store.write(async (tx) => {
    const before = (await parties(tx)).find((one) => one.record.part === record.part)
    const recordSha256 = await saveParty(tx, record, 'set', now)
    if (before?.recordSha256 === recordSha256 && before.origin === 'set') return
    await appendEvents(tx, [houseEvent(by, now, { type: 'party-recorded', party: record.part, recordSha256 })], now)
  })
  const stored = (await parties(app.store.read)).find((one) => one.record.part === record.part)
  if (stored === undefined) throw new Error('the party record was saved but is not there')
  return stored
}
