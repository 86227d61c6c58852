import type { WrappedPdfiumModule } from '@embedpdf/pdfium'

/** PDFium's subtypes that draw nothing of their own: where a link lies, and the window of a note. */
const LINK = 2
const POPUP = 16
const WIDGET = 20
/** Flags of an annotation that is not shown: hidden, or not on a screen. */
const NOT_SHOWN = 0x02 | 0x20
/** PDFium's types of values: the value of a signature field is a dictionary, of any other none or text. */
const DICTIONARY = 6
const REFERENCE = 9
const MOST = 1000

/** Whether a loaded page has something drawn or written over it that is not of the page: a stamp, a text, ink from a screen, a filled-in field; no link, and no field that an electronic signature stands in. */
export function hasDrawnOver(pdfium: WrappedPdfiumModule, page: number): boolean {
  const corners = pdfium.pdfium.wasmExports.malloc(16)
  try {
    return Array.from({ length: Math.min(pdfium.FPDFPage_GetAnnotCount(page), MOST) }, (_, index) => index).some((index) => {
      const annotation = pdfium.FPDFPage_GetAnnot(page, index)
      if (annotation === 0) return false
      try {
        return isDrawn(pdfium, annotation, corners)
      } finally {
        pdfium.FPDFPage_CloseAnnot(annotation)
      }
    })
  } finally {
    pdfium.pdfium.wasmExports.free(corners)
  }
}

function isDrawn(pdfium: WrappedPdfiumModule, annotation: number, corners: number): boolean {
  const subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
  if (subtype === LINK || subtype === POPUP || (pdfium.FPDFAnnot_GetFlags(annotation) & NOT_SHOWN) !== 0) return false
  if (subtype === WIDGET && [DICTIONARY, REFERENCE].includes(pdfium.FPDFAnnot_GetValueType(annotation, 'V'))) return false
  if (subtype === WIDGET && !pdfium.FPDFAnnot_HasKey(annotation, 'AP')) return false
  if (!pdfium.FPDFAnnot_GetRect(annotation, corners)) return true
  const at = (offset: number): number => pdfium.pdfium.getValue(corners + offset, 'float')
  return Math.abs(at(8) - at(0)) > 1 && Math.abs(at(12) - at(4)) > 1
}
