import type { Letter } from '../storage/letter.js'
import { pins } from '../storage/pins.js'
import type { Db } from '../storage/store.js'
import { sameAddress } from '../../signing/same-address.js'
import { sealedWith } from './sealed-with.js'

/** The key that a letter was sealed to. */
export interface RecipientKey {
  readonly fingerprint: string
  /** `pinned` while two persons' word for it stands, `replaced` when they have pinned another since, `unpinned` when the word was taken back. */
  readonly standing: 'pinned' | 'replaced' | 'unpinned'
  /** The fingerprint that took its place; null otherwise. */
  readonly replacedBy: string | null
}

/** The recipient's key of a sealed letter, and whether it still is the one; null before the letter is sealed. */
export async function recipientKeyOf(db: Db, row: Letter): Promise<RecipientKey | null> {
  if (row.ciphertextSha256 === null) return null
  const { recipient: fingerprint } = await sealedWith(db, row)
  const said = (await pins(db)).filter((pin) => pin.secondBy !== null && pin.fingerprint === fingerprint && sameAddress(pin.address, row.recipient)).at(-1)
  const replacedBy = said?.ended?.replacedBy ?? null
  if (replacedBy !== null) return { fingerprint, standing: 'replaced', replacedBy }
  return { fingerprint, standing: said === undefined || said.ended !== null ? 'unpinned' : 'pinned', replacedBy }
}
