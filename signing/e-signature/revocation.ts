import { Constructed, GeneralizedTime } from 'asn1js'
import { BasicOCSPResponse, CertificateRevocationList, OCSPResponse, type Certificate } from 'pkijs'
import { certificateFrom } from './certificate-trust.js'

/** What came with the file to tell whether certificates were revoked; DER each. */
export interface Proofs {
  readonly certificates: readonly Uint8Array[]
  readonly crls: readonly Uint8Array[]
  readonly ocsps: readonly Uint8Array[]
}

/** What is known of a certificate's revocation from what came with the file; nothing is ever fetched. */
export type Revocation = { readonly answer: 'good'; readonly asOf: Date } | { readonly answer: 'revoked'; readonly at: Date } | { readonly answer: 'unchecked' }

const OCSP_BASIC = '1.3.6.1.5.5.7.48.1.1'
const MOST_PROOFS = 60

/** Whether a certificate had been revoked, by lists and answers that its issuer signed and that were made at or after `at`, or still held then. */
export async function revocationOf(certificate: Certificate, issuer: Certificate, proofs: Proofs, at: Date): Promise<Revocation> {
  const answers = [...(await listed(certificate, issuer, proofs.crls, at)), ...(await answered(certificate, issuer, proofs, at))]
  return answers.find(({ answer }) => answer === 'revoked') ?? answers.find(({ answer }) => answer === 'good') ?? { answer: 'unchecked' }
}

async function listed(certificate: Certificate, issuer: Certificate, crls: readonly Uint8Array[], at: Date): Promise<Revocation[]> {
  const found: Revocation[] = []
  for (const der of crls.slice(0, MOST_PROOFS)) {
    const list = attempt(() => CertificateRevocationList.fromBER(der))
    if (list === null || !list.issuer.isEqual(certificate.issuer) || !(await holds(() => list.verify({ issuerCertificate: issuer })))) continue
    const entry = list.revokedCertificates?.find(({ userCertificate }) => userCertificate.isEqual(certificate.serialNumber))
    if (entry !== undefined) found.push({ answer: 'revoked', at: entry.revocationDate.value })
    // A list of some certificates only says nothing of those it does not hold.
    else if (list.crlExtensions?.extensions.some(({ critical }) => critical) !== true && (list.nextUpdate?.value ?? list.thisUpdate.value) >= at) found.push({ answer: 'good', asOf: list.thisUpdate.value })
  }
  return found
}

async function answered(certificate: Certificate, issuer: Certificate, proofs: Proofs, at: Date): Promise<Revocation[]> {
  const found: Revocation[] = []
  for (const der of proofs.ocsps.slice(0, MOST_PROOFS)) {
    const response = attempt(() => basicFrom(der))
    if (response === null || !(await isFromIssuer(response, issuer, proofs.certificates))) continue
    const { isForCertificate } = await response.getCertificateStatus(certificate, issuer).catch(() => ({ isForCertificate: false }))
    const single = response.tbsResponseData.responses.find(({ certID }) => certID.serialNumber.isEqual(certificate.serialNumber))
    if (!isForCertificate || single === undefined) continue
    const tag: unknown = single.certStatus?.idBlock?.tagNumber
    if (tag === 1) found.push({ answer: 'revoked', at: revokedAt(single.certStatus) ?? single.thisUpdate })
    else if (tag === 0 && (single.nextUpdate ?? single.thisUpdate) >= at) found.push({ answer: 'good', asOf: single.thisUpdate })
  }
  return found
}

/** An OCSP answer is the issuer's own, or that of a responder the issuer has appointed (RFC 6960, 4.2.2.2). */
function isFromIssuer(response: BasicOCSPResponse, issuer: Certificate, others: readonly Uint8Array[]): Promise<boolean> {
  response.certs = [...(response.certs ?? []), issuer, ...others.slice(0, MOST_PROOFS).flatMap((der) => certificateFrom(der) ?? [])]
  return holds(() => response.verify({ trustedCerts: [issuer], issuerCerts: [issuer], trustedResponders: [issuer] }))
}

function basicFrom(der: Uint8Array): BasicOCSPResponse {
  const outer = attempt(() => OCSPResponse.fromBER(der))
  if (outer?.responseBytes?.responseType === OCSP_BASIC) return BasicOCSPResponse.fromBER(outer.responseBytes.response.valueBlock.valueHexView)
  return BasicOCSPResponse.fromBER(der)
}

function revokedAt(status: unknown): Date | null {
  const time: unknown = status instanceof Constructed ? status.valueBlock.value[0] : null
  return time instanceof GeneralizedTime ? time.toDate() : null
}

function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

async function holds(check: () => Promise<boolean>): Promise<boolean> {
  try {
    return await check()
  } catch {
    return false
  }
}
