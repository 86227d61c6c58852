import { Failure, type Fault } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { KeyDescription } from '../mail/key-description.js'
import { usableRecipient } from '../mail/recipient.js'
import { parties } from '../storage/parties.js'
import { pinInEffect, pins, type KeyPin } from '../storage/pins.js'
import { partiesOf } from './party.js'

/** A key in the ring with the pins that name it. */
export interface RingKey extends KeyDescription {
  readonly pins: readonly KeyPin[]
}

/** Every key, with who pinned it to which address. */
export async function keyList(app: App): Promise<RingKey[]> {
  const all = await pins(app.store.read)
  return (await (await app.keyRing()).list()).map((key) => ({ ...key, pins: all.filter((pin) => pin.fingerprint === key.fingerprint) }))
}

/** Everything that stops letters, or soon will: own keys, and the pinned key of the supplier's review address. */
export async function checkKeys(app: App): Promise<Fault[]> {
  const faults: Fault[] = (await (await app.keyRing()).check(app.now())).map(({ path, message }) => ({ path, message }))
  const { driftleverantor } = partiesOf(await parties(app.store.read))
  const address = driftleverantor.granskningsadress
  const settled = await pinInEffect(app.store.read, address)
  if (settled === null) return [...faults, { path: address, message: `Ingen nyckel är fäst vid granskningsadressen. Läs in den med ”keys import FIL” och låt två personer fästa den med ”keys pin FINGERAVTRYCK --address ${address} --by NAMN”.` }]
  return [...faults, ...(await pinnedKeyFaults(app, settled.fingerprint, address))]
}

/** A pinned key that cannot be read is a finding like the others. */
async function pinnedKeyFaults(app: App, fingerprint: string, address: string): Promise<Fault[]> {
  try {
    return (await usableRecipient(await (await app.keyRing()).recipient(fingerprint), address, app.now())).map(({ path, message }) => ({ path, message }))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return [{ path: address, message: `Den fästa nyckeln ${fingerprint} kan inte användas: ${error.message}` }]
  }
}
