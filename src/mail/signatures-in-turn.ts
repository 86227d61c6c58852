import * as openpgp from 'openpgp'

/** A signature, and whether it holds: `verified` rejects when it does not. */
export interface Made {
  readonly verified: Promise<unknown>
  readonly signature: Promise<openpgp.Signature>
}

/** More than the people who sign one answer. */
const MOST_SIGNATURES = 8

/** Checks signatures one after the other: each takes a pass over all that is signed and a copy of it, and the library would hold them all at once. None where there are more than anybody makes. */
export async function checkedInTurn(signatures: readonly openpgp.SignaturePacket[], check: (one: openpgp.SignaturePacket) => Promise<readonly Made[]>): Promise<readonly Made[] | 'too-many'> {
  if (signatures.length > MOST_SIGNATURES) return 'too-many'
  const made: Made[] = []
  for (const signature of signatures) {
    const checked = await check(signature)
    await Promise.allSettled(checked.map(({ verified }) => verified))
    made.push(...checked)
  }
  return made
}

/** A list of just these packets. */
export function packetList<Packet extends openpgp.AnyPacket>(...packets: readonly Packet[]): openpgp.PacketList<Packet> {
  const list = new openpgp.PacketList<Packet>()
  list.push(...packets)
  return list
}
