const HEADER = '%PDF-'

/** Whether bytes are a PDF, as a form is and a Word file is not. */
export function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 1024)).includes(HEADER)
}
