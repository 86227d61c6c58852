import { createHash } from 'node:crypto'
import { fromBER, ObjectIdentifier, OctetString, Sequence, UTCTime, GeneralizedTime } from 'asn1js'
import { Certificate, ContentInfo, IssuerAndSerialNumber, SignedData, type Attribute, type SignerInfo } from 'pkijs'
import { checkSignature, hashNamed, SignatureFault, unknown, wrong } from './algorithms.js'

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const CONTENT_TYPE = '1.2.840.113549.1.9.3'
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
const SIGNING_TIME = '1.2.840.113549.1.9.5'
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12'
const SIGNING_CERTIFICATE_2 = '1.2.840.113549.1.9.16.2.47'
const SHA_256 = '2.16.840.1.101.3.4.2.1'
const MOST_CERTIFICATES = 40
const MOST_NODES = 50_000
const MOST_BYTES = 512 * 1024

/** A signature that holds: it was made over the given bytes with the key of this certificate. Nothing is said yet about whose the certificate is. */
export interface CmsSignature {
  readonly signer: Certificate
  /** Every certificate that came along, the signer's too. */
  readonly certificates: readonly Certificate[]
  /** DER of the revocation lists that came along. */
  readonly crls: readonly Uint8Array[]
  /** What the signer says of the time. */
  readonly claimedAt: Date | null
  readonly algorithm: string
  /** The signature value, which a time stamp is made over. */
  readonly value: Uint8Array
  readonly unsigned: readonly Attribute[]
}

/** What a signature stands over: bytes beside it, or what it holds itself. */
export type Signed = { readonly beside: readonly Uint8Array[] } | { readonly within: string }

/** A parsed signature and what it holds. */
export interface OpenedCms {
  readonly signed: SignedData
  /** What it holds itself; null for a detached one. */
  readonly content: Uint8Array | null
}

/** Reads CMS (RFC 5652) from a string that may be filled up with zeros. @throws SignatureFault */
export function openCms(padded: Uint8Array): OpenedCms {
  if (padded.length > MOST_BYTES) throw unknown('Underskriften är orimligt stor.')
  const read = fromBER(padded, { maxNodes: MOST_NODES })
  if (read.offset <= 0 || read.result.error !== '') throw unknown('Underskriften går inte att tolka.')
  if (padded.subarray(read.offset).some((byte) => byte !== 0)) throw wrong('Det ligger något mer i underskriftens plats i filen.')
  try {
    const info = new ContentInfo({ schema: read.result })
    if (info.contentType !== SIGNED_DATA) throw unknown('Underskriften går inte att tolka.')
    const signed = new SignedData({ schema: info.content })
    return { signed, content: signed.encapContentInfo.eContent === undefined ? null : new Uint8Array(signed.encapContentInfo.eContent.getValue()) }
  } catch (error) {
    if (error instanceof SignatureFault) throw error
    throw unknown('Underskriften går inte att tolka.')
  }
}

/** Checks that the one signature holds over what it stands over (RFC 5652, 5.4-5.6; ETSI EN 319 122-1). @throws SignatureFault */
export function checkCms({ signed, content }: OpenedCms, over: Signed, contentType: string): CmsSignature {
  const [signer, another] = signed.signerInfos
  if (signer === undefined || another !== undefined) throw unknown('Underskriften har inte precis en undertecknare.')
  if ('beside' in over && content !== null) throw wrong('Underskriften gäller något annat än filen.')
  if (signed.encapContentInfo.eContentType !== contentType) throw wrong('Underskriften gäller något annat än filen.')
  const hash = hashNamed(signer.digestAlgorithm.algorithmId)
  const attributes = signer.signedAttrs
  if (attributes === undefined) throw unknown('Underskriften saknar de uppgifter som knyter den till filen och certifikatet.')
  const digest = createHash(hash)
  for (const part of 'beside' in over ? over.beside : [content ?? new Uint8Array()]) digest.update(part)
  const stated = onlyValue(attributes.attributes, MESSAGE_DIGEST)
  if (!(stated instanceof OctetString) || Buffer.compare(Buffer.from(stated.getValue()), digest.digest()) !== 0) throw wrong('Filen är ändrad efter underskriften: innehållet är inte det som undertecknades.')
  const type = onlyValue(attributes.attributes, CONTENT_TYPE)
  if (!(type instanceof ObjectIdentifier) || type.valueBlock.toString() !== contentType) throw wrong('Underskriften gäller något annat än filen.')
  const certificates = (signed.certificates ?? []).filter((one) => one instanceof Certificate)
  if (certificates.length > MOST_CERTIFICATES) throw unknown('Orimligt många certifikat följer med underskriften.')
  const certificate = signersCertificate(signer, certificates)
  checkNamedCertificate(attributes.attributes, certificate)
  const value = new Uint8Array(signer.signature.getValue())
  const algorithm = checkSignature(new Uint8Array(certificate.subjectPublicKeyInfo.toSchema().toBER()), signer.signatureAlgorithm, hash, new Uint8Array(attributes.encodedValue), value)
  return {
    signer: certificate, certificates, algorithm, value,
    crls: (signed.crls ?? []).map((crl) => new Uint8Array(crl.toSchema().toBER())),
    claimedAt: timeIn(onlyValue(attributes.attributes, SIGNING_TIME)),
    unsigned: signer.unsignedAttrs?.attributes ?? [],
  }
}

