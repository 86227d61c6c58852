import { armoredBodies } from './armored-bodies.js'

const SIGNATURE = 2
const PUBLIC_KEY = 6
const SECRET_KEY = 5
const MARKER_TAGS: ReadonlySet<number> = new Set([10, 12, 21])

/** One certificate's bytes, cut out of a file; `version` is that of its primary key packet. */
export interface RawCertificate {
  readonly bytes: Uint8Array
  readonly version: number
  readonly isSecret: boolean
}

/** The binary key rings in a text with armored blocks, whatever stands around them; empty when it holds none. Marks of quoting before the lines are taken away. */
export function armoredBlocks(text: string): Uint8Array[] {
  return armoredBodies(text.replace(/^(?:> ?)+(?=\S)/gmu, ''), ['PUBLIC KEY BLOCK', 'PRIVATE KEY BLOCK'])
}

/** Cuts a binary key ring into its certificates, so that one of them that cannot be read does not take the others with it. Null when it is no sequence of packets that begins with a key. */
export function splitCertificates(ring: Uint8Array): RawCertificate[] | null {
  const starts: { readonly at: number; readonly version: number; readonly isSecret: boolean }[] = []
  let at = 0
  while (at < ring.length) {
    const packet = packetAt(ring, at)
    if (packet === null) return null
    if (packet.tag === PUBLIC_KEY || packet.tag === SECRET_KEY) starts.push({ at, version: ring[packet.body] ?? 0, isSecret: packet.tag === SECRET_KEY })
    else if (starts.length === 0 && !MARKER_TAGS.has(packet.tag)) return null
    at = packet.end
  }
  if (starts.length === 0) return null
  return starts.map((start, index) => ({ bytes: ring.subarray(start.at, starts[index + 1]?.at ?? ring.length), version: start.version, isSecret: start.isSecret }))
}

/** Signatures that stand alone, as in a revocation certificate, each with its packet's frame. Null when a ring is anything else. */
export function signaturesAlone(ring: Uint8Array): Uint8Array[] | null {
  const found: Uint8Array[] = []
  let at = 0
  while (at < ring.length) {
    const packet = packetAt(ring, at)
    if (packet === null || (packet.tag !== SIGNATURE && !MARKER_TAGS.has(packet.tag))) return null
    if (packet.tag === SIGNATURE) found.push(ring.subarray(at, packet.end))
    at = packet.end
  }
  return found.length === 0 ? null : found
}

/** The packets of a certificate in their order; null when it is no sequence of packets. */
export function packetsOf(bytes: Uint8Array): Packet[] | null {
  const packets: Packet[] = []
  for (let at = 0; at < bytes.length; at = packets.at(-1)?.end ?? bytes.length) {
    const packet = packetAt(bytes, at)
    if (packet === null) return null
    packets.push(packet)
  }
  return packets
}

/** One packet's tag, where it begins, where its body begins, and where it ends. */
export interface Packet {
  readonly tag: number
  readonly at: number
  readonly body: number
  readonly end: number
}

/** One packet's tag and bounds ([RFC 9580](https://www.rfc-editor.org/rfc/rfc9580) 4.2); null when it runs past the end, or has a length that keys never have. */
function packetAt(bytes: Uint8Array, at: number): Packet | null {
  const first = bytes[at] ?? 0
  if ((first & 0x80) === 0) return null
  const header = (first & 0x40) === 0 ? oldLength(bytes, at, first & 3) : newLength(bytes, at)
  if (header === null) return null
  const end = header.body + header.length
  return end > bytes.length ? null : { tag: (first & 0x40) === 0 ? (first >> 2) & 0x0f : first & 0x3f, at, body: header.body, end }
}

interface Length {
  readonly body: number
  readonly length: number
}

function oldLength(bytes: Uint8Array, at: number, kind: number): Length | null {
  if (kind === 3) return null
  const octets = 2 ** kind
  return { body: at + 1 + octets, length: numberAt(bytes, at + 1, octets) }
}

function newLength(bytes: Uint8Array, at: number): Length | null {
  const one = bytes[at + 1] ?? 0
  if (one < 192) return { body: at + 2, length: one }
  if (one < 224) return { body: at + 3, length: ((one - 192) << 8) + (bytes[at + 2] ?? 0) + 192 }
  return one === 255 ? { body: at + 6, length: numberAt(bytes, at + 2, 4) } : null
}

function numberAt(bytes: Uint8Array, at: number, octets: number): number {
  return bytes.subarray(at, at + octets).reduce((sum, octet) => sum * 256 + octet, 0)
}
