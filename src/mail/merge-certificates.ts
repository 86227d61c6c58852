import * as openpgp from 'openpgp'
import { fingerprintOf } from './key-description.js'
import { isMadeByOwner } from './owner-signature.js'

type Packet = openpgp.AnyPacket

/** A key, user ID or subkey packet and the signatures that follow it. */
interface Section {
  readonly head: Packet
  readonly signatures: readonly openpgp.SignaturePacket[]
}

/**
 * A known certificate with what is new in another copy of it: signatures that its owner has made, and the user IDs and subkeys they are for, each beside what was there. Nothing that was known is taken away or replaced, and nothing is added that its owner has not signed,
 * since a copy may come from anybody, in a mail too: openpgp.js's own `update` lets an unverified newer binding take the place of a good one.
 */
export async function mergeCertificates(known: openpgp.PublicKey, other: openpgp.PublicKey): Promise<openpgp.PublicKey> {
  if (fingerprintOf(known) !== fingerprintOf(other)) throw new Error('two copies of one certificate have one fingerprint')
  const parts = new Map(sectionsOf(known).map((section) => [nameOf(section), section]))
  for (const section of sectionsOf(other)) {
    const there = parts.get(nameOf(section))?.signatures ?? []
    const added = await newOfOwner(section, there, known)
    if (added.length > 0) parts.set(nameOf(section), { head: section.head, signatures: [...there, ...added] })
  }
  return certificateOf([...parts.values()])
}

/** The signatures of a section that the owner has made and that say what no proved one says yet: what is not signed in them may be written anew without end. */
async function newOfOwner({ head, signatures }: Section, there: readonly openpgp.SignaturePacket[], known: openpgp.PublicKey): Promise<openpgp.SignaturePacket[]> {
  const added: openpgp.SignaturePacket[] = []
  for (const one of signatures) {
    const same = [...there, ...added].filter((each) => sameSigned(each, one))
    if (same.some((each) => sameBytes(each, one)) || !(await isMadeByOwner(one, known, head))) continue
    if (!(await anyMade(same, known, head))) added.push(one)
  }
  return added
}

async function anyMade(signatures: readonly openpgp.SignaturePacket[], known: openpgp.PublicKey, head: Packet): Promise<boolean> {
  for (const one of signatures) if (await isMadeByOwner(one, known, head)) return true
  return false
}

/** User IDs and subkeys that their owner has not signed for, so many that what is wrong can be seen. */
const MOST_UNSIGNED = 5

/**
 * A certificate without claims that its owner has not made, of which anybody may add so many that judging them all would take hours: no revocation but the owner's own, and for each user ID and subkey the owner's signatures, or one that fails, so that what is wrong can be named; of those that have none the first few.
 */
export async function withoutForgeries(key: openpgp.PublicKey): Promise<openpgp.PublicKey> {
  const isOwn = ({ issuerKeyID }: openpgp.SignaturePacket): boolean => issuerKeyID.equals(key.getKeyID())
  const kept: Section[] = []
  let unsigned = 0
  for (const { head, signatures } of sectionsOf(key)) {
    const proved: openpgp.SignaturePacket[] = []
    for (const one of signatures) if ((!isOwn(one) && !isRevocation(one)) || (await isMadeByOwner(one, key, head))) proved.push(one)
    const isSigned = proved.some((one) => isOwn(one) && !isRevocation(one))
    const failed = signatures.find((one) => isOwn(one) && !isRevocation(one) && !proved.includes(one))
    if (!isSigned && kept.length > 0 && (unsigned += 1) > MOST_UNSIGNED) continue
    kept.push({ head, signatures: isSigned || failed === undefined ? proved : [...proved, failed] })
  }
  return certificateOf(kept)
}

const { keyRevocation, subkeyRevocation, certRevocation } = openpgp.enums.signature
const REVOCATIONS: ReadonlySet<openpgp.enums.signature | null> = new Set([keyRevocation, subkeyRevocation, certRevocation])

function isRevocation({ signatureType }: openpgp.SignaturePacket): boolean {
  return REVOCATIONS.has(signatureType)
}

function certificateOf([primary, ...rest]: readonly Section[]): openpgp.PublicKey {
  const isSubkey = ({ head }: Section): boolean => head instanceof openpgp.PublicSubkeyPacket
  const ordered = [...(primary === undefined ? [] : [primary]), ...rest.filter((part) => !isSubkey(part)), ...rest.filter(isSubkey)]
  const packets = new openpgp.PacketList<Packet>()
  for (const { head, signatures } of ordered) packets.push(head, ...signatures)
  return new openpgp.PublicKey(packets)
}

function sectionsOf(key: openpgp.PublicKey): Section[] {
  const sections: { readonly head: Packet; readonly signatures: openpgp.SignaturePacket[] }[] = []
  for (const packet of key.toPacketList()) {
    if (packet instanceof openpgp.SignaturePacket) sections.at(-1)?.signatures.push(packet)
    else sections.push({ head: packet, signatures: [] })
  }
  return sections
}

/** What a section is of, by its bytes. */
function nameOf({ head }: Section): string {
  return Buffer.from(head.write()).toString('base64')
}

function sameBytes(one: Packet, other: Packet): boolean {
  return Buffer.from(one.write()).equals(other.write())
}

/** What a signature says is in the part that is signed. */
function sameSigned({ signatureData: one }: openpgp.SignaturePacket, { signatureData: other }: openpgp.SignaturePacket): boolean {
  return one !== null && other !== null && Buffer.from(one).equals(other)
}
