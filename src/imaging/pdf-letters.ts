import type { WrappedPdfiumModule } from '@embedpdf/pdfium'
import type { Letter } from '../../signing/comparison/letters.js'
import { Unreadable } from './page-source.js'

const MM_PER_POINT = 25.4 / 72

/** Every printed character of a page of an opened PDF and the paper its ink takes, in the file's order; what the page shows no ink for (spaces, line ends) has no width. @throws Unreadable */
export function lettersOn(pdfium: WrappedPdfiumModule, document: number, pageNumber: number): Letter[] {
  const page = pdfium.FPDF_LoadPage(document, pageNumber - 1)
  if (page === 0) throw new Unreadable('Sidan är trasig i filen.')
  const text = pdfium.FPDFText_LoadPage(page)
  const box = pdfium.pdfium.wasmExports.malloc(32)
  try {
    const heightPt = pdfium.FPDF_GetPageHeightF(page)
    return Array.from({ length: Math.max(0, pdfium.FPDFText_CountChars(text)) }, (_, index) => letterAt(pdfium, text, index, box, heightPt))
  } finally {
    pdfium.pdfium.wasmExports.free(box)
    pdfium.FPDFText_ClosePage(text)
    pdfium.FPDF_ClosePage(page)
  }
}

function letterAt(pdfium: WrappedPdfiumModule, text: number, index: number, box: number, heightPt: number): Letter {
  const printed = String.fromCodePoint(pdfium.FPDFText_GetUnicode(text, index) || 0x20)
  if (!pdfium.FPDFText_GetCharBox(text, index, box, box + 8, box + 16, box + 24)) return { text: printed, leftMm: 0, topMm: 0, widthMm: 0, heightMm: 0 }
  const at = (offset: number): number => pdfium.pdfium.getValue(box + offset, 'double') * MM_PER_POINT
  const [left, right, bottom, top] = [at(0), at(8), at(16), at(24)]
  return { text: printed, leftMm: left, topMm: heightPt * MM_PER_POINT - top, widthMm: right - left, heightMm: top - bottom }
}
