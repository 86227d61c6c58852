import type { Certificate } from 'pkijs'
import { withoutPersonnummer } from '../../templates/plain-text.js'
import { SignatureFault, unknown, wrong, type Fault } from './algorithms.js'
import { endsThere, signedRange, type SignedRange } from './byte-range.js'
import { certificateFrom, day, trustOf } from './certificate-trust.js'
import { checkCms, namesCertificate, openCms, type CmsSignature } from './cms-signature.js'
import { notCheckable, type ESignature, type ESignedFile } from './e-signature.js'
import { certifiedLevel, laterChanges } from './later-changes.js'
import { PdfRevision } from './pdf-revision.js'
import { isArray, nameIn, OddPdf, PdfStream, PdfText } from './pdf-values.js'
import { revocationOf, type Proofs } from './revocation.js'
import { signatureFields, textOf, type SignatureField } from './signed-fields.js'
import { signerOf } from './signer.js'
import type { TrustHere } from './trust-here.js'
import { provesTime, timeStampOrFault } from './time-stamp.js'

const DATA = '1.2.840.113549.1.7.1'
const TIME_STAMP_TOKEN = '1.2.840.113549.1.9.16.2.14'
const DETACHED = new Set(['adbe.pkcs7.detached', 'ETSI.CAdES.detached'])
const DOCUMENT_TIME_STAMP = 'ETSI.RFC3161'
const MOST_SIGNATURES = 100
const ODD = 'Filen är uppbyggd på ett sätt som inte går att följa säkert.'

/** Every electronic signature in a PDF, in the form's order. Fetches nothing; a file that cannot be followed says so for the signature it may hold. */
export async function checkESignatures(file: Uint8Array, here: TrustHere): Promise<ESignedFile> {
  try {
    const now = new PdfRevision(file)
    if (now.trailer.has('Encrypt')) return notCheckable('Filen är krypterad, så underskriften kan inte kontrolleras.')
    const fields = signatureFields(now).filter(({ value }) => value !== null)
    if (fields.length === 0) return notCheckable('Filen innehåller underskriftsdata som inte hör till något fält i den.')
    if (fields.length > MOST_SIGNATURES) return notCheckable(ODD)
    const anchors = here.anchors.flatMap((der) => certificateFrom(der) ?? [])
    const proofs = proofsIn(now)
    const found: Checked[] = []
    // Time stamps first: they prove when the signatures before them were there.
    for (const field of fields.toSorted((a, b) => rank(a) - rank(b))) found.push(await checkField(file, now, field, { anchors, proofs, receivedAt: here.receivedAt, before: found }))
    found.sort((a, b) => fields.indexOf(a.field) - fields.indexOf(b.field))
    const sinceIssued = here.issuedBytes === null ? null : changesSince(now, file.subarray(0, here.issuedBytes))
    return { signatures: found.map((one) => concluded(one, found)), sinceIssued }
  } catch (error) {
    // A stack that runs out is a file nested to do that.
    if (error instanceof OddPdf || error instanceof RangeError) return notCheckable(ODD)
    throw error
  }
}

function changesSince(now: PdfRevision, issued: Uint8Array): string[] {
  return endsThere(now.bytes, issued.length) ? [] : laterChanges(new PdfRevision(issued), now).forbidden.slice(0, 30)
}

function rank(field: SignatureField): number {
  return kindOf(field) === 'timestamp' ? 0 : 1
}

function kindOf({ value }: SignatureField): ESignature['kind'] {
  return nameIn(value?.get('SubFilter')) === DOCUMENT_TIME_STAMP || nameIn(value?.get('Type')) === 'DocTimeStamp' ? 'timestamp' : 'signature'
}

interface Against {
  readonly anchors: readonly Certificate[]
  readonly proofs: Proofs
  readonly receivedAt: Date
  /** What has been found about other fields. */
  readonly before: readonly Checked[]
}

/** What was found about one field, before its neighbours are looked at. */
interface Checked {
  readonly field: SignatureField
  readonly kind: ESignature['kind']
  readonly faults: Fault[]
  readonly notes: string[]
  /** Where the version of the file that it covers ends; null when it covers none. */
  endsAt: number | null
  whole: boolean
  signedSince: readonly string[]
  cms: CmsSignature | null
  /** When it was there at the latest, as a valid time stamp proves; null without one. */
  provenAt: Date | null
  trusted: boolean
}

