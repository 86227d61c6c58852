import type { PageEvidence } from '../../contracts/event.js'
import type { App } from '../app.js'
import { eSignedFileOf } from '../storage/e-signed-files.js'
import { scanOf } from '../storage/scans.js'

/** The uploaded PDF that is its own clean copy, by SHA-256: validly e-signed, and holding exactly these pages in this order; a picture of it would lose the signature. Null when pages must be copied. */
export async function eSignedOriginal(app: App, parts: readonly { readonly pages: readonly PageEvidence[] }[]): Promise<string | null> {
  const pages = parts.flatMap((part) => part.pages)
  const [first] = pages
  if (first === undefined || pages.some(({ scan }) => scan !== first.scan)) return null
  const file = await eSignedFileOf(app.store.read, first.scan)
  if (file === null || !file.found.signatures.some(({ kind, verdict }) => kind === 'signature' && verdict === 'valid')) return null
  if ((file.found.sinceIssued ?? []).length > 0) return null
  const { pages: pageCount } = await scanOf(app.store.read, first.scan)
  return pages.length === pageCount && pages.every(({ sourcePage }, index) => sourcePage === index + 1) ? first.scan : null
}
