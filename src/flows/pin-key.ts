import type { Actor, KeyException } from '../../contracts/event.js'
import { sameAddress } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { requireUsableRecipient } from '../mail/recipient.js'
import { appendEvents } from '../storage/events.js'
import { accountsSince } from '../storage/accounts.js'
import { endPin, pinInEffect, pinKey, pins, type KeyPin, type PinOutcome } from '../storage/pins.js'
import type { Transaction } from '../storage/store.js'
import { holdLetters, holdSealedOrdinary, tellOfStopped } from './hold-letters.js'
import { houseEvent } from './new-event.js'
import { isByAccount, isSamePerson } from './persons.js'
import { refuseBorrowed } from './refuse-borrowed-account.js'
import { typedFingerprint } from './typed-fingerprint.js'

/** One person's word that a key belongs to an address. */
export interface PinRequest {
  readonly fingerprint: string
  readonly address: string
  readonly by: Actor
  readonly exception?: KeyException
}

/** One person's word that a key belongs to an address; in effect when another person has said the same, and then the pin before it ends. @throws Failure `call-invalid`, `keys-missing`, `recipient-unusable`, `transition-refused` when the two may be one person */
export async function pin(app: App, request: PinRequest): Promise<{ fingerprint: string; outcome: PinOutcome }> {
  const fingerprint = typedFingerprint(request.fingerprint)
  const key = await (await app.keyRing()).recipient(fingerprint)
  const exception = request.exception ?? null
  await requireUsableRecipient(key, request.address, app.now(), exception)
  const at = app.now().toISOString()
  return app.store.write(async (tx) => {
    const earlier = await countingPin(tx, await openPin(tx, fingerprint, request.address), request.by, at)
    if (earlier !== null && earlier.exception !== exception) throw new Failure('call-invalid', `${earlier.firstBy} har fäst nyckeln ${earlier.exception === null ? 'utan undantag' : `med undantaget ${earlier.exception}`}. Båda måste ange samma sak; ta annars bort den första med ”keys unpin”.`)
    const by = earlier !== null && isSamePerson(earlier.firstBy, request.by.name) ? earlier.firstBy : request.by.name
    if (earlier !== null && earlier.secondBy === null) await refuseBorrowed(tx, [{ name: earlier.firstBy, at: earlier.firstAt, anew: 'Finns ingen tredje: ta bort fästningen med ”keys unpin” när sju dagar har gått och fäst nyckeln på nytt.' }], request.by, at, (await hasBeenPinned(tx)) ? 'one-person' : 'several-persons')
    const before = await pinInEffect(tx, request.address)
    const outcome = await pinKey(tx, { fingerprint, address: earlier?.address ?? request.address, by, at, exception })
    if (outcome === 'second' && earlier !== null) {
      const more = { firstBy: earlier.firstBy, ...(before === null ? {} : { replaces: before.fingerprint }), ...(exception === null ? {} : { exception }) }
      await appendEvents(tx, [houseEvent(request.by, at, { type: 'key-pinned', fingerprint, address: earlier.address, ...more })], at)
      if (before !== null && before.fingerprint !== fingerprint) await tellOfReplaced(tx, request.by, at, before, fingerprint)
    }
    return { fingerprint, outcome }
  })
}

/** Whether two persons have ever settled a key. What comes in its place, also once it is ended, or at another address that the supplier is given instead, may lead letters to somebody else: a house that is new can wait with that, unlike with its first key. */
async function hasBeenPinned(tx: Transaction): Promise<boolean> {
  return (await pins(tx)).some(({ secondBy }) => secondBy !== null)
}

/** A letter that already stands still for something else would go to the earlier key when a person lets it go on for that reason alone. */
async function tellOfReplaced(tx: Transaction, by: Actor, at: string, before: KeyPin, fingerprint: string): Promise<void> {
  const words = `Sedan dess har två personer fäst nyckeln ${fingerprint} vid ${before.address} i stället för ${before.fingerprint}, som brevet är krypterat till: får det gå vidare går det som det är, till den tidigare nyckeln. Är den inte längre mottagarens egen, ställ in brevet, så att ett nytt krypteras till den nya.`
  await tellOfStopped(tx, by, at, words, ({ recipient, keys }) => keys.recipient === before.fingerprint && sameAddress(recipient, before.address))
}

/** A first word typed before accounts were in force does not count beside an account's: it ends, and the account's becomes the first. */
async function countingPin(tx: Transaction, earlier: KeyPin | null, by: Actor, at: string): Promise<KeyPin | null> {
  const since = await accountsSince(tx)
  if (earlier === null || earlier.secondBy !== null || !isByAccount(by) || since === null || earlier.firstAt >= since) return earlier
  await endPin(tx, { fingerprint: earlier.fingerprint, address: earlier.address, by: by.name, at, reason: 'sagt innan konton gällde' })
  return null
}

/** Ends a pin, entered by one person or two, at once: one person's doubt is enough. Letters to the address are stopped. @throws Failure `call-invalid`, `key-unpinned` when nothing is pinned */
export async function unpin(app: App, request: { readonly fingerprint: string; readonly address: string; readonly reason: string; readonly by: Actor }): Promise<{ fingerprint: string; held: number }> {
  const fingerprint = typedFingerprint(request.fingerprint)
  const at = app.now().toISOString()
  return app.store.write(async (tx) => {
    const ended = await openPin(tx, fingerprint, request.address)
    if (ended === null || !(await endPin(tx, { fingerprint, address: ended.address, by: request.by.name, at, reason: request.reason }))) {
      throw new Failure('key-unpinned', `Nyckeln ${fingerprint} är inte fäst vid ${request.address}. Se ”keys list”.`)
    }
    await appendEvents(tx, [houseEvent(request.by, at, { type: 'key-unpinned', fingerprint, address: ended.address, reason: request.reason })], at)
    if (ended.secondBy === null) return { fingerprint, held: 0 }
    const why = `Nyckeln ${fingerprint} är inte längre fäst vid ${ended.address}: ${request.reason} Låt två personer fästa rätt nyckel`
    const held = await holdLetters(tx, request.by, at, `${why}; återuppta sedan brevet.`, ({ recipient }) => sameAddress(recipient, ended.address))
    return { fingerprint, held: held + (await holdSealedOrdinary(tx, request.by, at, ({ redo }) => `${why}, och ${redo}.`, ({ recipient, keys }) => keys.recipient === fingerprint && sameAddress(recipient, ended.address))) }
  })
}

async function openPin(tx: Transaction, fingerprint: string, address: string): Promise<KeyPin | null> {
  return (await pins(tx)).find((one) => one.ended === null && one.fingerprint === fingerprint && sameAddress(one.address, address)) ?? null
}