async function checkField(file: Uint8Array, now: PdfRevision, field: SignatureField, against: Against): Promise<Checked> {
  const value = field.value ?? new Map()
  const format = nameIn(now.follow(value.get('SubFilter'))) ?? ''
  const kind = kindOf(field)
  const checked: Checked = { field, kind, faults: [], notes: [], endsAt: null, whole: false, signedSince: [], cms: null, provenAt: null, trusted: false }
  const range = signedRange(file, value)
  if ('wrong' in range) checked.faults.push({ kind: 'wrong', reason: range.wrong })
  else {
    checked.endsAt = range.endsAt
    checkLater(file, now, range, checked)
    try {
      if (kind === 'timestamp') await checkStamp(range, against, checked)
      else if (DETACHED.has(format)) await checkSigner(range, format, against, checked)
      else throw format === 'adbe.pkcs7.sha1' || format === 'adbe.x509.rsa_sha1' ? wrong('Underskriften bygger på SHA-1, som inte längre skyddar mot förfalskning.') : unknown('Underskriften är av ett slag som inte kan kontrolleras här.')
    } catch (error) {
      checked.faults.push(error instanceof SignatureFault ? error.fault : { kind: 'unknown', reason: 'Underskriften går inte att tolka.' })
    }
  }
  return checked
}

function checkLater(file: Uint8Array, now: PdfRevision, { endsAt }: SignedRange, checked: Checked): void {
  checked.whole = endsThere(file, endsAt)
  if (checked.whole) return
  let signed: PdfRevision
  try {
    signed = new PdfRevision(file.subarray(0, endsAt))
  } catch (error) {
    if (!(error instanceof OddPdf)) throw error
    checked.faults.push({ kind: 'wrong', reason: 'Underskriften gäller inte en hel version av filen, utan en del av den.' })
    return
  }
  const { forbidden, signedSince } = laterChanges(signed, now)
  checked.signedSince = signedSince
  if (forbidden.length > 0) checked.faults.push({ kind: 'wrong', reason: `Filen är ändrad efter underskriften: ${forbidden.join('; ').slice(0, 200)}.` })
  else checked.notes.push('Efter underskriften har bara underskrifter, tidsstämplar eller bevis lagts till.')
  const later = signatureFields(now).filter(({ name, value }) => signedSince.includes(name) && nameIn(value?.get('SubFilter')) !== DOCUMENT_TIME_STAMP)
  if (certifiedLevel(signed) === 1 && later.length > 0) checked.faults.push({ kind: 'wrong', reason: 'Dokumentet var låst mot fler underskrifter när det undertecknades.' })
}

async function checkStamp({ parts, contents }: SignedRange, { anchors, proofs }: Against, checked: Checked): Promise<void> {
  const stamp = await timeStampOrFault(contents, parts, certificatesIn(proofs), anchors)
  if (stamp instanceof SignatureFault) throw stamp
  checked.provenAt = provesTime(stamp) ? stamp.at : null
  checked.cms = stamp.cms
  checked.trusted = stamp.trust.trusted
  checked.faults.push(...stamp.trust.faults)
}

async function checkSigner({ parts, contents }: SignedRange, format: string, { anchors, proofs, receivedAt, before }: Against, checked: Checked): Promise<void> {
  const opened = openCms(contents)
  const cms = checkCms(opened, { beside: parts }, DATA)
  checked.cms = cms
  if (format === 'ETSI.CAdES.detached' && !namesCertificate(opened)) checked.faults.push({ kind: 'wrong', reason: 'Underskriften namnger inte sitt certifikat, som den ska.' })
  const all = certificatesIn(proofs)
  const [token] = cms.unsigned.filter(({ type }) => type === TIME_STAMP_TOKEN)
  if (token !== undefined) {
    const tokenDer: unknown = token.toSchema().valueBlock.value.at(-1)
    const stamp = await timeStampOrFault(firstElement(tokenDer), [cms.value], [...cms.certificates, ...all], anchors)
    if (stamp instanceof SignatureFault) checked.notes.push(`Tidsstämpeln gäller inte: ${stamp.fault.reason}`)
    else if (provesTime(stamp)) checked.provenAt = stamp.at
    else checked.notes.push('Tidsstämpelns utfärdare är inte betrodd här, så tiden är inte styrkt.')
  }
  const stamped = before.flatMap((other) => (other.kind === 'timestamp' && other.provenAt !== null && (other.endsAt ?? 0) > (checked.endsAt ?? Infinity) ? [other.provenAt] : []))
  const provenAt = [...stamped, ...(checked.provenAt === null ? [] : [checked.provenAt])].toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null
  checked.provenAt = provenAt
  const at = provenAt ?? receivedAt
  const trust = await trustOf(cms.signer, [...cms.certificates, ...all], anchors, at, 'signing')
  checked.trusted = trust.trusted
  checked.faults.push(...trust.faults.map((fault) => (provenAt === null && receivedAt > cms.signer.notAfter.value && (cms.claimedAt ?? receivedAt) <= cms.signer.notAfter.value && fault.reason.startsWith('Certifikatet gällde inte') ? EXPIRED_SINCE : fault)))
  if (cms.claimedAt !== null && cms.claimedAt > receivedAt) checked.notes.push('Tiden enligt undertecknaren ligger efter att filen kom hit.')
  if (trust.trusted) await checkRevocation(trust.path, { ...proofs, crls: [...proofs.crls, ...cms.crls] }, { at, proven: provenAt !== null }, checked)
}

