import type { WrappedPdfiumModule } from '@embedpdf/pdfium'
import { drawingsOn } from './drawings.js'

const TEXT = 1

/** What draws text on a loaded page. */
function textObjectsOn(pdfium: WrappedPdfiumModule, page: number): number[] {
  return [...drawingsOn(pdfium, page)].flatMap(({ drawing, type }) => (type === TEXT ? [drawing] : []))
}

/** Leaves of a loaded page what is drawn beside its text: lines, areas and pictures. */
export function hideText(pdfium: WrappedPdfiumModule, page: number): void {
  for (const drawing of textObjectsOn(pdfium, page)) pdfium.FPDFPageObj_SetIsActive(drawing, false)
}

/** Makes the text of a loaded page read as its letters are printed: a mark may say that they stand for other words (ISO 32000-1, 14.9.4). */
export function readAsPrinted(pdfium: WrappedPdfiumModule, page: number): void {
  for (const drawing of textObjectsOn(pdfium, page)) {
    for (let at = pdfium.FPDFPageObj_CountMarks(drawing) - 1; at >= 0; at -= 1) pdfium.FPDFPageObj_RemoveMark(drawing, pdfium.FPDFPageObj_GetMark(drawing, at))
  }
}
