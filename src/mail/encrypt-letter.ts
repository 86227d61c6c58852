import { createHash, randomBytes } from 'node:crypto'
import * as openpgp from 'openpgp'
import type { KeyException } from '../../contracts/event.js'
import { Failure } from '../../templates/failure.js'
import { checkLetter, subjectOf, textOf, type Mailbox, type SealedLetter } from '../../signing/letter.js'
import { sameAddress } from '../../signing/same-address.js'
import { boundaryOf, dateValue, entity, headerBlock, mailboxValue, multipartBody, pdfPart, textPart, textValue, wordPart, writtenPieces, type AttachedFile, type HeaderField, type MimePiece } from './mime.js'
import { addressOf } from './key-parts.js'
import { OPENPGP_POLICY, recipientPolicy } from './openpgp-policy.js'
import { withoutWeaklyRevoked } from './owner-signature.js'
import { requireUsableRecipient } from './recipient.js'
import { envelopeOf } from './sealed.js'
import { webStreamOf } from './web-stream.js'

/** Everything one encrypted letter is made of. */
export interface LetterToEncrypt {
  readonly letter: SealedLetter
  /** The file with a SHA-256 in lower-case hex, piece by piece. */
  readonly read: (sha256: string) => AsyncIterable<Uint8Array>
  /** Signs; unlocked. */
  readonly sender: openpgp.PrivateKey
  /** The key pinned for `to.address`. */
  readonly recipient: openpgp.PublicKey
  /** What two persons let the recipient's key be although the rule says otherwise. */
  readonly exception?: KeyException | null
  /** The provider's own, so that the kept letter can be opened again. */
  readonly archive: openpgp.PublicKey
  readonly from: Mailbox
  readonly to: Mailbox
  /** With angle brackets, chosen once for the letter. */
  readonly messageId: string
  readonly date: Date
  /** Anything unique to the letter, such as its id. */
  readonly boundarySeed: string
}

/** What the outer Subject says instead of the subject ([RFC 9788](https://www.rfc-editor.org/rfc/rfc9788)). */
const OUTER_SUBJECT = '[...]'

/**
 * The only way from a review letter to bytes: one whole RFC 5322 message in PGP/MIME ([RFC 3156](https://www.rfc-editor.org/rfc/rfc3156)),
 * signed, then encrypted to the recipient and the archive key and to nobody else. Nothing is written to disk, and no more than a few pieces of the letter are in memory at a time.
 * The bytes are a letter only when the last has been given. @throws Failure `letter-incomplete`, `recipient-unusable`, `keys-locked`, `keys-unusable`, `letter-not-encrypted`
 */
export async function* encryptLetter(request: LetterToEncrypt): AsyncGenerator<Uint8Array> {
  await requireReady(request)
  const outer = outerFields(request)
  const clear = writtenPieces(clearPieces(request, outer), (file) => attachedBytes(request, file))
  yield* envelopeOf(outer, request.boundarySeed, await sealedPackets(request, clear), { recipient: request.recipient, archive: request.archive })
}

/** openpgp.js signs nothing and encrypts to nobody without complaint, so what it needs is checked before it is asked. */
async function requireReady(request: LetterToEncrypt): Promise<void> {
  checkLetter(request.letter)
  if (!/^<[^<>@\s]+@[^<>@\s]+>$/u.test(request.messageId)) throw new Error('a Message-ID has angle brackets and one @')
  await requireReadyKeys(request)
}

/** What a letter is sealed with, and for whom. */
export type KeysToSealWith = Pick<LetterToEncrypt, 'sender' | 'recipient' | 'exception' | 'archive' | 'from' | 'to' | 'date'>

/** Passes only keys that a letter may be sealed with, before anything else is done for it. @throws Failure `recipient-unusable`, `keys-locked`, `keys-unusable` */
export async function requireReadyKeys(request: KeysToSealWith): Promise<void> {
  if (!request.sender.isPrivate() || !request.sender.isDecrypted()) {
    throw new Failure('keys-locked', 'Avsändarnyckeln är låst. Kontrollera filen som ANSLUT_PASSPHRASE_FILE pekar på. Inget har skickats.')
  }
  await requireSenderKey(request)
  await requireUsableRecipient(request.recipient, request.to.address, request.date, request.exception ?? null)
  await requireArchiveKey(request)
}

