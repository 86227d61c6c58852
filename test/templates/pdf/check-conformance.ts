import { PDFDocument } from 'pdf-lib'
import { checkContent, type PageContent } from './check-content.js'
import { checkFile } from './check-file.js'
import { checkFonts, type ToUnicode } from './check-fonts.js'
import { checkMetadata } from './check-metadata.js'
import { checkStructure } from './check-structure.js'
import { Findings, type Violation } from './conformance-rules.js'
import type { TreeElement } from './structure-tree.js'

/** A checked file: what is wrong with it as PDF/A-2a or PDF/UA-1, and what it says to who reads its structure. */
export interface CheckedPdf {
  readonly violations: readonly Violation[]
  readonly tree: TreeElement | null
  /** An element's own text, as its content and its children say it in order. */
  readonly textOf: (element: TreeElement) => string
}

function reader(pages: readonly PageContent[], fonts: readonly ReadonlyMap<string, ToUnicode>[]): CheckedPdf['textOf'] {
  const indexes = new Map(pages.map(({ page }, index) => [String(page.ref), index]))
  const textOf = (element: TreeElement): string => {
    const own = element.content.map((content) => {
      const index = content.type === 'marked' ? (indexes.get(String(content.page)) ?? -1) : -1
      const shown = content.type === 'marked' ? (pages[index]?.sequences.get(content.id)?.shown ?? []) : []
      return shown.map(({ font, codes }) => codes.map((code) => fonts[index]?.get(font)?.get(code) ?? '\uFFFD').join('')).join('')
    })
    return [...own, ...element.children.map(textOf)].join('')
  }
  return textOf
}

/** Checks a file against the rules of ISO 19005-2 (PDF/A-2a) and ISO 14289-1 (PDF/UA-1) that can be told from the file alone. */
export async function checkConformance(bytes: Uint8Array): Promise<CheckedPdf> {
  const found = new Findings()
  const document = await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: true, ignoreEncryption: true })
  checkFile(bytes, document, found)
  checkMetadata(document, found)
  const pages = checkContent(document, found)
  const fonts = checkFonts(document, pages, found)
  const tree = checkStructure(document, pages, found)
  return { violations: found.violations, tree, textOf: reader(pages, fonts) }
}
