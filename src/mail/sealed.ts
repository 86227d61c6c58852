import * as openpgp from 'openpgp'
import { Failure } from '../../templates/failure.js'
import { OPENPGP_POLICY } from './openpgp-policy.js'

/** The two keys a letter must be readable with. */
export interface LetterReaders {
  readonly recipient: openpgp.PublicKey
  readonly archive: openpgp.PublicKey
}

const ARMOR_START = '-----BEGIN PGP MESSAGE-----\r\n\r\n'
const ARMOR_END = '\r\n-----END PGP MESSAGE-----'

/**
 * The armored OpenPGP message in a letter; refuses anything that is not PGP/MIME with exactly that inside.
 * @throws Failure `letter-not-encrypted`
 */
export function armoredIn(raw: Uint8Array): string {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1')
  const headersEnd = text.indexOf('\r\n\r\n')
  const headers = text.slice(0, Math.max(headersEnd, 0)).replace(/\r\n[ \t]+/gu, ' ')
  const boundary = /^Content-Type: multipart\/encrypted; protocol="application\/pgp-encrypted"; boundary="([^"]+)"$/mu.exec(headers.replace(/\r/gu, ''))?.[1]
  if (boundary === undefined || !/^Subject: \[\.\.\.\]\r?$/mu.test(headers)) throw notEncrypted('det är inte ett PGP/MIME-brev')
  const parts = text.slice(headersEnd + 4).split(`--${boundary}`)
  const [before, control, message, end, ...rest] = parts
  if (before !== '' || control === undefined || message === undefined || end !== '--\r\n' || rest.length > 0) throw notEncrypted('det har inte exakt två delar')
  const controlBody = control.slice(control.indexOf('\r\n\r\n') + 4)
  const armored = message.slice(message.indexOf('\r\n\r\n') + 4).trim()
  if (controlBody.trim() !== 'Version: 1' || !isArmor(armored)) throw notEncrypted('det innehåller annat än krypterad text')
  return armored
}

/** Only base64 between the two lines: no armor header or second message could carry clear text out. */
function isArmor(text: string): boolean {
  if (!text.startsWith(ARMOR_START) || !text.endsWith(ARMOR_END)) return false
  return /^[A-Za-z0-9+/=\r\n]+$/u.test(text.slice(ARMOR_START.length, -ARMOR_END.length))
}

/**
 * Checks a finished letter packet by packet: one SEIPDv1, exactly two session keys, for the recipient and the archive, none hidden.
 * @throws Failure `letter-not-encrypted`
 */
export async function requireSealed(raw: Uint8Array, readers: LetterReaders): Promise<void> {
  const message = await openpgp.readMessage({ armoredMessage: armoredIn(raw), config: OPENPGP_POLICY })
  const { packet } = openpgp.enums
  const sessionKeys = message.packets.filterByTag(packet.publicKeyEncryptedSessionKey)
  const contents = message.packets.filterByTag(packet.symEncryptedIntegrityProtectedData)
  if (sessionKeys.length !== 2 || contents.length !== 1 || message.packets.length !== 3) throw notEncrypted('det är inte krypterat till exakt två nycklar')
  const wanted = [readers.recipient, readers.archive].map((key) => key.getKeyIDs().map((id) => id.toHex()))
  const found = message.getEncryptionKeyIDs().map((id) => id.toHex())
  if (found.includes('0000000000000000') || !wanted.every((ids) => found.some((id) => ids.includes(id)))) throw notEncrypted('det är krypterat till andra nycklar än mottagarens och arkivets')
}

function notEncrypted(why: string): Failure {
  return new Failure('letter-not-encrypted', `Brevet skickas inte: ${why}. Håll inne brevet och kör "anslut archive verify".`)
}
