import { Failure } from '../../templates/failure.js'
import { packetsOf, type Packet } from './split-certificates.js'

const SIGNATURE = 2
const KEY_REVOCATION = 0x20
const SUBKEY_REVOCATION = 0x28
const USER_ID_REVOCATION = 0x30
/** Which revocation may stand under which packet: keys, subkeys, user IDs and pictures. */
const REVOCATION_OF: ReadonlyMap<number, number> = new Map([[5, KEY_REVOCATION], [6, KEY_REVOCATION], [7, SUBKEY_REVOCATION], [14, SUBKEY_REVOCATION], [13, USER_ID_REVOCATION], [17, USER_ID_REVOCATION]])
const REVOCATIONS: ReadonlySet<number> = new Set(REVOCATION_OF.values())
/** More than any owner makes, and few enough to try each. */
const MOST_TRIED = 2000

/**
 * A certificate in which every revocation stands under every part that it may be of, since openpgp.js overlooks one that stands elsewhere, which GnuPG and Sequoia find; which of them the owner has made is for the reader to see.
 * @throws Failure `key-invalid` for more revocations than anybody makes, or one of version 3, which openpgp.js cannot read and GnuPG obeys
 */
export function revocationsInPlace(certificate: Uint8Array): Uint8Array {
  const packets = packetsOf(certificate) ?? []
  const heads = packets.filter(({ tag }) => REVOCATION_OF.has(tag))
  const revocations = packets.filter((packet) => revocationIn(certificate, packet) !== null)
  if (revocations.length === 0) return certificate
  if (revocations.some(({ body }) => certificate[body] === 3)) throw new Failure('key-invalid', 'Nyckeln bär en återkallelse i ett gammalt format (version 3), som programmet inte kan pröva. Räkna med att den är återkallad: fråga ägaren, och be om en ny nyckel. Är nyckeln fäst, ta den ur bruk med ”keys unpin”.')
  if (revocations.length * heads.length > MOST_TRIED) throw new Failure('key-invalid', 'Nyckeln bär fler återkallelser än någon gör. Kontrollera varifrån filen kommer, och be ägaren om nyckeln igen.')
  const bytesOf = ({ at, end }: Packet): Uint8Array => certificate.subarray(at, end)
  return Buffer.concat(packets.flatMap((packet) => {
    if (revocations.includes(packet)) return []
    const type = REVOCATION_OF.get(packet.tag)
    return [bytesOf(packet), ...(type === undefined ? [] : revocations.filter((each) => revocationIn(certificate, each) === type).map(bytesOf))]
  }))
}

/** The type of a revocation (RFC 9580, 5.2.1), null for every other packet; in version 3 it stands one byte later. */
function revocationIn(certificate: Uint8Array, { tag, body }: Packet): number | null {
  const type = certificate[body + (certificate[body] === 3 ? 2 : 1)] ?? 0
  return tag === SIGNATURE && REVOCATIONS.has(type) ? type : null
}
