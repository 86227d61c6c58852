import { createHash, createPrivateKey, sign } from 'node:crypto'
import * as openpgp from 'openpgp'

const subpacket = (type: number, body: Uint8Array): Buffer => Buffer.concat([Buffer.from([body.length + 1, type]), body])
const uint = (value: number, bytes: 2 | 4): Buffer => {
  const written = Buffer.alloc(bytes)
  written.writeUIntBE(value, 0, bytes)
  return written
}

/** A number as OpenPGP writes it: its bits, then its bytes without leading zeros. */
function written(number: Buffer): Buffer {
  const short = number.subarray(Math.max(0, number.findIndex((byte) => byte !== 0)))
  return Buffer.concat([uint((short.length - 1) * 8 + 32 - Math.clz32(short[0] ?? 0), 2), short])
}

/** The public half of an Ed25519 key (the earlier format) with its owner's hard revocation over SHA-1, which GnuPG makes with `--cert-digest-algo SHA1`. */
export async function revokedOverSha1(key: openpgp.PrivateKey): Promise<openpgp.PublicKey> {
  const params: unknown = Reflect.get(key.keyPacket, 'privateParams')
  const seed: unknown = typeof params === 'object' && params !== null ? Reflect.get(params, 'seed') : null
  if (!(seed instanceof Uint8Array)) throw new Error('an unlocked Ed25519 key has a seed')
  const open = key.toPublic()
  const body = Buffer.from(open.keyPacket.write())
  const hashed = Buffer.concat([subpacket(2, uint(Math.floor(Date.parse('2026-11-01') / 1000), 4)), subpacket(29, Buffer.from([2]))])
  const head = Buffer.concat([Buffer.from([4, openpgp.enums.signature.keyRevocation, openpgp.enums.publicKey.eddsaLegacy, openpgp.enums.hash.sha1]), uint(hashed.length, 2), hashed])
  const digest = createHash('sha1').update(Buffer.concat([Buffer.from([0x99]), uint(body.length, 2), body, head, Buffer.from([4, 0xff]), uint(head.length, 4)])).digest()
  const made = sign(null, digest, createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' }))
  const issuer = subpacket(16, Buffer.from(key.getKeyID().toHex(), 'hex'))
  const packet = Buffer.concat([head, uint(issuer.length, 2), issuer, digest.subarray(0, 2), written(made.subarray(0, 32)), written(made.subarray(32))])
  const whole = Buffer.from(open.write())
  const primaryBytes = whole.length - Buffer.from(openpgp.PacketList.prototype.write.call(open.toPacketList().slice(1))).length
  return openpgp.readKey({ binaryKey: Buffer.concat([whole.subarray(0, primaryBytes), Buffer.from([0xc2, packet.length]), packet, whole.subarray(primaryBytes)]) })
}
