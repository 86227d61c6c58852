import { createHash } from 'node:crypto'
import { fromBER, Integer, ObjectIdentifier, OctetString, Sequence, UTCTime } from 'asn1js'
import { AlgorithmIdentifier, Attribute, Certificate, ContentInfo, EncapsulatedContentInfo, IssuerAndSerialNumber, MessageImprint, SignedAndUnsignedAttributes, SignedData, SignerInfo, TSTInfo } from 'pkijs'
import { derOf, type Identity } from './certificates.js'

export interface CmsWishes {
  readonly at?: Date | null
  readonly others?: readonly Identity[]
  readonly hash?: 'SHA-256' | 'SHA-384' | 'SHA-512' | 'SHA-1'
  /** The certificate the signature names, when it is another than the signer's. */
  readonly names?: Identity
  readonly stampedBy?: { readonly who: Identity; readonly at: Date; readonly over?: Uint8Array }
}

const HASH_OIDS = { 'SHA-1': '1.3.14.3.2.26', 'SHA-256': '2.16.840.1.101.3.4.2.1', 'SHA-384': '2.16.840.1.101.3.4.2.2', 'SHA-512': '2.16.840.1.101.3.4.2.3' }
const nodeHash = (name: string): string => name.toLowerCase().replace('-', '')
const exact = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer

/** A detached signature as PAdES wants it. */
export function detached(parts: readonly Uint8Array[], who: Identity, wishes: CmsWishes = {}): Promise<Uint8Array> {
  return cms(Buffer.concat(parts), '1.2.840.113549.1.7.1', 'beside', who, wishes)
}

/** A time stamp over bytes. */
export function timeStamp(over: Uint8Array, who: Identity, at: Date, others: readonly Identity[] = []): Promise<Uint8Array> {
  const info = new TSTInfo({
    version: 1, policy: '1.2.3.4', serialNumber: new Integer({ value: 7 }), genTime: at,
    messageImprint: new MessageImprint({ hashAlgorithm: new AlgorithmIdentifier({ algorithmId: HASH_OIDS['SHA-256'] }), hashedMessage: new OctetString({ valueHex: exact(createHash('sha256').update(over).digest()) }) }),
  })
  return cms(new Uint8Array(info.toSchema().toBER()), '1.2.840.113549.1.9.16.1.4', 'within', who, { at, others })
}

async function cms(content: Uint8Array, type: string, where: 'beside' | 'within', who: Identity, wishes: CmsWishes): Promise<Uint8Array> {
  const hash = wishes.hash ?? 'SHA-256'
  const certificate = Certificate.fromBER(derOf(who))
  const named = createHash('sha256').update(derOf(wishes.names ?? who)).digest()
  const attributes = [
    new Attribute({ type: '1.2.840.113549.1.9.3', values: [new ObjectIdentifier({ value: type })] }),
    new Attribute({ type: '1.2.840.113549.1.9.4', values: [new OctetString({ valueHex: exact(createHash(nodeHash(hash)).update(content).digest()) })] }),
    new Attribute({ type: '1.2.840.113549.1.9.16.2.47', values: [new Sequence({ value: [new Sequence({ value: [new Sequence({ value: [new OctetString({ valueHex: exact(named) })] })] })] })] }),
    ...(wishes.at === undefined || wishes.at === null ? [] : [new Attribute({ type: '1.2.840.113549.1.9.5', values: [new UTCTime({ valueDate: wishes.at })] })]),
  ].toSorted((a, b) => Buffer.compare(Buffer.from(a.toSchema().toBER()), Buffer.from(b.toSchema().toBER())))
  const signed = new SignedData({
    version: where === 'within' ? 3 : 1,
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: type, ...(where === 'within' ? { eContent: new OctetString({ valueHex: exact(content) }) } : {}) }),
    signerInfos: [new SignerInfo({ version: 1, sid: new IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }), signedAttrs: new SignedAndUnsignedAttributes({ type: 0, attributes }) })],
    certificates: [certificate, ...(wishes.others ?? []).map((one) => Certificate.fromBER(derOf(one)))],
  })
  await signed.sign(who.keys.privateKey, 0, hash)
  const [signer] = signed.signerInfos
  if (wishes.stampedBy !== undefined && signer !== undefined) {
    const token = await timeStamp(wishes.stampedBy.over ?? new Uint8Array(signer.signature.getValue()), wishes.stampedBy.who, wishes.stampedBy.at, wishes.others)
    signer.unsignedAttrs = new SignedAndUnsignedAttributes({ type: 1, attributes: [new Attribute({ type: '1.2.840.113549.1.9.16.2.14', values: [fromBER(exact(token)).result] })] })
  }
  return new Uint8Array(new ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: signed.toSchema(true) }).toSchema().toBER())
}

