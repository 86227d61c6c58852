import { isArray, PdfText, type PdfDictionary } from './pdf-values.js'

/** What of the file a signature covers. */
export interface SignedRange {
  /** Up to the signature's own string, and after it. */
  readonly parts: readonly [Uint8Array, Uint8Array]
  /** Where the signed version of the file ends. */
  readonly endsAt: number
  /** The signature itself. */
  readonly contents: Uint8Array
}

const WHITE = new Set([0x0a, 0x0d, 0x20])

/**
 * The bytes a signature covers: from the first to the end of a version of the file, everything but the very string that holds the signature (ISO 32000-2, 12.8.1); otherwise what is wrong, in Swedish.
 * A range that leaves more out, or a string that is not this signature's own, is how a signature is moved to another text.
 */
export function signedRange(file: Uint8Array, signature: PdfDictionary): SignedRange | { readonly wrong: string } {
  const range = signature.get('ByteRange')
  const contents = signature.get('Contents')
  if (!isArray(range) || range.length !== 4 || !range.every((one): one is number => typeof one === 'number' && Number.isInteger(one) && one >= 0)) return { wrong: 'Det framgår inte vilken del av filen som är undertecknad.' }
  const [start = -1, before = 0, after = 0, rest = 0] = range
  const endsAt = after + rest
  if (start !== 0) return { wrong: 'Filens början omfattas inte av underskriften.' }
  if (endsAt > file.length) return { wrong: 'Underskriften gäller en längre fil än denna; slutet saknas.' }
  if (!(contents instanceof PdfText) || contents.kind !== 'hex' || contents.startsAt !== before || contents.endsAt !== after) return { wrong: 'En del av filen är undantagen från underskriften.' }
  return { parts: [file.subarray(0, before), file.subarray(after, endsAt)], endsAt, contents: contents.bytes }
}

/** Whether nothing but white space follows. */
export function endsThere(file: Uint8Array, at: number): boolean {
  return file.length - at < 16 && file.subarray(at).every((byte) => WHITE.has(byte))
}