/** Mail programs distrust a signature whose key is not the sender's by address. */
async function requireSenderKey({ sender, from, date }: KeysToSealWith): Promise<void> {
  try {
    await sender.getSigningKey(undefined, date, undefined, OPENPGP_POLICY)
  } catch (cause) {
    throw new Failure('keys-unusable', 'Avsändarnyckeln kan inte signera: den har gått ut eller återkallats. Skapa nya egna nycklar. Inget har skickats.', { cause })
  }
  if (!sender.users.some((user) => sameAddress(addressOf(user.userID), from.address))) {
    throw new Failure('keys-unusable', `Avsändarnyckeln är inte utställd för ${from.address}. Skapa nya egna nycklar, eller rätta avsändaradressen. Inget har skickats.`)
  }
}

async function requireArchiveKey({ archive, recipient, date }: KeysToSealWith): Promise<void> {
  if (archive.getFingerprint() === recipient.getFingerprint()) throw new Error('the archive key is not the recipient’s key')
  try {
    await archive.getEncryptionKey(undefined, date, undefined, OPENPGP_POLICY)
  } catch (cause) {
    throw new Failure('keys-unusable', 'Arkivnyckeln kan inte användas: den har gått ut eller återkallats. Skapa nya egna nycklar. Inget har skickats.', { cause })
  }
}

/** A member's file, refused at its end when it is not the one the letter names. */
async function* attachedBytes({ letter, read }: LetterToEncrypt, file: AttachedFile): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const bytes of read(file.sha256)) {
    hash.update(bytes)
    sizeBytes += bytes.byteLength
    yield bytes
  }
  const found = hash.digest('hex')
  if (found === file.sha256 && sizeBytes === file.sizeBytes) return
  const fileName = letter.members.find(({ sha256 }) => sha256 === file.sha256)?.fileName ?? ''
  throw new Failure('letter-incomplete', `Bilagan ”${fileName}” är inte den som godkändes: SHA-256 är ${found}, väntat ${file.sha256}. Kör "anslut archive verify". Inget har skickats.`)
}

function outerFields({ from, to, date, messageId }: LetterToEncrypt): readonly HeaderField[] {
  return [
    { name: 'From', value: mailboxValue(from) },
    { name: 'To', value: mailboxValue(to) },
    { name: 'Subject', value: OUTER_SUBJECT },
    { name: 'Date', value: dateValue(date) },
    { name: 'Message-ID', value: messageId },
  ]
}

function clearPieces({ letter, boundarySeed }: LetterToEncrypt, outer: readonly HeaderField[]): readonly MimePiece[] {
  const boundary = boundaryOf(boundarySeed, 'inner')
  const inner = outer.map((field) => (field.name === 'Subject' ? { name: 'Subject', value: textValue(subjectOf(letter)) } : field))
  const confidential = outer.map((field) => ({ name: 'HP-Outer', value: `${field.name}: ${field.value}` }))
  const headers = [
    headerBlock([...inner, ...confidential]), 'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}";`, ' protected-headers="v1"; hp="cipher"',
  ].join('\r\n')
  const part = letter.purpose === 'draft' ? wordPart : pdfPart
  return [entity(headers, ''), ...multipartBody(boundary, [[textPart(textOf(letter))], ...letter.members.map((member) => part(member.fileName, member))])]
}

/** Signed without sight of the recipient's preferences, so that the hash stays SHA-512; the explicit session key forces SEIPDv1 with AES-256 whatever a key advertises. */
async function sealedPackets({ sender, recipient, archive, date, exception }: LetterToEncrypt, clear: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const config = OPENPGP_POLICY
  const message = await openpgp.createMessage({ binary: webStreamOf(clear), date })
  const signed = await openpgp.sign({ message, signingKeys: sender, date, format: 'object', config })
  return openpgp.encrypt({
    message: signed, encryptionKeys: [withoutWeaklyRevoked(recipient), archive], sessionKey: { data: randomBytes(32), algorithm: 'aes256' }, date, format: 'binary', config: recipientPolicy(exception ?? null),
  })
}
