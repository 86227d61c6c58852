import type { WrappedPdfiumModule } from '@embedpdf/pdfium'

const TEXT = 1
const FORM = 5
/** A form within a form within a form: what is deeper is drawn with its text. */
const MOST_DEPTH = 12

/** Leaves of a loaded page what is drawn beside its text: lines, areas and pictures. */
export function hideText(pdfium: WrappedPdfiumModule, page: number): void {
  for (let at = pdfium.FPDFPage_CountObjects(page) - 1; at >= 0; at -= 1) hide(pdfium, pdfium.FPDFPage_GetObject(page, at), 0)
}

function hide(pdfium: WrappedPdfiumModule, drawing: number, depth: number): void {
  const type = pdfium.FPDFPageObj_GetType(drawing)
  if (type === TEXT) pdfium.FPDFPageObj_SetIsActive(drawing, false)
  if (type !== FORM || depth === MOST_DEPTH) return
  for (let at = pdfium.FPDFFormObj_CountObjects(drawing) - 1; at >= 0; at -= 1) hide(pdfium, pdfium.FPDFFormObj_GetObject(drawing, at), depth + 1)
}
