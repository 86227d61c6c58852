import { sameAddress } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { sealedTo } from '../mail/sealed.js'
import { pins } from '../storage/pins.js'
import type { LeavingLetter } from './leaving-letter.js'

/**
 * Lets a sealed letter leave only while nobody has taken back the word for the keys it was sealed with, and the recipient's key, and the part of it that these very bytes are encrypted to, are still good by the judgement of `keys check`.
 * Once a newer pin has replaced the recipient's, nobody knows whether the earlier key is still in its owner's hands alone: the letter goes only when a person resumes it after that.
 * @throws Failure `key-unpinned` when the recipient's pin was withdrawn, or replaced, `recipient-unusable` when the recipient's key, or that part of it, is revoked, has expired or no longer may be used, `keys-unusable` when an own key was revoked
 */
export async function refuseLostKeys(app: App, { recipient, keys, ciphertext, resumedAt, name, resume, redo }: LeavingLetter): Promise<void> {
  const said = (await pins(app.store.read)).filter(({ fingerprint, address, secondBy }) => secondBy !== null && fingerprint === keys.recipient && sameAddress(address, recipient)).at(-1)
  if (said === undefined || (said.ended !== null && said.ended.replacedBy === null)) {
    throw new Failure('key-unpinned', `${name} är krypterat till nyckeln ${keys.recipient}, som inte längre är fäst vid ${recipient}. Är den ändå rätt, låt två personer fästa den på nytt och ${resume}. Annars ${redo}. Inget har skickats.`)
  }
  if (said.ended !== null && (resumedAt === null || resumedAt < said.ended.at)) {
    throw new Failure('key-unpinned', `${name} är krypterat till nyckeln ${keys.recipient}, och två personer har sedan dess fäst nyckeln ${said.ended.replacedBy ?? ''} vid ${recipient} i dess ställe. Är den tidigare nyckeln fortfarande mottagarens egen, ${resume}, så går det som det är. Annars ${redo}, så krypteras ett nytt brev till den nya nyckeln. Inget har skickats.`)
  }
  const ring = await app.keyRing()
  const faults = await ring.sealedFaults(keys.recipient, await sealedTo(app.archive.pieces(ciphertext)), { address: recipient, now: app.now(), exception: said.exception })
  if (faults.length > 0) {
    throw new Failure('recipient-unusable', `${name} är krypterat till nyckeln ${keys.recipient}, som inte längre kan användas: ${faults.map(({ message }) => message).join(' ')} Har mottagaren förlängt samma nyckel, läs in den med ”keys import FIL” och ${resume}. Låt annars två personer fästa mottagarens nya nyckel, och ${redo}. Inget har skickats.`, { faults })
  }
  for (const fingerprint of [keys.sender, keys.archive]) {
    if (await ring.isRevoked(fingerprint)) throw new Failure('keys-unusable', `${name} är förseglat med den egna nyckeln ${fingerprint}, som är återkallad, och går aldrig som det är: ${redo}. Inget har skickats.`)
  }
}
