import { createHash } from 'node:crypto'
import { fromBER } from 'asn1js'
import { TSTInfo, type Certificate } from 'pkijs'
import { hashNamed, SignatureFault, wrong } from './algorithms.js'
import { trustOf, type Trust } from './certificate-trust.js'
import { checkCms, openCms, type CmsSignature } from './cms-signature.js'

const TST_INFO = '1.2.840.113549.1.9.16.1.4'

/** A time stamp that holds over the given bytes, and how far its issuer is trusted. */
export interface TimeStamp {
  readonly at: Date
  readonly cms: CmsSignature
  readonly trust: Trust
}

/** Checks a time stamp over bytes (RFC 3161). @throws SignatureFault */
export async function checkTimeStamp(token: Uint8Array, over: readonly Uint8Array[], known: readonly Certificate[], anchors: readonly Certificate[]): Promise<TimeStamp> {
  const opened = openCms(token)
  const cms = checkCms(opened, { within: TST_INFO }, TST_INFO)
  const stamp = new TSTInfo({ schema: fromBER(opened.content ?? new Uint8Array()).result })
  const digest = createHash(hashNamed(stamp.messageImprint.hashAlgorithm.algorithmId))
  for (const part of over) digest.update(part)
  if (Buffer.compare(Buffer.from(stamp.messageImprint.hashedMessage.getValue()), digest.digest()) !== 0) throw wrong('Tidsstämpeln hör till något annat.')
  return { at: stamp.genTime, cms, trust: await trustOf(cms.signer, [...cms.certificates, ...known], anchors, stamp.genTime, 'time-stamping') }
}

/** Whether a time stamp proves its time. */
export function provesTime({ trust }: TimeStamp): boolean {
  return trust.trusted && trust.faults.length === 0
}

/** A time stamp, or what is wrong with it. A token is foreign content: whatever reading it meets with is its fault. */
export async function timeStampOrFault(...call: Parameters<typeof checkTimeStamp>): Promise<TimeStamp | SignatureFault> {
  try {
    return await checkTimeStamp(...call)
  } catch (error) {
    return error instanceof SignatureFault ? error : wrong('Tidsstämpeln går inte att tolka.')
  }
}
