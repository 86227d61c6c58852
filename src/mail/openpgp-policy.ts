import * as openpgp from 'openpgp'
import type { KeyException } from '../../contracts/event.js'

const { hash, publicKey, symmetric, compression, s2k } = openpgp.enums

const WEAK_HASHES = [hash.md5, hash.sha1, hash.ripemd]
const FOREIGN_ALGORITHMS = [publicKey.dsa, publicKey.elgamal]

/**
 * The one set of OpenPGP choices: version 4 keys, SEIPDv1 with AES-256, SHA-512, no compression, which GnuPG and Thunderbird read;
 * no certificate that rests on SHA-1, no RSA below 3072 bits, no DSA.
 */
export const OPENPGP_POLICY: openpgp.Config = {
  ...openpgp.config,
  v6Keys: false,
  aeadProtect: false,
  preferredHashAlgorithm: hash.sha512,
  preferredSymmetricAlgorithm: symmetric.aes256,
  preferredCompressionAlgorithm: compression.uncompressed,
  s2kType: s2k.iterated,
  minRSABits: 3072,
  showVersion: false,
  showComment: false,
  rejectHashAlgorithms: new Set([...openpgp.config.rejectHashAlgorithms, ...WEAK_HASHES]),
  rejectMessageHashAlgorithms: new Set([...openpgp.config.rejectMessageHashAlgorithms, ...WEAK_HASHES]),
  rejectPublicKeyAlgorithms: new Set([...openpgp.config.rejectPublicKeyAlgorithms, ...FOREIGN_ALGORITHMS]),
}

/** The policy a letter is encrypted to its recipient by; only a named exception takes RSA of 2048 bits. */
export function recipientPolicy(exception: KeyException | null): openpgp.Config {
  return exception === 'rsa-2048' ? { ...OPENPGP_POLICY, minRSABits: 2048 } : OPENPGP_POLICY
}

/** Reads what the policy refuses too, so that a fault can be named and a revocation made with an old hash still counts. */
export const LENIENT_POLICY: openpgp.Config = {
  ...OPENPGP_POLICY,
  minRSABits: 512,
  rejectHashAlgorithms: new Set(),
  rejectMessageHashAlgorithms: new Set(),
  rejectPublicKeyAlgorithms: new Set(),
}
