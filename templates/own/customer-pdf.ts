import { createHash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from '../canonical-json.js'
import { openPackage } from '../word/open-package.js'
import { packPartForGood, writeZip } from '../word/write-zip.js'
import { writtenPageSchema, type WrittenPage } from './written-page.js'

/** A customer's own document as a PDF, with what is needed to print and compare it without reading it again. */
export interface CustomerPdf {
  /** As the customer sent it. */
  readonly pdf: Uint8Array
  readonly pages: readonly WrittenPage[]
  /** The Word template of the page that follows it, where it is approved and signed. */
  readonly closing: Uint8Array
}

const TEXT = 'kundens-handling.json'
const PDF = 'kundens-handling.pdf'
const CLOSING = 'avslutning.docx'
const NAME_AT = 30

/** The document and what belongs to it as one file; equal parts give equal bytes. */
export function packCustomerPdf({ pdf, pages, closing }: CustomerPdf): Uint8Array {
  const text = new TextEncoder().encode(canonicalJson(pages))
  return writeZip([packPartForGood(TEXT, text), packPartForGood(PDF, pdf), packPartForGood(CLOSING, closing)])
}

/** Whether bytes are such a file, by the name of its first part. */
export function isCustomerPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, NAME_AT + TEXT.length)).toString('latin1').endsWith(TEXT)
}

/** The parts of such a file, and the hash of the document itself. */
export function openCustomerPdf(bytes: Uint8Array): CustomerPdf & { readonly sha256: string } {
  const parts = openPackage(bytes)
  const [text, pdf, closing] = [TEXT, PDF, CLOSING].map((name) => parts.get(name))
  if (text === undefined || pdf === undefined || closing === undefined) throw new Error('a customer\'s PDF lacks a part')
  const pages = z.array(writtenPageSchema).parse(JSON.parse(new TextDecoder().decode(text)))
  return { pdf, pages, closing, sha256: createHash('sha256').update(pdf).digest('hex') }
}
