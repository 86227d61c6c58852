import type { Actor, REVOCATION_CAUSES } from '../../contracts/event.js'
import { doer } from '../accounts/account-event.js'
import type { App } from '../app.js'
import type { KeyDescription, OwnKey } from '../mail/key-description.js'
import type { KeyOwner } from '../mail/own-keys.js'
import { appendEvents } from '../storage/events.js'
import { holdLetters, holdSealedOrdinary } from './hold-letters.js'
import { houseEvent } from './new-event.js'
import { configuredParties } from './party.js'
import { sealedWith } from './sealed-with.js'

/** Makes the sender's and the archive's keys for the configured provider. @throws Failure `keys-exist`, `keys-locked` */
export async function generateKeys(app: App): Promise<readonly KeyDescription[]> {
  const ring = await app.keyRing()
  const before = new Set((await ring.list()).map(({ fingerprint }) => fingerprint))
  const keys = await ring.generateOwnKeys(await ownerOf(app))
  const at = app.now().toISOString()
  const made = keys.flatMap(({ own, fingerprint }) => (own === null || before.has(fingerprint) ? [] : [houseEvent(doer(app), at, { type: 'own-key-made', own, fingerprint })]))
  await app.store.write((tx) => appendEvents(tx, made, at))
  return keys
}

/**
 * Makes a new own key in place of the one in use, for a person. The old one is kept: it opens and proves the letters of its time.
 * The key is swapped while the write lock is held, so that two who rotate at once do not lose a key that a letter was sealed with in between.
 * @throws Failure `keys-missing`, `keys-locked`
 */
export async function rotateKey(app: App, own: OwnKey, by: Actor): Promise<{ made: KeyDescription; replaced: string }> {
  const ring = await app.keyRing()
  const owner = await ownerOf(app)
  const at = app.now().toISOString()
  return app.store.write(async (tx) => {
    const { made, replaced } = await ring.rotate(own, owner)
    await appendEvents(tx, [houseEvent(by, at, { type: 'own-key-made', own, fingerprint: made.fingerprint, replaces: replaced })], at)
    return { made, replaced }
  })
}

/** Takes a secret key made elsewhere, such as with GnuPG, into use as an own key, for a person. @throws Failure `key-invalid`, `keys-locked`, `keys-unusable`, `already-recorded` */
export async function importOwnKey(app: App, own: OwnKey, bytes: Uint8Array, by: Actor): Promise<{ made: KeyDescription; replaced: string | null }> {
  const ring = await app.keyRing()
  const owner = await ownerOf(app)
  const at = app.now().toISOString()
  return app.store.write(async (tx) => {
    const { made, replaced } = await ring.importOwn(own, bytes, owner)
    await appendEvents(tx, [houseEvent(by, at, { type: 'own-key-made', own, fingerprint: made.fingerprint, ...(replaced === null ? {} : { replaces: replaced }) })], at)
    return { made, replaced }
  })
}

/** Why and by whom an own key is revoked; `fingerprint` null means the one in use. */
export interface RevocationRequest {
  readonly own: OwnKey
  readonly fingerprint: string | null
  readonly cause: (typeof REVOCATION_CAUSES)[number]
  readonly reason: string
  readonly by: Actor
}

/** Revokes an own key for good. Letters that are sealed with it and have not left are stopped. The certificate is archived and given, to be handed out. @throws Failure `keys-missing`, `keys-locked`, `already-recorded` */
export async function revokeKey(app: App, { own, fingerprint: named, cause, reason, by }: RevocationRequest): Promise<{ fingerprint: string; armored: string; held: number }> {
  const ring = await app.keyRing()
  const { fingerprint, armored } = await ring.revokeOwn(own, { fingerprint: named, cause, reason, now: app.now() })
  const certificate = await app.archive.keep(Buffer.from(armored))
  const at = app.now().toISOString()
  const why = `Den egna nyckeln ${fingerprint}, som brevet är förseglat med, är återkallad: ${reason}`
  return app.store.write(async (tx) => {
    await appendEvents(tx, [houseEvent(by, at, { type: 'own-key-revoked', own, fingerprint, cause, reason, certificateSha256: certificate.sha256 })], at)
    const held = await holdLetters(tx, by, at, `${why} Ställ in brevet med ”letter cancel” och bekräfta handlingarna på nytt.`, async (row) => row.ciphertextSha256 !== null && (await sealedWith(tx, row))[own] === fingerprint)
    return { fingerprint, armored, held: held + (await holdSealedOrdinary(tx, by, at, ({ redo }) => `${why} Det går aldrig som det är: ${redo}.`, ({ keys }) => keys[own] === fingerprint)) }
  })
}

async function ownerOf(app: App): Promise<KeyOwner> {
  const { svr } = await configuredParties(app)
  return { name: svr.namn, address: svr.avsandaradress, now: app.now() }
}
