import * as openpgp from 'openpgp'
import PostalMime, { type Attachment, type Email } from 'postal-mime'
import type { EventOf } from '../../contracts/event.js'
import { shownLine, shownText } from '../../templates/plain-text.js'
import { armoredBodies } from './armored-bodies.js'
import { isSmallMessage } from './is-small-message.js'
import { beginningOf, BEGINNING_BYTES, ENCODED_PART } from './mail-beginning.js'
import { OPENPGP_POLICY } from './openpgp-policy.js'
import { isWeaklyRevoked, withoutWeaklyRevoked } from './owner-signature.js'
import { plainWordsOf } from './plain-words.js'
import { checkedInTurn, packetList, type Made } from './signatures-in-turn.js'

/** What the sender of an answer is checked against, and what it may be encrypted to. */
export interface AnswerKeys {
  /** The key pinned to the letter's recipient; null when none is. */
  readonly recipient: openpgp.PublicKey | null
  /** The provider's own keys, unlocked, retired ones too; empty when they cannot be. */
  readonly own: readonly openpgp.PrivateKey[]
  /** Before this there was no such letter to answer: a signature made earlier was made about another. Null when the letter is not known. */
  readonly notBefore: Date | null
}

/** An answer's words, and what its OpenPGP signature is worth. */
export interface OpenedAnswer {
  readonly signature: EventOf<'letter-answered'>['signature']
  /** When the recipient's pinned key signed, also when that was too early to be `valid`; null when it has not. */
  readonly signedAt: string | null
  /** Whether there are more signatures, or larger ones, than anybody makes, so that none was checked. */
  readonly unchecked: boolean
  /** Empty when there is none to read, or it is encrypted to another key. */
  readonly text: string
  /** The subject within what was encrypted or signed ([RFC 9788](https://www.rfc-editor.org/rfc/rfc9788)), where the one outside says little or may have been changed; null when there is none. */
  readonly subject: string | null
}

const SUBJECT_SIGNS = 500
const [SIGNED_INLINE, ENCRYPTED_INLINE] = ['-----BEGIN PGP SIGNED MESSAGE-----', '-----BEGIN PGP MESSAGE-----'] as const
/** Room for several signers; each signature takes a pass over the whole of what is signed. */
const MOST_SIGNATURE_BYTES = 16_384
/** Clocks of two houses differ by less. */
const CLOCKS_DIFFER_MS = 10 * 60_000

type Words = Pick<OpenedAnswer, 'text' | 'subject'>

const NOTHING: OpenedAnswer = { signature: 'none', signedAt: null, unchecked: false, text: '', subject: null }
const UNCHECKED = { signature: 'invalid', signedAt: null, unchecked: true } as const

/** Opens an answer as far as the keys go: PGP/MIME signed or encrypted, together or one within the other (RFC 3156), or text signed or encrypted inline. A signature is `valid` only when the recipient's pinned key made it over the very words that are returned, and not before there was such a letter. */
export async function openAnswer(raw: Uint8Array, keys: AnswerKeys): Promise<OpenedAnswer> {
  const { text, subject, ...worth } = await opened(raw, { ...keys, recipient: keys.recipient === null ? null : unrevoked(keys.recipient) })
  return { ...worth, text: shownText(text), subject: subject === null ? null : shownLine(subject) }
}

/** A key as far as its owner stands by it: openpgp.js overlooks revocations over an old hash. Null when the whole of it is revoked. */
function unrevoked(key: openpgp.PublicKey): openpgp.PublicKey | null {
  return isWeaklyRevoked(key.revocationSignatures, key) ? null : withoutWeaklyRevoked(key)
}

/** The answer when nothing of it is signed or encrypted, so that no key has a say in it; null when something is. */
export async function plainAnswer(raw: Uint8Array): Promise<OpenedAnswer | null> {
  const whole = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const type = contentTypeOf(whole)
  if (isEncrypted(type) || isSigned(type) || (await isExchanged(whole, type))) return null
  const { text } = await wordsOf(whole)
  return text.includes(SIGNED_INLINE) || text.includes(ENCRYPTED_INLINE) ? null : { ...NOTHING, text: shownText(text) }
}

async function opened(raw: Uint8Array, keys: AnswerKeys): Promise<OpenedAnswer> {
  const whole = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const type = contentTypeOf(whole)
  if (isEncrypted(type)) return openEncrypted(whole, keys)
  if (isSigned(type)) return openSigned(whole, type, keys)
  const exchanged = (await isExchanged(whole, type)) ? await openEncrypted(whole, keys) : NOTHING
  if (exchanged !== NOTHING) return exchanged
  const { text } = await wordsOf(whole)
  if (text.includes(SIGNED_INLINE)) return openInline(text, keys)
  const message = text.includes(ENCRYPTED_INLINE) ? await decrypted(text, keys) : null
  return message === null ? { ...NOTHING, text } : { ...(await worthOf(message.signatures, keys)), text: Buffer.from(message.data).toString('utf8').trimEnd(), subject: null }
}

