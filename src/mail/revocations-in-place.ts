import { createHash } from 'node:crypto'
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
 * @throws Failure `key-invalid` for more revocations than anybody makes, or one of version 3, which says that it is the owner's, openpgp.js cannot read and GnuPG obeys
 */
export function revocationsInPlace(certificate: Uint8Array): Uint8Array {
  const packets = packetsOf(certificate) ?? []
  const heads = packets.filter(({ tag }) => REVOCATION_OF.has(tag))
  const found = packets.filter((packet) => revocationIn(certificate, packet) !== null)
  if (found.length === 0) return certificate
  const [taken, revocations] = [new Set(found), found.filter(({ body }) => !isOld(certificate[body]))]
  if (found.some(({ body, end }) => isOld(certificate[body]) && keyIdOf(certificate, packets[0]) === hexOf(certificate.subarray(Math.min(body + 7, end), Math.min(body + 15, end))))) throw new Failure('key-invalid', 'Nyckeln bär en återkallelse i ett gammalt format (version 3), som programmet inte kan pröva. Den kan vara ägarens, eller tillagd av någon annan: fråga ägaren om nyckeln gäller. Är den återkallad, ta den ur bruk med ”keys unpin” och be om en ny.')
  if (revocations.length * heads.length > MOST_TRIED) throw new Failure('key-invalid', 'Nyckeln bär fler återkallelser än någon gör. Kontrollera varifrån filen kommer, och be ägaren om nyckeln igen.')
  const bytesOf = ({ at, end }: Packet): Uint8Array => certificate.subarray(at, end)
  return Buffer.concat(packets.flatMap((packet) => {
    if (taken.has(packet)) return []
    const type = REVOCATION_OF.get(packet.tag)
    return [bytesOf(packet), ...(type === undefined ? [] : revocations.filter((each) => revocationIn(certificate, each) === type).map(bytesOf))]
  }))
}

/** Version 2 is written as version 3 is. */
function isOld(version: number | undefined): boolean {
  return version === 2 || version === 3
}

/** The end of a version 4 key's fingerprint (RFC 9580, 5.5.4). */
function keyIdOf(certificate: Uint8Array, primary: Packet | undefined): string {
  const body = certificate.subarray(primary?.body ?? 0, primary?.end ?? 0)
  return hexOf(createHash('sha1').update(Buffer.from([0x99, body.length >>> 8, body.length & 0xff])).update(body).digest().subarray(-8))
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** The type of a revocation (RFC 9580, 5.2.1), null for every other packet; in version 3 it stands one byte later. */
function revocationIn(certificate: Uint8Array, { tag, body }: Packet): number | null {
  const type = certificate[body + (isOld(certificate[body]) ? 2 : 1)] ?? 0
  return tag === SIGNATURE && REVOCATIONS.has(type) ? type : null
}
