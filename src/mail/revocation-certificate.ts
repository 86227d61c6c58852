import * as openpgp from 'openpgp'
import { Failure } from '../../templates/failure.js'
import { fingerprintOf } from './key-description.js'
import { isMadeByOwner } from './owner-signature.js'

/** Whether a signature that stands alone revokes a whole key, as `gpg --gen-revoke` writes it. */
export function isKeyRevocation({ signatureType }: openpgp.SignaturePacket): boolean {
  return signatureType === openpgp.enums.signature.keyRevocation
}

/** The end of the fingerprint of the key that a signature says it is by: all 40 upper-case hex digits where it names them, otherwise the last 16. */
export function issuerOf({ issuerFingerprint, issuerKeyID }: openpgp.SignaturePacket): string {
  return (issuerFingerprint === null ? issuerKeyID.toHex() : Buffer.from(issuerFingerprint).toString('hex')).toUpperCase()
}

/** The key with the revocation beside its primary part. @throws Failure `key-invalid` when that key's owner did not sign it */
export async function revokedBy(key: openpgp.PublicKey, revocation: openpgp.SignaturePacket): Promise<openpgp.PublicKey> {
  if (!(await isMadeByOwner(revocation, key, key.keyPacket))) throw new Failure('key-invalid', `Återkallelseintyget säger sig gälla nyckeln ${fingerprintOf(key)}, men är inte undertecknat av den. Nyckeln är orörd. Ta reda på varifrån filen kommer, och fråga nyckelns ägare.`)
  const [primary, ...rest] = key.toPacketList()
  const packets = new openpgp.PacketList<openpgp.AnyPacket>()
  packets.push(...(primary === undefined ? [] : [primary]), revocation, ...rest)
  return new openpgp.PublicKey(packets)
}