/** The text at the beginning of a mail, without the ends of its lines that transport adds; nothing when it cannot be parsed. */
async function wordsOf(bytes: Uint8Array): Promise<Words> {
  const mail = await parsed(beginningOf(bytes))
  return { text: mail === null ? '' : plainWordsOf(mail).trimEnd(), subject: mail?.subject?.slice(0, SUBJECT_SIGNS) ?? null }
}

async function parsed(bytes: Uint8Array): Promise<Email | null> {
  return readable(async () => PostalMime.parse(bytes, { forceRfc822Attachments: true, maxNestingDepth: 30, maxHeadersSize: 1_048_576 }))
}

function isEncrypted(type: string): boolean {
  return /^multipart\/encrypted\b/iu.test(type)
}

function isSigned(type: string): boolean {
  return /^multipart\/signed\b.*application\/pgp-signature/isu.test(type)
}

function contentTypeOf(raw: Buffer): string {
  const [headers = ''] = raw.subarray(0, BEGINNING_BYTES).toString('latin1').split(/\r?\n\r?\n/u, 1)
  return /^content-type:\s*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/imu.exec(headers)?.[1]?.replace(/\r?\n[ \t]+/gu, ' ') ?? ''
}

/** The message as it stands in the mail, which is how it is to be written, or else decoded from whatever form its part went through transport in. */
async function openEncrypted(raw: Buffer, keys: AnswerKeys): Promise<OpenedAnswer> {
  const asItStands = await decrypted(raw.toString('latin1'), keys)
  if (asItStands !== null) return openedWithin(asItStands, keys)
  for (const part of (await parsed(beginningOf(raw, ENCODED_PART)))?.attachments ?? []) {
    const opened = await decryptedPart(part, keys)
    if (opened !== null) return openedWithin(opened, keys)
  }
  return NOTHING
}

/** Whether a mail is what Exchange makes of an encrypted one: the same two parts, as attachments of a mixed one. */
async function isExchanged(raw: Buffer, type: string): Promise<boolean> {
  if (!/^multipart\/mixed\b/iu.test(type)) return false
  return (await parsed(beginningOf(raw)))?.attachments.some(({ mimeType }) => mimeType === 'application/pgp-encrypted') === true
}

async function decryptedPart({ content, mimeType }: Attachment, keys: AnswerKeys): Promise<Decrypted | null> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content))
  const isArmored = bytes.includes('-----BEGIN PGP MESSAGE-----')
  if (isArmored) return decrypted(bytes.toString('latin1'), keys)
  return mimeType === 'application/octet-stream' ? decryptedWith(bytes, keys) : null
}

async function openedWithin(opened: Decrypted, keys: AnswerKeys): Promise<OpenedAnswer> {
  const inside = Buffer.from(opened.data.buffer, opened.data.byteOffset, opened.data.byteLength)
  const type = contentTypeOf(inside)
  // What was signed first and then encrypted as a whole.
  if (opened.signatures.length === 0 && isSigned(type)) return openSigned(inside, type, keys)
  return { ...(await worthOf(opened.signatures, keys)), ...(await wordsOf(inside)) }
}

interface Decrypted {
  readonly data: Uint8Array
  readonly signatures: readonly Made[] | 'too-many'
}

/** The first armored message in a text; null when it is to other keys, or none. */
async function decrypted(text: string, keys: AnswerKeys): Promise<Decrypted | null> {
  const [binaryMessage] = armoredBodies(text, ['MESSAGE'])
  return binaryMessage === undefined ? null : decryptedWith(binaryMessage, keys)
}

async function decryptedWith(binaryMessage: Uint8Array, { recipient, own }: AnswerKeys): Promise<Decrypted | null> {
  if (own.length === 0 || !isSmallMessage(binaryMessage)) return null
  const config = { ...OPENPGP_POLICY, maxDecompressedMessageSize: 50_000_000 }
  return readable(async () => {
    const sealed = await openpgp.readMessage({ binaryMessage, config })
    const message = (await sealed.decrypt([...own], undefined, undefined, undefined, config)).unwrapCompressed()
    const literal = message.packets.findPacket(openpgp.enums.packet.literalData)
    // Without a key none is checked, only read.
    const unchecked = await Promise.all((await message.verify([], undefined, config)).map(async ({ signature }) => signature))
    if (literal === undefined) return null
    const signatures = await checkedInTurn(unchecked.flatMap(({ packets }) => [...packets]), async (one) => new openpgp.Message(packetList(literal, one)).verify(recipient === null ? [] : [recipient], undefined, config))
    const data: unknown = new openpgp.Message(packetList(literal)).getLiteralData()
    return data instanceof Uint8Array ? { data, signatures } : null
  })
}

