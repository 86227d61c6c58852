import type { Actor, EventOf } from '../../contracts/event.js'
import { sameAddress } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { isMail, keysInMail } from '../mail/keys-in-mail.js'
import { fingerprintOf } from '../mail/key-description.js'
import { readCertificate } from '../mail/read-certificate.js'
import { appendEvents } from '../storage/events.js'
import { keepKeyHint, keyHints } from '../storage/key-hints.js'
import { pinInEffect } from '../storage/pins.js'
import { keyDetails, type RingKey } from './keys.js'
import { houseEvent, SYSTEM } from './new-event.js'

/** What a file with keys came to. */
export interface ImportedKeys {
  readonly keys: readonly RingKey[]
  /** What could not be kept, in Swedish. */
  readonly refused: readonly string[]
}

type Source = EventOf<'key-imported'>['source']

interface Carried {
  readonly source: Source
  readonly address: string
  readonly bytes: Uint8Array
}

/** Keeps every public key in a file: armored, binary, several together, or in a saved mail. None of them is trusted by it; what a mail carried is also remembered as a hint. @throws Failure `key-invalid` when there is none that can be kept */
export async function importKeys(app: App, bytes: Uint8Array, by: Actor): Promise<ImportedKeys> {
  const carried: readonly Carried[] = isMail(bytes) ? await keysInMail(bytes) : [{ source: 'file', address: '', bytes }]
  if (carried.length === 0) throw new Failure('key-invalid', 'Brevet bär inte på någon nyckel, varken bifogad, i texten eller i en Autocrypt-rad. Be avsändaren om nyckeln som .asc-fil.')
  const fingerprints = new Set<string>()
  const refused: string[] = []
  for (const one of carried) {
    const outcome = await keepCarried(app, one, by)
    for (const fingerprint of outcome.kept) fingerprints.add(fingerprint)
    refused.push(...outcome.refused)
  }
  if (fingerprints.size === 0) throw new Failure('key-invalid', refused.join(' '))
  return { keys: await Promise.all([...fingerprints].map((fingerprint) => keyDetails(app, fingerprint))), refused }
}

/** As many unknown keys as mails may claim for one address before two persons have pinned another: anybody may write in its name. */
const MOST_HINTS = 5

/** Remembers the key in the Autocrypt line of a mail about a letter of ours, where it is for the address that the letter went to, as a hint of what to ask the recipient for; it is pinned to nothing by it. Of a key that is known already only what its owner has signed is new. */
export async function keepAutocryptHint(app: App, bytes: Uint8Array, recipient: string): Promise<void> {
  const [one] = (await keysInMail(bytes)).filter(({ source, address }) => source === 'autocrypt' && sameAddress(address, recipient))
  if (one === undefined) return
  // One key in each line; more, or what is none, says nothing.
  const fingerprint = await keptOrRefused(async () => fingerprintOf(await readCertificate(one.bytes)), 'autocrypt')
  const [hints, pin] = [await keyHints(app.store.read, recipient), await pinInEffect(app.store.read, recipient)]
  const isKnown = fingerprint === pin?.fingerprint || hints.some((hint) => hint.fingerprint === fingerprint)
  const newer = hints.filter((hint) => hint.fingerprint !== pin?.fingerprint && hint.seenAt > (pin?.secondAt ?? ''))
  if (/^[0-9A-F]{40}$/u.test(fingerprint) && (isKnown || newer.length < MOST_HINTS)) await keepCarried(app, one, SYSTEM)
}

async function keepCarried(app: App, { source, address, bytes }: Carried, by: Actor): Promise<{ readonly kept: readonly string[]; readonly refused: readonly string[] }> {
  const ring = await app.keyRing()
  const outcome = await keptOrRefused(() => ring.importAll(bytes), source)
  if (typeof outcome === 'string') return { kept: [], refused: [outcome] }
  const at = app.now().toISOString()
  await app.store.write(async (tx) => {
    for (const { key, isNew } of outcome.kept) {
      if (isNew) await appendEvents(tx, [houseEvent(by, at, { type: 'key-imported', fingerprint: key.fingerprint, source })], at)
      if (source !== 'file' && address !== '') await keepKeyHint(tx, { fingerprint: key.fingerprint, address, source, seenAt: at })
    }
  })
  return { kept: outcome.kept.map(({ key }) => key.fingerprint), refused: outcome.refused.map(({ message }) => message) }
}

/** A file that holds no key is refused; a mail may hold one in another place. */
async function keptOrRefused<T>(work: () => Promise<T>, source: Source): Promise<T | string> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Failure) || source === 'file') throw error
    return error.message
  }
}
