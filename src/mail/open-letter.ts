import { createHash } from 'node:crypto'
import * as openpgp from 'openpgp'
import { Failure } from '../../templates/failure.js'
import { fingerprintOf } from './key-description.js'
import { addressIn } from './mime.js'
import { OPENPGP_POLICY } from './openpgp-policy.js'
import { readMultipart } from './parse-mime.js'
import type { Pieces } from './piece-reader.js'
import { readSealed } from './sealed.js'
import { webStreamOf } from './web-stream.js'

/** One attachment as it came out of a letter. */
export interface OpenedAttachment {
  readonly fileName: string
  readonly sha256: string
  readonly sizeBytes: number
}

/** A letter decrypted again, its signature verified. */
export interface OpenedLetter {
  /** Between its parts: made of the letter's id. */
  readonly boundary: string
  /** Addresses alone, as the protected header states them; empty where it does not. */
  readonly from: string
  readonly to: string
  readonly messageId: string
  readonly subject: string
  readonly text: string
  readonly attachments: readonly OpenedAttachment[]
  /** 40 upper-case hex digits of the key that signed. */
  readonly signedBy: string
  /** The ids of the keys it is encrypted to, 16 lower-case hex digits each. */
  readonly sealedTo: readonly string[]
}

/** openpgp.js judges the signer's key by the time of signing and uses this only to refuse signatures from the future, which a kept letter is not. */
const END_OF_TIME = new Date(8.64e15)

/** Data comes out of openpgp.js before it has been authenticated, or a letter would have to fit in memory; so nothing is said of a letter before its last byte has come, its authentication code has been checked and its signature holds. */
const WHILE_IT_COMES: openpgp.Config = { ...OPENPGP_POLICY, allowUnauthenticatedStream: true }

/** Takes an attachment's bytes as they come: to be thrown away again if the letter does not open to its end. */
export type AttachmentSink = (fileName: string, bytes: Uint8Array) => void

/**
 * Opens a letter with one of its two keys and verifies the sender's signature as of the day it was signed, piece by piece.
 * @throws Failure `letter-not-encrypted`, or `letter-unreadable` when the key does not fit, the bytes were changed or the signature does not hold; a Failure of reading `raw` comes as it is
 */
export async function openLetter(raw: Pieces, key: openpgp.PrivateKey, sender: openpgp.PublicKey, sink: AttachmentSink = () => undefined): Promise<OpenedLetter> {
  const failures: Failure[] = []
  const { packets } = await readSealed(noting(raw, failures))
  try {
    return await opened(noting(packets, failures), key, sender, sink)
  } catch (cause) {
    const [failure] = failures
    if (failure !== undefined) throw failure
    throw new Failure('letter-unreadable', `Det sparade brevet går inte att öppna med nyckeln ${fingerprintOf(key)}, eller så håller inte dess signatur. Kontrollera nycklarna med "anslut keys check".`, { cause })
  }
}

/** The pieces, with what goes wrong with them noted: openpgp.js makes errors of its own of it. */
async function* noting(pieces: Pieces, failures: Failure[]): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces
  } catch (error) {
    if (error instanceof Failure) failures.push(error)
    throw error
  }
}

async function opened(packets: AsyncGenerator<Uint8Array>, key: openpgp.PrivateKey, sender: openpgp.PublicKey, sink: AttachmentSink): Promise<OpenedLetter> {
  const message = await openpgp.readMessage({ binaryMessage: webStreamOf(packets), config: WHILE_IT_COMES })
  const sealedTo = message.getEncryptionKeyIDs().map((id) => id.toHex())
  const decrypted = await openpgp.decrypt({
    message, decryptionKeys: key, verificationKeys: sender, expectSigned: true, format: 'binary', date: END_OF_TIME, config: WHILE_IT_COMES,
  })
  const [signature] = decrypted.signatures
  if (signature === undefined) throw new Error('a letter carries a signature')
  // It fails with the rest when the letter cannot be read to its end, and nobody waits for it then.
  signature.verified.catch(() => undefined)
  const inside = await readInside(decrypted.data, sink)
  await signature.verified
  // openpgp.js stops where its packet ends; what is judged at the end of the envelope is still to come.
  while ((await packets.next()).done !== true) continue
  return { ...inside, signedBy: fingerprintOf(sender), sealedTo }
}

async function readInside(clear: AsyncIterable<Uint8Array>, sink: AttachmentSink): Promise<Omit<OpenedLetter, 'signedBy' | 'sealedTo'>> {
  const { headers, boundary, parts } = await readMultipart(clear)
  const text: Uint8Array[] = []
  const attachments: OpenedAttachment[] = []
  let isText = true
  for await (const { fileName, body } of parts) {
    if (isText) for await (const bytes of body) text.push(bytes)
    else attachments.push(await attachmentOf(fileName, body, sink))
    isText = false
  }
  return { boundary, from: addressIn(headers.get('from')), to: addressIn(headers.get('to')), messageId: headers.get('message-id') ?? '', subject: headers.get('subject') ?? '', text: Buffer.concat(text).toString('utf8'), attachments }
}

async function attachmentOf(fileName: string, body: AsyncIterable<Uint8Array>, sink: AttachmentSink): Promise<OpenedAttachment> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const bytes of body) {
    hash.update(bytes)
    sizeBytes += bytes.byteLength
    sink(fileName, bytes)
  }
  return { fileName, sha256: hash.digest('hex'), sizeBytes }
}
