import { createHash } from 'node:crypto'
import * as openpgp from 'openpgp'
import { fileNameOf, type ReviewLetter } from '../../signing/letter.js'
import { encryptLetter, type LetterToEncrypt } from '../../src/mail/encrypt-letter.js'
import { readSealed } from '../../src/mail/sealed.js'
import type { RawMail } from '../../src/mail/smtp.js'

/** The instant of every letter in these tests; keys are a day older. */
export const EPOCH = new Date('2026-11-22T09:00:00Z')
export const DAY_MS = 86_400_000
export const YESTERDAY = new Date(EPOCH.getTime() - DAY_MS)
export const SUPPLIER = 'granskning@leverantor.example'

const EVIDENT_TEXT = 'Tillämpningsanvisning RAPS'

export interface Attached {
  readonly title: string
  readonly bytes: Uint8Array
}

export interface Letterhead {
  readonly sender: openpgp.PrivateKey
  readonly archive: openpgp.PrivateKey
  readonly supplier: openpgp.PrivateKey
}

/** A version 4 Ed25519 pair made yesterday, unlocked. */
export async function ownerKey(name: string, email: string, options: Partial<openpgp.KeyOptions> = {}): Promise<openpgp.PrivateKey> {
  const { privateKey } = await openpgp.generateKey({ type: 'ecc', curve: 'ed25519Legacy', userIDs: [{ name, email }], date: YESTERDAY, ...options, format: 'object' })
  return privateKey
}

export async function letterhead(): Promise<Letterhead> {
  return {
    sender: await ownerKey('Exempelrådgivningen', 'siths@radgivning.example'),
    archive: await ownerKey('Exempelrådgivningen (arkiv)', 'siths@radgivning.example'),
    supplier: await ownerKey('Exempelleverantören', SUPPLIER),
  }
}

/** A letter about Åre with these attachments, ready to encrypt. */
export function letterWith(attached: readonly Attached[], keys: Letterhead): LetterToEncrypt & { readonly letter: ReviewLetter } {
  const customer = { name: 'Åre kommun', orgnr: '212000-1892' }
  const digests = attached.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'))
  const letter: ReviewLetter = {
    purpose: 'review', id: 'letter-1', number: 1, predecessor: null, customer,
    provider: { name: 'Exempelrådgivningen', replyAddress: 'siths@radgivning.example' },
    members: attached.map(({ title, bytes }, index) => ({
      kind: 'raps', title, code: `K0D${index}`, fileName: fileNameOf(title, customer.name, `K0D${index}`), sha256: digests[index] ?? '', sizeBytes: bytes.byteLength, pageCount: 21,
    })),
  }
  return {
    letter, read: readFrom(new Map(attached.map(({ bytes }, index) => [digests[index] ?? '', bytes]))),
    sender: keys.sender, recipient: keys.supplier.toPublic(), archive: keys.archive.toPublic(),
    from: { name: 'Exempelrådgivningen, SITHS', address: 'siths@radgivning.example' }, to: { name: 'Granskning Åsa', address: SUPPLIER },
    messageId: '<letter-1@radgivning.example>', date: EPOCH, boundarySeed: 'letter-1',
  }
}

/** Attachments handed over in pieces of a size that divides nothing. */
export function readFrom(files: ReadonlyMap<string, Uint8Array>): LetterToEncrypt['read'] {
  return async function* read(sha256) {
    const bytes = files.get(sha256) ?? new Uint8Array(0)
    for (let at = 0; at < bytes.byteLength; at += 100_003) yield bytes.subarray(at, at + 100_003)
  }
}

/** A letter's bytes as one. */
export async function encrypted(request: LetterToEncrypt): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of encryptLetter(request)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** The armored message in a letter, as other programs are handed it. */
export function armorIn(raw: Uint8Array): Buffer {
  const whole = Buffer.from(raw)
  return whole.subarray(whole.indexOf('-----BEGIN PGP MESSAGE'), whole.indexOf('-----END PGP MESSAGE-----') + 27)
}

/** The OpenPGP packets in a letter. */
export async function packetsOf(raw: Uint8Array): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of (await readSealed([raw])).packets) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** Bytes as the mailer takes them. */
export function rawMail(bytes: Uint8Array): RawMail {
  const pieces = Array.from({ length: Math.ceil(bytes.byteLength / 65_536) }, (_, index) => bytes.subarray(index * 65_536, (index + 1) * 65_536))
  return { sizeBytes: bytes.byteLength, pieces: () => pieces, opened: null }
}

/** One ordinary attachment. */
export function plainLetter(keys: Letterhead): LetterToEncrypt & { readonly letter: ReviewLetter } {
  return letterWith([{ title: EVIDENT_TEXT, bytes: Buffer.from('%PDF-1.7 hemligt') }], keys)
}
