import * as openpgp from 'openpgp'
import PostalMime from 'postal-mime'
import type { EventOf } from '../../contracts/event.js'
import { OPENPGP_POLICY } from './openpgp-policy.js'

/** What the sender of an answer is checked against, and what it may be encrypted to. */
export interface AnswerKeys {
  /** The key pinned to the letter's recipient; null when none is. */
  readonly recipient: openpgp.PublicKey | null
  /** The provider's own keys, unlocked, retired ones too; empty when they cannot be. */
  readonly own: readonly openpgp.PrivateKey[]
}

/** An answer's words, and what its OpenPGP signature is worth. */
export interface OpenedAnswer {
  readonly signature: EventOf<'letter-answered'>['signature']
  /** Empty when there is none to read, or it is encrypted to another key. */
  readonly text: string
}

/** Opens an answer as far as the keys go: PGP/MIME signed or encrypted (RFC 3156), or text signed inline. A signature is `valid` only when the recipient's pinned key made it over the very words that are returned. */
export async function openAnswer(raw: Uint8Array, keys: AnswerKeys): Promise<OpenedAnswer> {
  const whole = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const type = contentTypeOf(whole)
  if (/^multipart\/encrypted\b/iu.test(type)) return openEncrypted(whole, keys)
  if (/^multipart\/signed\b.*application\/pgp-signature/isu.test(type)) return openSigned(whole, type, keys)
  const text = await wordsOf(whole)
  return text.includes('-----BEGIN PGP SIGNED MESSAGE-----') ? openInline(text, keys) : { signature: 'none', text }
}

/** The text of a mail, without the ends of its lines that transport adds; empty when it cannot be parsed. */
async function wordsOf(bytes: Uint8Array): Promise<string> {
  const mail = await readable(async () => PostalMime.parse(bytes, { forceRfc822Attachments: true, maxNestingDepth: 30 }))
  return (mail?.text ?? '').trimEnd()
}

function contentTypeOf(raw: Buffer): string {
  const end = /\r?\n\r?\n/u.exec(raw.toString('latin1'))?.index ?? raw.length
  return /^content-type:\s*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/imu.exec(raw.subarray(0, end).toString('latin1'))?.[1]?.replace(/\r?\n[ \t]+/gu, ' ') ?? ''
}

async function openEncrypted(raw: Buffer, { recipient, own }: AnswerKeys): Promise<OpenedAnswer> {
  const armoredMessage = /-----BEGIN PGP MESSAGE-----[\s\S]*?-----END PGP MESSAGE-----/u.exec(raw.toString('latin1'))?.[0]
  if (armoredMessage === undefined || own.length === 0) return { signature: 'none', text: '' }
  const config = { ...OPENPGP_POLICY, maxDecompressedMessageSize: 50_000_000 }
  const opened = await readable(async () => openpgp.decrypt({ message: await openpgp.readMessage({ armoredMessage, config }), decryptionKeys: [...own], ...(recipient === null ? {} : { verificationKeys: recipient }), format: 'binary', config }))
  if (opened === null) return { signature: 'none', text: '' }
  const [made] = opened.signatures
  const text = await wordsOf(opened.data)
  return { signature: made === undefined ? 'none' : await verdict(made, recipient), text }
}

/** The signed part is everything between the first two boundaries, with the line ends it was signed with. */
async function openSigned(raw: Buffer, type: string, { recipient }: AnswerKeys): Promise<OpenedAnswer> {
  const boundary = /boundary="?([^";]+)"?/iu.exec(type)?.[1] ?? ''
  const latin = raw.toString('latin1')
  const start = latin.indexOf(`--${boundary}`)
  const from = latin.indexOf('\n', start) + 1
  const to = latin.indexOf(`\n--${boundary}`, from)
  const armoredSignature = /-----BEGIN PGP SIGNATURE-----[\s\S]*?-----END PGP SIGNATURE-----/u.exec(latin.slice(Math.max(to, 0)))?.[0]
  if (boundary === '' || start < 0 || to < 0 || armoredSignature === undefined) return { signature: 'invalid', text: '' }
  const signed = latin.slice(from, to).replace(/\r$/u, '').replace(/\r?\n/gu, '\r\n')
  const bytes = Buffer.from(signed, 'latin1')
  const text = await wordsOf(bytes)
  const checked = recipient === null ? null : await readable(async () => openpgp.verify({
    message: await openpgp.createMessage({ binary: bytes }), signature: await openpgp.readSignature({ armoredSignature, config: OPENPGP_POLICY }), verificationKeys: recipient, config: OPENPGP_POLICY,
  }))
  const [made] = checked?.signatures ?? []
  return { signature: made === undefined ? 'invalid' : await verdict(made, recipient), text }
}

async function openInline(text: string, { recipient }: AnswerKeys): Promise<OpenedAnswer> {
  const cleartextMessage = /-----BEGIN PGP SIGNED MESSAGE-----[\s\S]*?-----END PGP SIGNATURE-----/u.exec(text)?.[0]
  if (cleartextMessage === undefined || recipient === null) return { signature: 'invalid', text }
  const checked = await readable(async () => openpgp.verify({ message: await openpgp.readCleartextMessage({ cleartextMessage, config: OPENPGP_POLICY }), verificationKeys: recipient, config: OPENPGP_POLICY }))
  const [made] = checked?.signatures ?? []
  // Words outside the signature are not the signer's, so only those inside are shown.
  return made !== undefined && (await verdict(made, recipient)) === 'valid' ? { signature: 'valid', text: checked?.data ?? '' } : { signature: 'invalid', text }
}

async function verdict(made: { readonly verified: Promise<unknown> }, recipient: openpgp.PublicKey | null): Promise<'valid' | 'invalid'> {
  if (recipient === null) return 'invalid'
  return made.verified.then(() => 'valid' as const, () => 'invalid' as const)
}

/** Null when a stranger's bytes do not open: that is a finding, not a refusal. */
async function readable<T>(open: () => Promise<T>): Promise<T | null> {
  try {
    return await open()
  } catch {
    return null
  }
}
