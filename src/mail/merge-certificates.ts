import * as openpgp from 'openpgp'
import { fingerprintOf } from './key-description.js'

type Packet = openpgp.AnyPacket

/**
 * A known certificate with what is new in another copy of it: its owner's signatures, user IDs and subkeys, each beside what was there; what others have signed is left out. Nothing that was known is taken away or replaced, since a copy may come from anybody:
 * openpgp.js's own `update` lets an unverified newer binding take the place of a good one.
 */
export function mergeCertificates(known: openpgp.PublicKey, other: openpgp.PublicKey): openpgp.PublicKey {
  if (fingerprintOf(known) !== fingerprintOf(other)) throw new Error('two copies of one certificate have one fingerprint')
  const parts = sectionsOf(known)
  const isOwn = ({ issuerKeyID }: openpgp.SignaturePacket): boolean => issuerKeyID.equals(known.getKeyID())
  for (const { head, signatures } of sectionsOf(other)) {
    const section = { head, signatures: signatures.filter(isOwn) }
    const same = parts.find(({ head }) => sameBytes(head, section.head))
    if (same === undefined) parts.push(section)
    else same.signatures.push(...section.signatures.filter((signature) => !same.signatures.some((one) => sameBytes(one, signature))))
  }
  const [primary, ...rest] = parts
  const isSubkey = ({ head }: Section): boolean => head instanceof openpgp.PublicSubkeyPacket
  const ordered = [...(primary === undefined ? [] : [primary]), ...rest.filter((part) => !isSubkey(part)), ...rest.filter(isSubkey)]
  const packets = new openpgp.PacketList<Packet>()
  for (const { head, signatures } of ordered) packets.push(head, ...signatures)
  return new openpgp.PublicKey(packets)
}

/** A key, user ID or subkey packet and the signatures that follow it. */
interface Section {
  readonly head: Packet
  readonly signatures: openpgp.SignaturePacket[]
}

function sectionsOf(key: openpgp.PublicKey): Section[] {
  const sections: Section[] = []
  for (const packet of key.toPacketList()) {
    if (packet instanceof openpgp.SignaturePacket) sections.at(-1)?.signatures.push(packet)
    else sections.push({ head: packet, signatures: [] })
  }
  return sections
}

function sameBytes(one: Packet, other: Packet): boolean {
  return Buffer.from(one.write()).equals(other.write())
}
