import { createHash } from 'node:crypto'
import * as openpgp from 'openpgp'
import { Failure } from '../../templates/failure.js'
import { fingerprintOf } from './key-description.js'
import { OPENPGP_POLICY } from './openpgp-policy.js'
import { parseEntity, type Entity } from './parse-mime.js'
import { armoredIn } from './sealed.js'

/** One attachment as it came out of a letter. */
export interface OpenedAttachment {
  readonly fileName: string
  readonly sha256: string
  readonly bytes: Uint8Array
}

/** A letter decrypted again, its signature verified. */
export interface OpenedLetter {
  readonly subject: string
  readonly text: string
  readonly attachments: readonly OpenedAttachment[]
  /** 40 upper-case hex digits of the key that signed. */
  readonly signedBy: string
}

/** openpgp.js judges the signer's key by the time of signing and uses this only to refuse signatures from the future, which a kept letter is not. */
const END_OF_TIME = new Date(8.64e15)

/**
 * Opens a letter with one of its two keys and verifies the sender's signature as of the day it was signed.
 * @throws Failure `letter-not-encrypted`, or `letter-unreadable` when the key does not fit, the bytes were changed or the signature does not hold
 */
export async function openLetter(raw: Uint8Array, key: openpgp.PrivateKey, sender: openpgp.PublicKey): Promise<OpenedLetter> {
  const armoredMessage = armoredIn(raw)
  try {
    return await opened(armoredMessage, key, sender)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Failure('letter-unreadable', `Det sparade brevet går inte att öppna med nyckeln ${fingerprintOf(key)}, eller så håller inte dess signatur (${why}). Kontrollera nycklarna med "anslut keys check".`, { cause })
  }
}

async function opened(armoredMessage: string, key: openpgp.PrivateKey, sender: openpgp.PublicKey): Promise<OpenedLetter> {
  const message = await openpgp.readMessage({ armoredMessage, config: OPENPGP_POLICY })
  const decrypted = await openpgp.decrypt({
    message, decryptionKeys: key, verificationKeys: sender, expectSigned: true, format: 'binary', date: END_OF_TIME, config: OPENPGP_POLICY,
  })
  const [signature] = decrypted.signatures
  if (signature === undefined) throw new Error('a letter carries a signature')
  await signature.verified
  const root = parseEntity(decrypted.data)
  return {
    subject: root.headers.get('subject') ?? '',
    text: root.parts[0]?.body.toString('utf8') ?? '',
    attachments: root.parts.slice(1).map(attachmentOf),
    signedBy: fingerprintOf(sender),
  }
}

function attachmentOf(part: Entity): OpenedAttachment {
  return { fileName: part.fileName, sha256: createHash('sha256').update(part.body).digest('hex'), bytes: part.body }
}
