import type { WrappedPdfiumModule } from '@embedpdf/pdfium'

/** PDFium's FLAT_PRINT. */
const AS_PRINTED = 1

/** Makes what paper shows of fields and notes a part of a loaded page; seen when the page is loaded again. */
export function layAnnotationsIn(pdfium: WrappedPdfiumModule, page: number): void {
  if (pdfium.FPDFPage_GetAnnotCount(page) > 0) pdfium.FPDFPage_Flatten(page, AS_PRINTED)
}
