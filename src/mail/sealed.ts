import type * as openpgp from 'openpgp'
import { Failure } from '../../templates/failure.js'
import { bytesOfLines, linesOfBase64 } from './base64-lines.js'
import { Crc24 } from './crc24.js'
import { LineCutter } from './line-cutter.js'
import { addressIn, boundaryOf, entity, headerBlock, type HeaderField } from './mime.js'
import { PacketWalk, type SeenPacket } from './packet-walk.js'
import { PieceReader, type Pieces } from './piece-reader.js'

/** The two keys a letter must be readable with. */
export interface LetterReaders {
  readonly recipient: openpgp.PublicKey
  readonly archive: openpgp.PublicKey
}

const ARMOR_WIDTH = 60
const ARMOR_LINE = ARMOR_WIDTH + 2
const ARMOR_START = '-----BEGIN PGP MESSAGE-----\r\n\r\n'
const ARMOR_END = '\r\n-----END PGP MESSAGE-----\r\n'
const MOST_HEADER_BYTES = 16_384
const MOST_END_BYTES = 256
const CONTROL = 'Content-Type: application/pgp-encrypted\r\nContent-Description: PGP/MIME version identification\r\nContent-Transfer-Encoding: 7bit\r\n\r\nVersion: 1\r\n'
const MESSAGE_HEADERS = 'Content-Type: application/octet-stream; name="encrypted.asc"\r\nContent-Description: OpenPGP encrypted message\r\nContent-Disposition: inline; filename="encrypted.asc"\r\nContent-Transfer-Encoding: 7bit'
/** What a public-key encrypted session key and integrity protected contents are called in [RFC 9580](https://www.rfc-editor.org/rfc/rfc9580#section-5). */
const [SESSION_KEY, CONTENTS] = [1, 18]
/** The recipient's and the archive's. */
const SESSION_KEYS = 2

/** A whole PGP/MIME message around OpenPGP packets, which are armored and looked through as they pass: the end is not given when they are not sealed as they should be. @throws Failure `letter-not-encrypted` */
export async function* envelopeOf(fields: readonly HeaderField[], boundarySeed: string, packets: AsyncIterable<Uint8Array>, readers: LetterReaders): AsyncGenerator<Uint8Array> {
  const boundary = boundaryOf(boundarySeed, 'outer')
  const headers = [headerBlock(fields), 'MIME-Version: 1.0', 'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";', ` boundary="${boundary}"`].join('\r\n')
  yield entity(headers, beginningOf(boundary) + ARMOR_START)
  const walk = new PacketWalk()
  const sum = new Crc24()
  yield* linesOfBase64(passing(packets, walk, sum), ARMOR_WIDTH)
  requireReaders(walk, readers)
  yield Buffer.from(`\r\n=${sum.base64()}${ARMOR_END}${endOf(boundary)}`)
}

/** The body of the message up to the armor. */
function beginningOf(boundary: string): string {
  return `--${boundary}\r\n${CONTROL}\r\n--${boundary}\r\n${MESSAGE_HEADERS}\r\n\r\n`
}

function endOf(boundary: string): string {
  return `\r\n--${boundary}--\r\n`
}

async function* passing(packets: AsyncIterable<Uint8Array>, walk: PacketWalk, sum: Crc24): AsyncGenerator<Uint8Array> {
  for await (const bytes of packets) {
    walk.look(bytes)
    sum.update(bytes)
    yield bytes
  }
}

/** Exactly two session keys, for the recipient and the archive, none hidden, and one SEIPDv1. */
function requireReaders(walk: PacketWalk, readers: LetterReaders): void {
  requireSealedPackets(walk)
  const found = walk.packets.slice(0, SESSION_KEYS).map(keyIdIn)
  const wanted = [readers.recipient, readers.archive].map((key) => key.getKeyIDs().map((id) => id.toHex()))
  if (found.includes('0000000000000000') || !wanted.every((ids) => found.some((id) => ids.includes(id)))) throw notEncrypted('det är krypterat till andra nycklar än mottagarens och arkivets')
}

/** A session key of version 3 says right after its version whom it is for. */
function keyIdIn({ beginning }: SeenPacket): string {
  return Buffer.from(beginning.slice(1)).toString('hex')
}

function requireSealedPackets({ packets, isComplete }: PacketWalk): void {
  const kinds = packets.map(({ tag }) => tag)
  if (!isComplete || kinds.join() !== [SESSION_KEY, SESSION_KEY, CONTENTS].join() || packets[2]?.beginning[0] !== 1) throw notEncrypted('det är inte krypterat till exakt två nycklar')
}

/** A letter's headers, unfolded, and the OpenPGP packets in it. */
export interface SealedLetter {
  readonly headers: string
  /** Throws Failure `letter-not-encrypted` or `letter-unreadable` at the latest at its end, when anything but the sealed packets is there or they are damaged; until then nothing of it is to be trusted. */
  readonly packets: AsyncGenerator<Uint8Array>
}

/**
 * Reads a letter that is nothing but PGP/MIME with one armored message inside, as `envelopeOf` writes it.
 * @throws Failure `letter-not-encrypted`
 */
