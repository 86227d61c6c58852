import { createHash, randomBytes } from 'node:crypto'
import * as openpgp from 'openpgp'
import { Failure } from '../../templates/failure.js'
import { checkLetter, subjectOf, textOf, type LetterMember, type Mailbox, type ReviewLetter } from '../../signing/letter.js'
import { boundaryOf, dateValue, entity, headerBlock, mailboxValue, multipartBody, pdfPart, textPart, textValue, type HeaderField } from './mime.js'
import { OPENPGP_POLICY } from './openpgp-policy.js'
import { addressOf, requireUsableRecipient, sameAddress } from './recipient.js'
import { requireSealed } from './sealed.js'

/** Everything one encrypted letter is made of. */
export interface LetterToEncrypt {
  readonly letter: ReviewLetter
  /** The PDF of each member, by its SHA-256 in lower-case hex. */
  readonly attachments: ReadonlyMap<string, Uint8Array>
  /** Signs; unlocked. */
  readonly sender: openpgp.PrivateKey
  /** The key pinned for `to.address`. */
  readonly recipient: openpgp.PublicKey
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
 * signed, then encrypted to the recipient and the archive key and to nobody else. Nothing is written to disk.
 * @throws Failure `letter-incomplete`, `recipient-unusable`, `keys-locked`, `keys-unusable`
 */
export async function encryptLetter(request: LetterToEncrypt): Promise<Uint8Array> {
  await requireReady(request)
  const outer = outerFields(request)
  const armored = await sealed(request, clearEntity(request, outer))
  const boundary = boundaryOf(request.boundarySeed, 'outer')
  const control = entity(['Content-Type: application/pgp-encrypted', 'Content-Description: PGP/MIME version identification', 'Content-Transfer-Encoding: 7bit'].join('\r\n'), 'Version: 1\r\n')
  const message = entity(['Content-Type: application/octet-stream; name="encrypted.asc"', 'Content-Description: OpenPGP encrypted message',
    'Content-Disposition: inline; filename="encrypted.asc"', 'Content-Transfer-Encoding: 7bit'].join('\r\n'), armored)
  const headers = [
    headerBlock(outer), 'MIME-Version: 1.0',
    'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";', ` boundary="${boundary}"`,
  ].join('\r\n')
  const raw = entity(headers, multipartBody(boundary, [control, message]))
  await requireSealed(raw, { recipient: request.recipient, archive: request.archive })
  return raw
}

/** openpgp.js signs nothing and encrypts to nobody without complaint, so what it needs is checked before it is asked. */
async function requireReady(request: LetterToEncrypt): Promise<void> {
  checkLetter(request.letter)
  for (const member of request.letter.members) attachedBytes(member, request.attachments)
  if (!/^<[^<>@\s]+@[^<>@\s]+>$/u.test(request.messageId)) throw new Error('a Message-ID has angle brackets and one @')
  if (!request.sender.isPrivate() || !request.sender.isDecrypted()) {
    throw new Failure('keys-locked', 'Avsändarnyckeln är låst. Kontrollera filen som ANSLUT_PASSPHRASE_FILE pekar på. Inget har skickats.')
  }
  await requireSenderKey(request)
  await requireUsableRecipient(request.recipient, request.to.address, request.date)
  await requireArchiveKey(request)
}

/** Mail programs distrust a signature whose key is not the sender's by address. */
async function requireSenderKey({ sender, from, date }: LetterToEncrypt): Promise<void> {
  try {
    await sender.getSigningKey(undefined, date, undefined, OPENPGP_POLICY)
  } catch (cause) {
    throw new Failure('keys-unusable', 'Avsändarnyckeln kan inte signera: den har gått ut eller återkallats. Skapa nya egna nycklar. Inget har skickats.', { cause })
  }
  if (!sender.users.some((user) => sameAddress(addressOf(user.userID), from.address))) {
    throw new Failure('keys-unusable', `Avsändarnyckeln är inte utställd för ${from.address}. Skapa nya egna nycklar, eller rätta avsändaradressen. Inget har skickats.`)
  }
}

async function requireArchiveKey({ archive, recipient, date }: LetterToEncrypt): Promise<void> {
  if (archive.getFingerprint() === recipient.getFingerprint()) throw new Error('the archive key is not the recipient’s key')
  try {
    await archive.getEncryptionKey(undefined, date, undefined, OPENPGP_POLICY)
  } catch (cause) {
    throw new Failure('keys-unusable', 'Arkivnyckeln kan inte användas: den har gått ut eller återkallats. Skapa nya egna nycklar. Inget har skickats.', { cause })
  }
}

function attachedBytes(member: LetterMember, attachments: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const bytes = attachments.get(member.sha256)
  if (bytes === undefined) throw new Failure('letter-incomplete', `Bilagan ”${member.fileName}” saknas. Inget har skickats.`)
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found !== member.sha256 || bytes.byteLength !== member.sizeBytes) {
    throw new Failure('letter-incomplete', `Bilagan ”${member.fileName}” är inte den som godkändes: SHA-256 är ${found}, väntat ${member.sha256}. Kör "anslut archive verify". Inget har skickats.`)
  }
  return bytes
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

function clearEntity(request: LetterToEncrypt, outer: readonly HeaderField[]): Uint8Array {
  const { letter, attachments, boundarySeed } = request
  const boundary = boundaryOf(boundarySeed, 'inner')
  const inner = outer.map((field) => (field.name === 'Subject' ? { name: 'Subject', value: textValue(subjectOf(letter)) } : field))
  const confidential = outer.map((field) => ({ name: 'HP-Outer', value: `${field.name}: ${field.value}` }))
  const headers = [
    headerBlock([...inner, ...confidential]), 'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}";`, ' protected-headers="v1"; hp="cipher"',
  ].join('\r\n')
  const files = letter.members.map((member) => pdfPart(member.fileName, attachedBytes(member, attachments)))
  return entity(headers, multipartBody(boundary, [textPart(textOf(letter)), ...files]))
}

/** Signed without sight of the recipient's preferences, so that the hash stays SHA-512; the explicit session key forces SEIPDv1 with AES-256 whatever a key advertises. */
async function sealed({ sender, recipient, archive, date }: LetterToEncrypt, clear: Uint8Array): Promise<string> {
  const config = OPENPGP_POLICY
  const message = await openpgp.createMessage({ binary: clear, date })
  const signed = await openpgp.sign({ message, signingKeys: sender, date, format: 'object', config })
  const armored = await openpgp.encrypt({
    message: signed, encryptionKeys: [recipient, archive], sessionKey: { data: randomBytes(32), algorithm: 'aes256' }, date, format: 'armored', config,
  })
  return armored.replace(/\r?\n/gu, '\r\n')
}
