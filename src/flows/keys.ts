import { z } from 'zod'
import { OWN_KEYS } from '../../contracts/event.js'
import { sameAddress } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { KeyDescription } from '../mail/key-description.js'
import { expiryFaults } from '../mail/key-expiry.js'
import { PART_STATES, SUBKEY_USES } from '../mail/key-parts.js'
import type { KeyRing } from '../mail/key-ring.js'
import { KEY_FAULT_CODES, KEY_FAULT_WEIGHTS, type KeyFault } from '../mail/key-verdict.js'
import { keyHints, keyHintSchema, type KeyHint } from '../storage/key-hints.js'
import { parties } from '../storage/parties.js'
import { keyPinSchema, pins, type KeyPin } from '../storage/pins.js'
import { swedishDay } from './new-event.js'
import { partiesOf } from './party.js'
import { mayBeOneMaker } from './refuse-borrowed-account.js'
import { typedFingerprint } from './typed-fingerprint.js'

/** Something to say about a key, in JSON. */
export const keyFaultSchema = z.strictObject({ path: z.string(), code: z.enum(KEY_FAULT_CODES), weight: z.enum(KEY_FAULT_WEIGHTS), message: z.string() })

/** What an own key is described as when it is made. */
export const keyDescriptionSchema = z.strictObject({ fingerprint: z.string(), own: z.enum(OWN_KEYS).nullable(), userIds: z.array(z.string()), algorithm: z.string(), createdAt: z.string(), expiresAt: z.string().nullable() })

/** A key of the ring in all its parts, with the pins that name it and what mails have claimed of it; own keys are `inUse` until they are rotated. */
export const ringKeySchema = keyDescriptionSchema.extend({
  inUse: z.boolean(), revoked: z.boolean(), daysLeft: z.int().nullable(), encryptsTo: z.string().nullable(),
  users: z.array(z.strictObject({ text: z.string(), address: z.string(), state: z.enum(PART_STATES) })),
  subkeys: z.array(z.strictObject({ fingerprint: z.string(), algorithm: z.string(), createdAt: z.string(), expiresAt: z.string().nullable(), uses: z.array(z.enum(SUBKEY_USES)), state: z.enum(PART_STATES) })),
  faults: z.array(keyFaultSchema), pins: z.array(keyPinSchema), hints: z.array(keyHintSchema),
})
export type RingKey = z.infer<typeof ringKeySchema>

/** The key files that cannot be read, by their place: the keys that no list can show. */
export async function unreadableKeys(app: App): Promise<readonly KeyFault[]> {
  return (await app.keyRing()).damagedFiles()
}

/** Every key whose file can be read: own ones in use, those before them, then the others by fingerprint. */
export async function keyList(app: App): Promise<RingKey[]> {
  const ring = await app.keyRing()
  const [first, said, claimed] = [await ring.list(), await pins(app.store.read), await keyHints(app.store.read, null)]
  const inUse = first.filter(({ own }) => own !== null)
  const others = first.filter(({ own }) => own === null)
  const shown = (key: KeyDescription, isInUse: boolean): Promise<RingKey> => ringKey(app, ring, key, { isInUse, said, claimed })
  return [...(await Promise.all(inUse.map((key) => shown(key, true)))), ...(await Promise.all((await ring.retired()).map((key) => shown(key, false)))), ...(await Promise.all(others.map((key) => shown(key, true))))]
}

/** One key, own or a recipient's, by its fingerprint as typed. @throws Failure `call-invalid`, `keys-missing` */
export async function keyDetails(app: App, typed: string): Promise<RingKey> {
  const fingerprint = typedFingerprint(typed)
  const ring = await app.keyRing()
  const { key, inUse } = await ring.describe(fingerprint)
  return ringKey(app, ring, key, { isInUse: inUse, said: await pins(app.store.read), claimed: await keyHints(app.store.read, null) })
}

async function ringKey(app: App, ring: KeyRing, key: KeyDescription, { isInUse, said, claimed }: { readonly isInUse: boolean; readonly said: readonly KeyPin[]; readonly claimed: readonly KeyHint[] }): Promise<RingKey> {
  const own = said.filter((pin) => pin.fingerprint === key.fingerprint)
  const pin = own.findLast(({ ended }) => ended === null) ?? null
  const inspected = await ring.inspect(key, { address: pin?.address ?? null, now: app.now(), exception: pin?.exception ?? null })
  const revoked = key.own === null ? (await ring.recipientRevocation(key.fingerprint, app.now())) !== null : await ring.isRevoked(key.fingerprint)
  const faults = key.own === null ? [...inspected.faults, ...(pin === null ? [] : await oneMakerFaults(app, pin)), ...expiryFaults(inspected, `keys/recipients/${key.fingerprint}.asc`, app.now()).filter(({ code }) => code !== 'expired')] : isInUse ? await ring.ownFaults(key.own, app.now()) : []
  return {
    ...inspected, userIds: [...key.userIds], users: [...inspected.users], subkeys: inspected.subkeys.map((part) => ({ ...part, uses: [...part.uses] })),
    faults: [...faults], inUse: isInUse, revoked, pins: own, hints: claimed.filter(({ fingerprint }) => fingerprint === key.fingerprint),
  }
}

