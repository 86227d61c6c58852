import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { sameAddress } from '../mail/recipient.js'
import type { Letter } from '../storage/letter.js'
import { pins } from '../storage/pins.js'
import type { SealedKeys } from './sealed-with.js'

/**
 * Lets a sealed letter leave only while nobody has taken back the word for the keys it was sealed with. A recipient's key that a newer pin has replaced is still its owner's, so such a letter goes.
 * @throws Failure `key-unpinned` when the recipient's pin was withdrawn, `recipient-unusable` when the recipient says that its key is compromised, `keys-unusable` when an own key was revoked
 */
export async function refuseLostKeys(app: App, row: Letter, keys: SealedKeys): Promise<void> {
  const said = (await pins(app.store.read)).filter(({ fingerprint, address, secondBy }) => secondBy !== null && fingerprint === keys.recipient && sameAddress(address, row.recipient)).at(-1)
  if (said === undefined || (said.ended !== null && said.ended.replacedBy === null)) {
    throw new Failure('key-unpinned', `Brev ${row.number} för ${row.orgnr} är krypterat till nyckeln ${keys.recipient}, som inte längre är fäst vid ${row.recipient}. Fäst den på nytt, om den ändå är rätt, eller ställ in brevet med ”letter cancel” och bekräfta handlingarna på nytt. Inget har skickats.`)
  }
  const ring = await app.keyRing()
  if ((await ring.recipientRevocation(keys.recipient, app.now())) === 'hard') {
    throw new Failure('recipient-unusable', `Brev ${row.number} för ${row.orgnr} är krypterat till nyckeln ${keys.recipient}, som mottagaren har återkallat därför att den kan vara röjd. Ställ in brevet med ”letter cancel”, låt två personer fästa mottagarens nya nyckel och bekräfta handlingarna på nytt. Inget har skickats.`)
  }
  for (const fingerprint of [keys.sender, keys.archive]) {
    if (await ring.isRevoked(fingerprint)) throw new Failure('keys-unusable', `Brev ${row.number} för ${row.orgnr} är förseglat med den egna nyckeln ${fingerprint}, som är återkallad. Ställ in brevet med ”letter cancel” och bekräfta handlingarna på nytt. Inget har skickats.`)
  }
}
