import { sameAddress } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { sealedTo } from '../mail/sealed.js'
import { eventsOf } from '../storage/events.js'
import type { Letter } from '../storage/letter.js'
import { pins } from '../storage/pins.js'
import { mayBeThere } from './letter-attempts.js'
import type { SealedKeys } from './sealed-with.js'

/**
 * Lets a sealed letter leave only while nobody has taken back the word for the keys it was sealed with, and the recipient's key, and the part of it that these very bytes (by SHA-256 in the archive) are encrypted to, are still good by the judgement of `keys check`.
 * Once a newer pin has replaced the recipient's, nobody knows whether the earlier key is still in its owner's hands alone: the letter goes only when a person resumes it after that.
 * @throws Failure `key-unpinned` when the recipient's pin was withdrawn, or replaced, `recipient-unusable` when the recipient's key, or that part of it, is revoked, has expired or no longer may be used, `keys-unusable` when an own key was revoked
 */
export async function refuseLostKeys(app: App, row: Letter, keys: SealedKeys, ciphertext: string): Promise<void> {
  const said = (await pins(app.store.read)).filter(({ fingerprint, address, secondBy }) => secondBy !== null && fingerprint === keys.recipient && sameAddress(address, row.recipient)).at(-1)
  if (said === undefined || (said.ended !== null && said.ended.replacedBy === null)) {
    throw new Failure('key-unpinned', `Brev ${row.number} för ${row.orgnr} är krypterat till nyckeln ${keys.recipient}, som inte längre är fäst vid ${row.recipient}. Fäst den på nytt, om den ändå är rätt, eller ställ in brevet med ”letter cancel” och bekräfta handlingarna på nytt. Inget har skickats.`)
  }
  if (said.ended !== null && !(await isResumedSince(app, row, said.ended.at))) {
    const next = (await mayBeThere(app.store.read, row.id)) ? `Det kan redan ha kommit fram: fråga ${row.recipient}. Kom det aldrig, ställ in det med ”letter cancel --never-arrived”` : 'Annars ställ in det med ”letter cancel”'
    throw new Failure('key-unpinned', `Brev ${row.number} för ${row.orgnr} är krypterat till nyckeln ${keys.recipient}, och två personer har sedan dess fäst nyckeln ${said.ended.replacedBy ?? ''} vid ${row.recipient} i dess ställe. Är den tidigare nyckeln fortfarande mottagarens egen, återuppta brevet, så går det som det är. ${next} och bekräfta handlingarna på nytt, så krypteras ett nytt brev till den nya nyckeln. Inget har skickats.`)
  }
  const ring = await app.keyRing()
  const faults = await ring.sealedFaults(keys.recipient, await sealedTo(app.archive.pieces(ciphertext)), { address: row.recipient, now: app.now(), exception: said.exception })
  if (faults.length > 0) {
    const next = (await mayBeThere(app.store.read, row.id)) ? `Det kan redan ha kommit fram: fråga ${row.recipient} innan du ställer in det med ”letter cancel --never-arrived”.` : 'Ställ annars in brevet med ”letter cancel”.'
    throw new Failure('recipient-unusable', `Brev ${row.number} för ${row.orgnr} är krypterat till nyckeln ${keys.recipient}, som inte längre kan användas: ${faults.map(({ message }) => message).join(' ')} Har mottagaren förlängt samma nyckel, läs in den med ”keys import FIL” och återuppta brevet. ${next} När det är inställt ska två personer fästa mottagarens nya nyckel, och handlingarna bekräftas på nytt. Inget har skickats.`, { faults })
  }
  for (const fingerprint of [keys.sender, keys.archive]) {
    if (await ring.isRevoked(fingerprint)) throw new Failure('keys-unusable', `Brev ${row.number} för ${row.orgnr} är förseglat med den egna nyckeln ${fingerprint}, som är återkallad. Ställ in brevet med ”letter cancel” och bekräfta handlingarna på nytt. Inget har skickats.`)
  }
}

async function isResumedSince(app: App, row: Letter, at: string): Promise<boolean> {
  return (await eventsOf(app.store.read, row.orgnr)).some(({ event, recordedAt }) => (event.type === 'letter-resumed' || event.type === 'letter-resent') && event.letter === row.id && recordedAt >= at)
}