/** From the first of these words to the next of those, both included; each place of the text is looked at once. */
function between(text: string, first: string, last: string): string | undefined {
  const from = text.indexOf(first)
  const to = from === -1 ? -1 : text.indexOf(last, from)
  return to === -1 ? undefined : text.slice(from, to + last.length)
}

/** The signed part is everything between the first two boundaries, with the line ends it was signed with. */
async function openSigned(raw: Buffer, type: string, keys: AnswerKeys): Promise<OpenedAnswer> {
  const boundary = /boundary="?([^";]+)"?/iu.exec(type)?.[1] ?? ''
  const latin = raw.toString('latin1')
  const start = latin.indexOf(`--${boundary}`)
  const from = latin.indexOf('\n', start) + 1
  const to = latin.indexOf(`\n--${boundary}`, from)
  const [binarySignature] = armoredBodies(latin.slice(Math.max(to, 0)), ['SIGNATURE'])
  if (boundary === '' || start < 0 || to < 0 || binarySignature === undefined) return { ...NOTHING, signature: 'invalid' }
  if (binarySignature.byteLength > MOST_SIGNATURE_BYTES) return { ...NOTHING, ...UNCHECKED }
  const signed = latin.slice(from, to).replace(/\r$/u, '').replace(/\r?\n/gu, '\r\n')
  const bytes = Buffer.from(signed, 'latin1')
  const { recipient } = keys
  const checked = recipient === null ? null : await readable(async () => {
    const { packets } = await openpgp.readSignature({ binarySignature, config: OPENPGP_POLICY })
    // A message is read up by being verified.
    return checkedInTurn(packets, async (one) => (await openpgp.verify({ message: await openpgp.createMessage({ binary: bytes }), signature: new openpgp.Signature(packetList(one)), verificationKeys: recipient, config: OPENPGP_POLICY })).signatures)
  })
  const worth = await worthOf(checked ?? [], keys)
  return { ...worth, signature: worth.signature === 'none' ? 'invalid' : worth.signature, ...(await wordsOf(bytes)) }
}

async function openInline(text: string, keys: AnswerKeys): Promise<OpenedAnswer> {
  const cleartextMessage = between(text, SIGNED_INLINE, '-----END PGP SIGNATURE-----')
  const { recipient } = keys
  const [binarySignature] = cleartextMessage === undefined ? [] : armoredBodies(cleartextMessage, ['SIGNATURE'])
  if ((binarySignature?.byteLength ?? 0) > MOST_SIGNATURE_BYTES) return { ...NOTHING, ...UNCHECKED, text }
  if (cleartextMessage === undefined || recipient === null) return { ...NOTHING, signature: 'invalid', text }
  const checked = await readable(async () => openpgp.verify({ message: await openpgp.readCleartextMessage({ cleartextMessage, config: OPENPGP_POLICY }), verificationKeys: recipient, config: OPENPGP_POLICY }))
  // Words outside the signature are not the signer's, so only those inside are shown.
  const worth = await worthOf(checked?.signatures ?? [], keys)
  return worth.signedAt === null ? { ...NOTHING, signature: 'invalid', text } : { ...worth, text: checked?.data ?? '', subject: null }
}

/** Whoever signs with two keys has signed with the pinned one if one of them is it. */
async function worthOf(made: readonly Made[] | 'too-many', { recipient, notBefore }: AnswerKeys): Promise<Pick<OpenedAnswer, 'signature' | 'signedAt' | 'unchecked'>> {
  if (made === 'too-many') return UNCHECKED
  if (made.length === 0) return { signature: 'none', signedAt: null, unchecked: false }
  const created = await readable(async () => Promise.any(made.map(async ({ verified, signature }) => {
    await verified
    return (await signature).packets[0]?.created ?? null
  })))
  if (recipient === null || created === null) return { signature: 'invalid', signedAt: null, unchecked: false }
  const isOfAnother = notBefore !== null && created.getTime() < notBefore.getTime() - CLOCKS_DIFFER_MS
  return { signature: isOfAnother ? 'invalid' : 'valid', signedAt: created.toISOString(), unchecked: false }
}

/** Null when a stranger's bytes do not open: that is a finding, not a refusal. */
async function readable<T>(open: () => Promise<T>): Promise<T | null> {
  try {
    return await open()
  } catch {
    return null
  }
}
