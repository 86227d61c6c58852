import type { PageEvidence } from '../../contracts/event.js'
import { isTheirs } from '../../signing/e-signature/e-signed-by.js'
import type { App } from '../app.js'
import { eSignedFileOf } from '../storage/e-signed-files.js'
import { scanOf } from '../storage/scans.js'
import { versionOf } from '../storage/versions.js'
import { signersOf } from './e-signed-parties.js'

interface ShownPart {
  readonly code: string
  readonly exemplar: number
  readonly pages: readonly PageEvidence[]
}

/** The uploaded PDF that is its own clean copy, by SHA-256: the issued file of exactly these pages, byte for byte, with nothing after it but valid electronic signatures of those who sign it; a picture of it would lose them. Null when pages must be copied, so that what else a file holds goes nowhere. */
export async function eSignedOriginal(app: App, parts: readonly ShownPart[]): Promise<string | null> {
  const pages = parts.flatMap((part) => part.pages)
  const [first] = pages
  if (first === undefined || pages.some(({ scan }) => scan !== first.scan)) return null
  const file = await eSignedFileOf(app.store.read, first.scan)
  if (file === null || file.issued === null || file.found.sinceIssued === null || file.found.sinceIssued.length > 0) return null
  const { issued, found } = file
  const version = await versionOf(app.store.read, issued.code)
  if (version === null || parts.some(({ code, exemplar }) => code !== issued.code || exemplar !== issued.exemplar)) return null
  const signers = await signersOf(app.store.read, version)
  const known = version.signatureBoxes.flatMap(({ party }) => signers.get(party) ?? [])
  if (!found.signatures.some(({ kind }) => kind === 'signature')) return null
  if (!found.signatures.every((one) => one.verdict === 'valid' && (one.kind === 'timestamp' || known.some((signer) => isTheirs(one, signer))))) return null
  const { pages: pageCount } = await scanOf(app.store.read, first.scan)
  return pages.length === pageCount && pages.every(({ sourcePage }, index) => sourcePage === index + 1) ? first.scan : null
}

/** The uploads whose persons' electronic signatures a copy of these pages does not hold, by SHA-256: every one that it is a picture of. */
export async function eSignaturesLeftOut(app: App, parts: readonly ShownPart[], copy: string): Promise<string[]> {
  const left: string[] = []
  for (const scan of new Set(parts.flatMap(({ pages }) => pages.map((page) => page.scan)))) {
    const file = scan === copy ? null : await eSignedFileOf(app.store.read, scan)
    if (file?.found.signatures.some(({ kind }) => kind === 'signature') === true) left.push(scan)
  }
  return left
}
