import { openPackage } from './word/open-package.js'
import { readPackageProperties } from './word/package-properties.js'

/** The kind of document an exported template says it is for (Word shows it as the file's subject, "Ämne"); null when the file says nothing. @throws Failure `template-invalid` when the file cannot be read */
export function templateKindOf(docx: Uint8Array): string | null {
  const { subject } = readPackageProperties(openPackage(docx))
  return subject === '' ? null : subject
}

/** The kind that is a letter beside the documents: it has no version, and its head names no code. */
export const LETTER_KIND = 'foljebrev'
