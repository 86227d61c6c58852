import { z } from 'zod'

export const E_SIGNATURE_VERDICTS = ['valid', 'invalid', 'not-trusted', 'not-checkable'] as const

const short = z.string().max(300)

/** One electronic signature in an uploaded PDF: evidence of another kind than ink. Names are as the certificate has them, but a personnummer in them is masked. */
export const eSignatureSchema = z.strictObject({
  /** The form field that holds it. */
  field: short,
  /** `timestamp`: a time stamp over the document, which no person has signed. */
  kind: z.enum(['signature', 'timestamp']),
  /** Null when the certificate could not be read. */
  signer: z.strictObject({ name: short, /** Left out where the certificate does not say it apart, or was checked before this was kept. */ familyName: short.optional(), organisation: short.nullable(), orgnr: short.nullable(), serialNumber: short.nullable() }).nullable(),
  /** Who issued the certificate. */
  issuer: short.nullable(),
  certificate: z.strictObject({ serial: short, validFrom: z.iso.datetime(), validTo: z.iso.datetime() }).nullable(),
  time: z.iso.datetime().nullable(),
  /** Only a valid time stamp proves a time; `signer` is what the signer says. */
  timeSource: z.enum(['timestamp', 'signer']).nullable(),
  /** Nothing in the file stands outside it. */
  coversWholeDocument: z.boolean(),
  /** `not-trusted`: it holds, but its issuer is not trusted here; `not-checkable`: it cannot be said whether it holds. */
  verdict: z.enum(E_SIGNATURE_VERDICTS),
  /** What speaks against it, and what is to be known of it, in Swedish. */
  reasons: z.array(short).max(30),
  algorithm: short.nullable(),
})

export type ESignature = Readonly<z.infer<typeof eSignatureSchema>>

/** What was found of e-signatures in one uploaded PDF. */
export const eSignedFileSchema = z.strictObject({
  signatures: z.array(eSignatureSchema).max(100),
  /** What has been done to the issued file that this one begins with, byte for byte: nothing but signatures when empty. Null when it begins with none. */
  sinceIssued: z.array(short).max(30).nullable(),
})

export type ESignedFile = Readonly<z.infer<typeof eSignedFileSchema>>

/** The answer about a file whose signatures cannot be followed, with why. */
export function notCheckable(reason: string): ESignedFile {
  return { signatures: [{ field: '', kind: 'signature', signer: null, issuer: null, certificate: null, time: null, timeSource: null, coversWholeDocument: false, verdict: 'not-checkable', reasons: [reason], algorithm: null }], sinceIssued: null }
}
