import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto'
import type { AlgorithmIdentifier } from 'pkijs'
import { RSASSAPSSParams } from 'pkijs'

/** Why a signature, or a part of it, is not accepted, in Swedish: `wrong` is against it, `unknown` is beyond what can be checked here. */
export interface Fault {
  readonly kind: 'wrong' | 'unknown'
  readonly reason: string
}

export class SignatureFault extends Error {
  constructor(readonly fault: Fault) {
    super(fault.reason)
  }
}

export function wrong(reason: string): SignatureFault {
  return new SignatureFault({ kind: 'wrong', reason })
}

export function unknown(reason: string): SignatureFault {
  return new SignatureFault({ kind: 'unknown', reason })
}

/** Hash functions that still bind (ETSI TS 119 312). */
const HASHES: Readonly<Record<string, string>> = { '2.16.840.1.101.3.4.2.1': 'sha256', '2.16.840.1.101.3.4.2.2': 'sha384', '2.16.840.1.101.3.4.2.3': 'sha512' }
const WEAK_HASHES: Readonly<Record<string, string>> = { '1.3.14.3.2.26': 'SHA-1', '1.2.840.113549.2.5': 'MD5', '2.16.840.1.101.3.4.2.4': 'SHA-224' }
const SIGNATURES: Readonly<Record<string, { readonly type: 'rsa' | 'ec'; readonly hash: string | null }>> = {
  '1.2.840.113549.1.1.1': { type: 'rsa', hash: null }, '1.2.840.113549.1.1.11': { type: 'rsa', hash: 'sha256' }, '1.2.840.113549.1.1.12': { type: 'rsa', hash: 'sha384' }, '1.2.840.113549.1.1.13': { type: 'rsa', hash: 'sha512' },
  '1.2.840.10045.2.1': { type: 'ec', hash: null }, '1.2.840.10045.4.3.2': { type: 'ec', hash: 'sha256' }, '1.2.840.10045.4.3.3': { type: 'ec', hash: 'sha384' }, '1.2.840.10045.4.3.4': { type: 'ec', hash: 'sha512' },
}
const WEAK_SIGNATURES: Readonly<Record<string, string>> = { '1.2.840.113549.1.1.4': 'MD5', '1.2.840.113549.1.1.5': 'SHA-1', '1.2.840.10045.4.1': 'SHA-1', '1.2.840.10040.4.3': 'DSA med SHA-1' }
const PSS = '1.2.840.113549.1.1.10'
const SHORTEST_RSA_BITS = 2048
const CURVES: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521', brainpoolP256r1: 'Brainpool 256', brainpoolP384r1: 'Brainpool 384', brainpoolP512r1: 'Brainpool 512' }

/** Node's name of a hash function. @throws SignatureFault for one that is weak or not known here */
export function hashNamed(oid: string): string {
  const weak = WEAK_HASHES[oid]
  if (weak !== undefined) throw wrong(`Underskriften bygger på ${weak}, som inte längre skyddar mot förfalskning.`)
  const hash = HASHES[oid]
  if (hash === undefined) throw unknown('Underskriften använder en kontrollsumma som inte kan kontrolleras här.')
  return hash
}

/** Checks a signature value over bytes. Gives the algorithm in words. @throws SignatureFault */
export function checkSignature(publicKeyDer: Uint8Array, algorithm: AlgorithmIdentifier, digest: string, signed: Uint8Array, value: Uint8Array): string {
  const oid = algorithm.algorithmId
  const weak = WEAK_SIGNATURES[oid]
  if (weak !== undefined) throw wrong(`Underskriften bygger på ${weak}, som inte längre skyddar mot förfalskning.`)
  const key = keyFrom(publicKeyDer)
  if (oid === PSS) return checkPss(key, algorithm, signed, value)
  const known = SIGNATURES[oid]
  if (known === undefined || key.asymmetricKeyType !== known.type) throw unknown('Underskriften är gjord på ett sätt som inte kan kontrolleras här.')
  const hash = known.hash ?? digest
  const padding = known.type === 'rsa' ? { padding: constants.RSA_PKCS1_PADDING } : {}
  if (!verify(hash, signed, { key, ...padding }, value)) throw NOT_THIS
  return `${known.type === 'rsa' ? 'RSA' : 'ECDSA'} ${sizeOf(key)}, ${spoken(hash)}`
}

const NOT_THIS = wrong('Underskriften hör inte till det som står i filen, eller är inte gjord med det certifikat som följer med.')

function checkPss(key: KeyObject, algorithm: AlgorithmIdentifier, signed: Uint8Array, value: Uint8Array): string {
  if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'rsa-pss') throw NOT_THIS
  const parameters = new RSASSAPSSParams({ schema: algorithm.algorithmParams })
  const hash = hashNamed(parameters.hashAlgorithm.algorithmId)
  const mask: unknown = parameters.maskGenAlgorithm.algorithmParams?.valueBlock?.value?.[0]?.valueBlock?.toString()
  if (mask !== parameters.hashAlgorithm.algorithmId) throw unknown('Underskriften är gjord på ett sätt som inte kan kontrolleras här.')
  if (!verify(hash, signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: parameters.saltLength }, value)) throw NOT_THIS
  return `RSA-PSS ${sizeOf(key)}, ${spoken(hash)}`
}

function keyFrom(der: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' })
  } catch {
    throw unknown('Certifikatets nyckel är av ett slag som inte kan kontrolleras här.')
  }
}

/** @throws SignatureFault for a key that is too short */
function sizeOf({ asymmetricKeyDetails }: KeyObject): string {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {}
  if (modulusLength !== undefined) {
    if (modulusLength < SHORTEST_RSA_BITS) throw wrong(`Nyckeln är bara ${modulusLength} bitar, för kort för att skydda mot förfalskning.`)
    return String(modulusLength)
  }
  const curve = CURVES[namedCurve ?? '']
  if (curve === undefined) throw unknown('Certifikatets nyckel är av ett slag som inte kan kontrolleras här.')
  return curve
}

function spoken(hash: string): string {
  return hash.toUpperCase().replace('SHA', 'SHA-')
}

/** Whether a certificate is itself signed with something weak. */
export function signedWeakly(oid: string): boolean {
  return WEAK_SIGNATURES[oid] !== undefined
}
