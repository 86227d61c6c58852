import { X509Certificate } from 'node:crypto'
import { Certificate, CertificateChainValidationEngine, ExtKeyUsage } from 'pkijs'
import { signedWeakly, type Fault } from './algorithms.js'

/** What a certificate must be for. */
export type Purpose = 'signing' | 'time-stamping'

/** A certificate's path to one that is trusted here. */
export interface Trust {
  /** From the certificate itself to the trusted one; empty when there is none. */
  readonly path: readonly Certificate[]
  readonly trusted: boolean
  readonly faults: readonly Fault[]
}

const KEY_USAGE = '2.5.29.15'
const EXTENDED_KEY_USAGE = '2.5.29.37'
const DIGITAL_SIGNATURE_OR_NON_REPUDIATION = 0xc0
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'
/** Document signing (RFC 9336), e-mail, any, and Adobe's and Microsoft's older names for it. */
const FOR_SIGNING = new Set(['1.3.6.1.5.5.7.3.36', '1.3.6.1.5.5.7.3.4', '2.5.29.37.0', '1.2.840.113583.1.1.5', '1.3.6.1.4.1.311.10.3.12'])

/** Follows a certificate to a trusted one as it stood at a time (RFC 5280, 6). Certificates that came with the file are only ever links. */
export async function trustOf(certificate: Certificate, others: readonly Certificate[], anchors: readonly Certificate[], at: Date, purpose: Purpose): Promise<Trust> {
  const faults: Fault[] = []
  if (at < certificate.notBefore.value || at > certificate.notAfter.value) faults.push({ kind: 'wrong', reason: `Certifikatet gällde inte då: det gäller ${day(certificate.notBefore.value)} till ${day(certificate.notAfter.value)}.` })
  if (!isFor(certificate, purpose)) faults.push({ kind: 'wrong', reason: purpose === 'signing' ? 'Certifikatet är inte utfärdat för underskrifter.' : 'Certifikatet är inte utfärdat för tidsstämplar.' })
  const same = (one: Certificate): boolean => derOf(one).equals(derOf(certificate))
  if (anchors.some(same)) return { path: [certificate], trusted: true, faults }
  const path = await pathTo(certificate, distinct(others.filter((one) => !same(one))), anchors, at)
  // An anchor is trusted as it is; a signature on it proves nothing.
  const weak = path.slice(0, -1).some((one) => signedWeakly(one.signatureAlgorithm.algorithmId))
  if (weak) faults.push({ kind: 'wrong', reason: 'Ett certifikat är utfärdat med en metod som inte längre skyddar mot förfalskning.' })
  return { path, trusted: path.length > 0, faults }
}

/** Empty when no path holds at the time. */
async function pathTo(certificate: Certificate, others: readonly Certificate[], anchors: readonly Certificate[], at: Date): Promise<Certificate[]> {
  if (anchors.length === 0) return []
  // The engine would say that a path is too old, and not that the certificate itself is: that is told above.
  const checkDate = at < certificate.notBefore.value ? certificate.notBefore.value : at > certificate.notAfter.value ? certificate.notAfter.value : at
  const engine = new CertificateChainValidationEngine({ trustedCerts: [...anchors], certs: [...others, certificate], checkDate })
  const { result, certificatePath = [] } = await engine.verify()
  const [first] = certificatePath
  const last = certificatePath.at(-1)
  // The engine takes the last of its list for the certificate in question, and drops doubles from that list.
  if (!result || first === undefined || last === undefined || !derOf(first).equals(derOf(certificate))) return []
  return anchors.some((one) => derOf(one).equals(derOf(last))) ? certificatePath : []
}

function distinct(certificates: readonly Certificate[]): Certificate[] {
  return [...new Map(certificates.map((one) => [derOf(one).toString('base64'), one])).values()]
}

function isFor(certificate: Certificate, purpose: Purpose): boolean {
  const usage = certificate.extensions?.find(({ extnID }) => extnID === KEY_USAGE)
  const bits: unknown = usage?.parsedValue?.valueBlock?.valueHexView?.[0]
  if (usage !== undefined && (typeof bits !== 'number' || (bits & DIGITAL_SIGNATURE_OR_NON_REPUDIATION) === 0)) return false
  const extended: unknown = certificate.extensions?.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE)?.parsedValue
  const purposes = extended instanceof ExtKeyUsage ? extended.keyPurposes : null
  if (purpose === 'time-stamping') return purposes?.length === 1 && purposes[0] === TIME_STAMPING
  return purposes === null || purposes.some((one) => FOR_SIGNING.has(one))
}

/** A certificate's own bytes. */
export function derOf(certificate: Certificate): Buffer {
  return Buffer.from(certificate.toSchema().toBER())
}

/** A certificate from its bytes; null for anything that is none. */
export function certificateFrom(der: Uint8Array): Certificate | null {
  try {
    // OpenSSL is the stricter reader of the two.
    return Certificate.fromBER(new X509Certificate(der).raw)
  } catch {
    return null
  }
}

/** A day as people write it. */
export function day(at: Date): string {
  return at.toISOString().slice(0, 10)
}