/** The one value of an attribute; null when it is not there. @throws SignatureFault when it is there twice */
function onlyValue(attributes: readonly Attribute[], oid: string): unknown {
  const found = attributes.filter(({ type }) => type === oid)
  const values: unknown[] = found.flatMap((one) => [...one.values])
  if (values.length > 1) throw wrong('Underskriften säger samma sak två gånger.')
  return values[0] ?? null
}

function timeIn(value: unknown): Date | null {
  return value instanceof UTCTime || value instanceof GeneralizedTime ? value.toDate() : null
}

function signersCertificate({ sid }: SignerInfo, certificates: readonly Certificate[]): Certificate {
  const named: unknown = sid
  const found = certificates.filter((one) => {
    if (named instanceof IssuerAndSerialNumber) return named.serialNumber.isEqual(one.serialNumber) && named.issuer.isEqual(one.issuer)
    const own = one.extensions?.find(({ extnID }) => extnID === '2.5.29.14')?.extnValue.valueBlock.valueHexView
    const wanted = Buffer.from(keyIdentifier(named))
    return own !== undefined && wanted.length > 0 && Buffer.from(own).subarray(2).equals(wanted)
  })
  const [certificate] = found
  if (certificate === undefined) throw unknown('Undertecknarens certifikat följer inte med.')
  return certificate
}

function keyIdentifier(named: unknown): Uint8Array {
  if (typeof named !== 'object' || named === null || !('valueBlock' in named)) return new Uint8Array()
  const { valueBlock } = named
  return typeof valueBlock === 'object' && valueBlock !== null && 'valueHexView' in valueBlock && valueBlock.valueHexView instanceof Uint8Array ? valueBlock.valueHexView : new Uint8Array()
}

/** The signed name of the signing certificate (RFC 5035), without which another certificate over the same key could be put in its place. @throws SignatureFault */
function checkNamedCertificate(attributes: readonly Attribute[], certificate: Certificate): void {
  const named = onlyValue(attributes, SIGNING_CERTIFICATE_2)
  if (named === null && onlyValue(attributes, SIGNING_CERTIFICATE) !== null) throw wrong('Underskriften knyts till certifikatet med SHA-1, som inte längre skyddar mot förfalskning.')
  if (named === null) return
  const first = firstOf(firstOf(named))
  if (!(first instanceof Sequence)) throw unknown('Underskriften går inte att tolka.')
  const [one, two]: unknown[] = first.valueBlock.value
  const algorithm = one instanceof Sequence ? firstOf(one) : null
  const hash = hashNamed(algorithm instanceof ObjectIdentifier ? algorithm.valueBlock.toString() : SHA_256)
  const stated = one instanceof OctetString ? one : two
  const own = createHash(hash).update(new Uint8Array(certificate.toSchema().toBER())).digest()
  if (!(stated instanceof OctetString) || Buffer.compare(Buffer.from(stated.getValue()), own) !== 0) throw wrong('Underskriften är gjord med ett annat certifikat än det som följer med.')
}

function firstOf(value: unknown): unknown {
  return value instanceof Sequence ? value.valueBlock.value[0] : null
}

/** Whether a signature names its certificate, as ETSI.CAdES.detached must. */
export function namesCertificate({ signed }: OpenedCms): boolean {
  return signed.signerInfos[0]?.signedAttrs?.attributes.some(({ type }) => type === SIGNING_CERTIFICATE_2) === true
}