/** Everything that stops letters, or soon will: own keys, and the keys pinned to addresses, the supplier's review address above all. */
export async function checkKeys(app: App): Promise<KeyFault[]> {
  const ring = await app.keyRing()
  const faults: KeyFault[] = []
  for (const own of OWN_KEYS) faults.push(...(await ring.ownFaults(own, app.now())))
  const inEffect = (await pins(app.store.read)).filter(({ secondBy, ended }) => secondBy !== null && ended === null)
  const { driftleverantor: { granskningsadress: address } } = partiesOf(await parties(app.store.read))
  if (!inEffect.some((pin) => sameAddress(pin.address, address))) {
    faults.push({ path: address, code: 'unpinned', weight: 'stops', message: `Ingen nyckel är fäst vid granskningsadressen. Läs in den med ”keys import FIL” och låt två personer fästa den med ”keys pin FINGERAVTRYCK --address ${address} --by NAMN”.` })
  }
  for (const pin of inEffect) faults.push(...(await pinnedFaults(app, ring, pin)))
  const paths = new Set(faults.map(({ path }) => path))
  faults.push(...(await ring.damagedFiles()).filter(({ path }) => !paths.has(path)))
  return faults.filter(({ weight }) => weight !== 'notes')
}

/** The same once there are own keys, and that a sender's key has been changed in the last thirty days, since its recipients must be told. */
export async function keyNotices(app: App): Promise<KeyFault[]> {
  const ring = await app.keyRing()
  if (!(await ring.isInUse())) return []
  const [current, before] = [(await ring.list()).find(({ own }) => own === 'sender'), (await ring.retired()).some(({ own }) => own === 'sender')]
  const isNew = current !== undefined && before && app.now().getTime() - Date.parse(current.createdAt) < TOLD_MS
  const changed: KeyFault[] = isNew ? [{
    path: 'keys/sender.asc', code: 'rotated', weight: 'notes', message: `Den egna avsändarnyckeln byttes ${current.createdAt.slice(0, 10)}. Lämna det nya bladet med fingeravtryck, ”keys export”, till alla mottagare.`,
  }] : []
  return [...(await checkKeys(app)), ...changed]
}

const TOLD_MS = 30 * 86_400_000

/** A pinned key that cannot be read is a finding like the others. */
async function pinnedFaults(app: App, ring: KeyRing, pin: KeyPin): Promise<KeyFault[]> {
  const now = app.now()
  try {
    const { key } = await ring.describe(pin.fingerprint)
    const inspected = await ring.inspect(key, { address: pin.address, now, exception: pin.exception })
    return [...inspected.faults, ...expiryFaults(inspected, `keys/recipients/${pin.fingerprint}.asc`, now).filter(({ code }) => code !== 'expired'), ...(await otherKeysSeen(app, pin)), ...(await oneMakerFaults(app, pin))]
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return [{ path: pin.address, code: 'unusable', weight: 'stops', message: `Den fästa nyckeln ${pin.fingerprint} kan inte användas: ${error.message}` }]
  }
}

/** A key that was pinned while one administrator had just made both accounts: the house is told until it is pinned anew. */
async function oneMakerFaults(app: App, { address, fingerprint, firstBy, firstAt, secondBy, secondAt, ended }: KeyPin): Promise<KeyFault[]> {
  if (ended !== null || secondBy === null || secondAt === null || !(await mayBeOneMaker(app.store.read, [{ name: firstBy, at: firstAt }, { name: secondBy, at: secondAt }]))) return []
  return [{
    path: address, code: 'one-maker', weight: 'warns',
    message: `${firstBy} och ${secondBy} fäste nyckeln ${fingerprint} vid ${address} ${swedishDay(secondAt)}, när samma administratör nyss hade lagt upp eller öppnat bådas konton; en enda person kan ha gjort det. Jämför fingeravtrycket med ägarens papper en gång till. Ta sedan bort fästningen med ”keys unpin” och fäst nyckeln på nytt, två personer vilkas konton inte båda har lagts upp av samma administratör under de senaste sju dagarna; samma två kan göra det när sju dagar har gått. Brev till adressen stannar så länge.`,
  }]
}

/** Anybody can write a mail that carries a key: it is a reason to ask the recipient, and nothing else. */
async function otherKeysSeen(app: App, { address, fingerprint, secondAt }: KeyPin): Promise<KeyFault[]> {
  const seen = (await keyHints(app.store.read, address)).filter((hint) => hint.fingerprint !== fingerprint && hint.seenAt > (secondAt ?? ''))
  return seen.map((hint) => ({
    path: address, code: 'another-key-seen', weight: 'warns',
    message: `Ett brev som säger sig komma från ${address} bar på en annan nyckel än den fästa, ${hint.fingerprint} (${hint.seenAt.slice(0, 10)}). Ring mottagaren och fråga om nyckeln har bytts; lita inte på brevet.`,
  }))
}
