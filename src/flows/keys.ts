import type { Actor } from '../../contracts/event.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { App } from '../app.js'
import { normalizeFingerprint, type KeyDescription } from '../mail/key-description.js'
import { requireUsableRecipient, sameAddress, usableRecipient } from '../mail/recipient.js'
import { appendEvents } from '../storage/events.js'
import { parties } from '../storage/parties.js'
import { pinInEffect, pinKey, pins, type KeyPin, type PinOutcome } from '../storage/pins.js'
import { isSamePerson } from './persons.js'
import { configuredParties, partiesOf } from './party.js'
import { houseEvent } from './new-event.js'

/** A key in the ring with the pins that name it. */
export interface RingKey extends KeyDescription {
  readonly pins: readonly KeyPin[]
}

/** Every key, with who pinned it to which address. */
export async function keyList(app: App): Promise<RingKey[]> {
  const all = await pins(app.store.read)
  return (await (await app.keyRing()).list()).map((key) => ({ ...key, pins: all.filter((pin) => pin.fingerprint === key.fingerprint) }))
}

/** Makes the sender's and the archive's keys for the configured provider. @throws Failure `keys-exist`, `keys-locked` */
export async function generateKeys(app: App): Promise<readonly KeyDescription[]> {
  const { svr } = await configuredParties(app)
  return (await app.keyRing()).generateOwnKeys({ name: svr.namn, address: svr.avsandaradress, now: app.now() })
}

/** One person's word that a key belongs to an address; in effect when another person has said the same. @throws Failure `call-invalid`, `keys-missing`, `recipient-unusable` */
export async function pin(app: App, request: { fingerprint: string; address: string; by: Actor }): Promise<{ fingerprint: string; outcome: PinOutcome }> {
  const fingerprint = normalizeFingerprint(request.fingerprint)
  if (fingerprint === null) throw new Failure('call-invalid', `”${request.fingerprint}” är inget fingeravtryck. Skriv av alla 40 tecknen (0-9, A-F) från pappret; mellanslag går bra.`)
  const key = await (await app.keyRing()).recipient(fingerprint)
  const now = app.now()
  await requireUsableRecipient(key, request.address, now)
  const at = now.toISOString()
  return app.store.write(async (tx) => {
    const earlier = (await pins(tx)).find((one) => one.fingerprint === fingerprint && sameAddress(one.address, request.address))
    const by = earlier !== undefined && isSamePerson(earlier.firstBy, request.by.name) ? earlier.firstBy : request.by.name
    const outcome = await pinKey(tx, { fingerprint, address: earlier?.address ?? request.address, by, at })
    if (outcome === 'second') await appendEvents(tx, [houseEvent(request.by, at, { type: 'key-pinned', fingerprint, address: request.address })], at)
    return { fingerprint, outcome }
  })
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