export async function readSealed(raw: Pieces): Promise<SealedLetter> {
  const reader = new PieceReader(raw)
  const { headers, boundary } = await readEnvelope(reader)
  return { headers, packets: packetsIn(reader, boundary) }
}

/** The headers, unfolded, of a letter whose beginning is that of an envelope; what is in it is left unread. @throws Failure `letter-not-encrypted` */
export async function sealedHeaders(raw: Pieces): Promise<string> {
  const reader = new PieceReader(raw)
  try {
    return (await readEnvelope(reader)).headers
  } finally {
    await reader.close()
  }
}

/** The ids, in hex, of the keys and subkeys that a sealed letter says it is encrypted to. @throws Failure `letter-not-encrypted` */
export async function sealedTo(raw: Pieces): Promise<readonly string[]> {
  const reader = new PieceReader(raw)
  const walk = new PacketWalk()
  try {
    const { boundary } = await readEnvelope(reader)
    for await (const bytes of packetsIn(reader, boundary)) {
      walk.look(bytes)
      if (walk.packets.length > SESSION_KEYS) break
    }
  } finally {
    await reader.close()
  }
  return walk.packets.filter(({ tag }) => tag === SESSION_KEY).map(keyIdIn)
}

/** The address that a sealed letter is from, whatever the sender's is by now. @throws Failure `letter-not-encrypted` */
export async function sealedSender(raw: Pieces): Promise<string> {
  return addressIn(/^From: (.*?)\r?$/mu.exec(await sealedHeaders(raw))?.[1])
}

/** Everything before the armor. */
async function readEnvelope(reader: PieceReader): Promise<{ headers: string; boundary: string }> {
  const head = await orNotEncrypted(() => reader.textUntil(ARMOR_START, MOST_HEADER_BYTES))
  const headersEnd = Math.max(head.indexOf('\r\n\r\n'), 0)
  const headers = head.slice(0, headersEnd).replace(/\r\n[ \t]+/gu, ' ')
  const boundary = /^Content-Type: multipart\/encrypted; protocol="application\/pgp-encrypted"; boundary="([^"]+)"$/mu.exec(headers.replace(/\r/gu, ''))?.[1]
  if (boundary === undefined || !/^Subject: \[\.\.\.\]\r?$/mu.test(headers)) throw notEncrypted('det är inte ett PGP/MIME-brev')
  if (head.slice(headersEnd + 4) !== beginningOf(boundary)) throw notEncrypted('det har inte exakt två delar')
  return { headers, boundary }
}

/** Reads a letter through and throws it away; gives its headers, unfolded. @throws Failure `letter-not-encrypted`, `letter-unreadable` */
export async function requireSealed(raw: Pieces): Promise<string> {
  const { headers, packets } = await readSealed(raw)
  while ((await packets.next()).done !== true) continue
  return headers
}

async function* packetsIn(reader: PieceReader, boundary: string): AsyncGenerator<Uint8Array> {
  const walk = new PacketWalk()
  const sum = new Crc24()
  // What may be the last lines stays: those before are full.
  const cutter = new LineCutter(ARMOR_LINE, ARMOR_LINE)
  const seen = (bytes: Buffer): Buffer => {
    sum.update(bytes)
    walk.look(bytes)
    return bytes
  }
  try {
    for await (const piece of reader.until(ARMOR_END)) {
      const lines = cutter.take(piece)
      if (lines.length > 0) yield seen(bytesOfLines(lines, ARMOR_WIDTH))
    }
    const [, full = '', last = '', checksum] = /^((?:[^\r\n]{60}\r\n)*)(?:([^\r\n]{1,60})\r\n)?=([A-Za-z0-9+/]{4})$/u.exec(cutter.rest().toString('latin1')) ?? []
    yield seen(base64Of(full.replace(/\r\n/gu, '') + last))
    if (checksum !== sum.base64()) throw new Failure('letter-unreadable', 'Det sparade brevet är skadat: kontrollsumman i dess krypterade text stämmer inte. Kör "anslut archive verify" och läs tillbaka filen från säkerhetskopian. Inget har skickats.')
    if ((await reader.rest(MOST_END_BYTES)) !== endOf(boundary)) throw new Error('something follows the message')
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw notEncrypted('det innehåller annat än krypterad text', cause)
  }
  requireSealedPackets(walk)
}

/** Node passes over what is no base64, and takes that of URLs for the same: neither may be there, where clear text could hide. */
function base64Of(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  if (text.length % 4 !== 0 || bytes.byteLength !== (text.length / 4) * 3 - padding || text.includes('-') || text.includes('_')) throw new Error('there is more than base64 in the armor')
  return bytes
}

async function orNotEncrypted<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw notEncrypted('det innehåller ingen krypterad text', cause)
  }
}

function notEncrypted(why: string, cause?: unknown): Failure {
  return new Failure('letter-not-encrypted', `Brevet skickas inte: ${why}. Håll inne brevet och kör "anslut archive verify".`, cause === undefined ? {} : { cause })
}
