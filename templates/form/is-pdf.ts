const HEADER = '%PDF-'

/** Whether a template's bytes are a PDF form and not a Word file. */
export function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 1024)).includes(HEADER)
}
