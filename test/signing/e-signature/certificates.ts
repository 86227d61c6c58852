import { randomBytes, webcrypto } from 'node:crypto'
import { Constructed, GeneralizedTime, Primitive } from 'asn1js'
import { BasicOCSPResponse, CertID, Certificate, CertificateRevocationList, ResponseData, RevokedCertificate, SingleResponse, Time } from 'pkijs'
import type { JsonName, X509Certificate } from '@peculiar/x509'

// The certificate library fails at load without a global that reflect-metadata sets, so the order is stated here.
await import('reflect-metadata')
const x509 = await import('@peculiar/x509')

x509.cryptoProvider.set(webcrypto)

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const RSA = { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }
const PSS = { ...RSA, name: 'RSA-PSS', saltLength: 32 }
export const KEY_KINDS = { ec: EC, rsa: RSA, pss: PSS } as const

/** A certificate with its key. */
export interface Identity {
  readonly certificate: X509Certificate
  readonly keys: webcrypto.CryptoKeyPair
  readonly algorithm: { readonly name: string; readonly hash: string }
}

interface Wishes {
  readonly from?: string
  readonly to?: string
  readonly key?: keyof typeof KEY_KINDS
  readonly purposes?: readonly string[]
  readonly usage?: number
}

const AUTHORITY_USAGE = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign

const span = ({ from = '2026-01-01', to = '2028-01-01' }: Wishes) => ({ notBefore: new Date(from), notAfter: new Date(to) })
const serialNumber = (): string => `01${randomBytes(15).toString('hex')}`

async function keysOf(wishes: Wishes): Promise<{ keys: webcrypto.CryptoKeyPair; algorithm: (typeof KEY_KINDS)[keyof typeof KEY_KINDS] }> {
  const algorithm = KEY_KINDS[wishes.key ?? 'ec']
  return { algorithm, keys: await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) }
}

/** An authority that nobody vouches for. */
export async function rootAuthority(name: string, wishes: Wishes = {}): Promise<Identity> {
  const { keys, algorithm } = await keysOf(wishes)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(), name: `CN=${name}`, ...span(wishes), signingAlgorithm: algorithm, keys,
    extensions: [new x509.BasicConstraintsExtension(true, 2, true), new x509.KeyUsagesExtension(AUTHORITY_USAGE, true)],
  })
  return { certificate, keys, algorithm }
}

/** Somebody an authority vouches for; with `authority` as usage an authority under it. */
export async function vouched(subject: JsonName | string, by: Identity, wishes: Wishes & { readonly authority?: true } = {}): Promise<Identity> {
  const { keys, algorithm } = await keysOf(wishes)
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(), subject, issuer: by.certificate.subject, ...span(wishes), signingAlgorithm: by.algorithm, signingKey: by.keys.privateKey, publicKey: keys.publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(wishes.authority === true, undefined, true),
      new x509.KeyUsagesExtension(wishes.usage ?? (wishes.authority === true ? AUTHORITY_USAGE : x509.KeyUsageFlags.nonRepudiation), true),
      ...(wishes.purposes === undefined ? [] : [new x509.ExtendedKeyUsageExtension([...wishes.purposes], true)]),
    ],
  })
  return { certificate, keys, algorithm }
}

/** Somebody who vouches for himself. */
export async function selfSigned(name: string): Promise<Identity> {
  const { keys, algorithm } = await keysOf({})
  return { certificate: await x509.X509CertificateGenerator.createSelfSigned({ serialNumber: serialNumber(), name, ...span({}), signingAlgorithm: algorithm, keys, extensions: [new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true)] }), keys, algorithm }
}

/** A revocation list. */
export async function revocationList(by: Identity, revoked: readonly { readonly who: Identity; readonly on: string }[], day: string): Promise<Uint8Array> {
  const list = new CertificateRevocationList({
    version: 1, issuer: Certificate.fromBER(derOf(by)).subject, thisUpdate: new Time({ value: new Date(day) }), nextUpdate: new Time({ value: new Date(new Date(day).getTime() + 30 * 86_400_000) }),
    revokedCertificates: revoked.map(({ who, on }) => new RevokedCertificate({ userCertificate: Certificate.fromBER(derOf(who)).serialNumber, revocationDate: new Time({ value: new Date(on) }) })),
  })
  await list.sign(by.keys.privateKey, 'SHA-256')
  return new Uint8Array(list.toSchema(true).toBER())
}

/** An issuer's own answer about one certificate. */
export async function ocspAnswer(by: Identity, about: Identity, status: 'good' | 'revoked', day: string): Promise<Uint8Array> {
  const issuer = Certificate.fromBER(derOf(by))
  const certID = new CertID()
  await certID.createForCertificate(Certificate.fromBER(derOf(about)), { hashAlgorithm: 'SHA-256', issuerCertificate: issuer })
  const certStatus = status === 'good' ? new Primitive({ idBlock: { tagClass: 3, tagNumber: 0 } }) : new Constructed({ idBlock: { tagClass: 3, tagNumber: 1 }, value: [new GeneralizedTime({ valueDate: new Date(day) })] })
  const response = new BasicOCSPResponse({
    tbsResponseData: new ResponseData({ responderID: issuer.subject, producedAt: new Date(day), responses: [new SingleResponse({ certID, certStatus, thisUpdate: new Date(day), nextUpdate: new Date(new Date(day).getTime() + 30 * 86_400_000) })] }),
    certs: [issuer],
  })
  await response.sign(by.keys.privateKey, 'SHA-256')
  return new Uint8Array(response.toSchema().toBER())
}

export const derOf = ({ certificate }: Identity): Uint8Array => new Uint8Array(certificate.rawData)