const EXPIRED_SINCE: Fault = { kind: 'unknown', reason: 'Certifikatet har gått ut och ingen tidsstämpel styrker att underskriften gjordes dessförinnan.' }

async function checkRevocation(path: readonly Certificate[], proofs: Proofs, { at, proven }: { at: Date; proven: boolean }, checked: Checked): Promise<void> {
  let unchecked = path.length < 2
  for (const [i, certificate] of path.slice(0, -1).entries()) {
    const revocation = await revocationOf(certificate, path[i + 1] ?? certificate, proofs, at)
    if (revocation.answer === 'unchecked') unchecked = true
    else if (revocation.answer === 'revoked' && (!proven || revocation.at <= at)) checked.faults.push({ kind: 'wrong', reason: `Certifikatet är spärrat sedan ${day(revocation.at)}.` })
  }
  checked.notes.push(unchecked ? 'Spärr är inte kontrollerad: filen har inget besked om det med sig.' : 'Spärr är kontrollerad mot besked som följer med filen.')
}

/** A later addition that can be seen is harmless only when who made it is known. */
function concluded(one: Checked, all: readonly Checked[]): ESignature {
  const later = all.filter(({ field, kind }) => one.signedSince.includes(field.name) && (kind === 'signature' || field.dictionary.has('AP') || field.dictionary.has('Kids')))
  const faults = [...one.faults, ...(later.every((other) => other.trusted && other.faults.length === 0) ? [] : [UNPROVEN_LATER])]
  const verdict = faults.some(({ kind }) => kind === 'wrong') ? 'invalid' : faults.length > 0 ? 'not-checkable' : one.trusted ? 'valid' : 'not-trusted'
  const untrusted = one.trusted || one.cms === null ? [] : ['Utfärdaren är inte betrodd här.']
  const proven = one.provenAt
  const time = proven ?? one.cms?.claimedAt ?? statedTime(one.field)
  return {
    field: one.field.name.slice(0, 200), kind: one.kind,
    ...(one.cms === null ? { signer: null, issuer: null, certificate: null } : signerOf(one.cms.signer)),
    time: time?.toISOString() ?? null,
    timeSource: proven !== null ? 'timestamp' : time === null ? null : 'signer',
    coversWholeDocument: one.whole,
    verdict, algorithm: one.cms?.algorithm ?? null,
    reasons: [...new Set([...faults.map(({ reason }) => reason), ...untrusted, ...one.notes])].slice(0, 30).map((reason) => withoutPersonnummer(reason)),
  }
}

const UNPROVEN_LATER: Fault = { kind: 'unknown', reason: 'Filen är ändrad efter underskriften av någon vars underskrift inte gäller här.' }

/** What the file says beside the signature, when the signature says no time itself (`D:20261122093000+01'00'`). */
function statedTime({ value }: SignatureField): Date | null {
  const text = value?.get('M')
  const found = text instanceof PdfText ? /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|([+-]\d\d)'?(\d\d)'?)?/.exec(textOf(text)) : null
  if (found === null) return null
  const [, year, month, dayOfMonth, hour, minute, second, offsetHours, offsetMinutes] = found
  const at = new Date(`${year}-${month}-${dayOfMonth}T${hour}:${minute}:${second}${offsetHours === undefined ? 'Z' : `${offsetHours}:${offsetMinutes}`}`)
  return Number.isNaN(at.getTime()) ? null : at
}

function firstElement(attributeValues: unknown): Uint8Array {
  if (typeof attributeValues !== 'object' || attributeValues === null || !('valueBlock' in attributeValues)) return new Uint8Array()
  const { valueBlock } = attributeValues
  const [first] = typeof valueBlock === 'object' && valueBlock !== null && 'value' in valueBlock && Array.isArray(valueBlock.value) ? valueBlock.value : []
  return first === undefined ? new Uint8Array() : new Uint8Array(first.toBER())
}

function certificatesIn({ certificates }: Proofs): Certificate[] {
  return certificates.slice(0, 40).flatMap((der) => certificateFrom(der) ?? [])
}

/** What the document keeps to prove its signatures (ISO 32000-2, 12.8.4.3). */
function proofsIn(revision: PdfRevision): Proofs {
  const store = revision.dictionary(revision.dictionary(revision.trailer.get('Root'))?.get('DSS'))
  const streams = (key: string): Uint8Array[] => {
    const list = revision.follow(store?.get(key))
    return (isArray(list) ? list : []).slice(0, 60).flatMap((one) => {
      const stream = revision.follow(one)
      return stream instanceof PdfStream ? [revision.content(stream)] : []
    })
  }
  return { certificates: streams('Certs'), crls: streams('CRLs'), ocsps: streams('OCSPs') }
}
