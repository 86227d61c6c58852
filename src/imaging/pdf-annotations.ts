import type { WrappedPdfiumModule } from '@embedpdf/pdfium'
import type { PicturePart } from '../../signing/e-signature/where-signed.js'

/** PDFium's subtypes that draw nothing of their own: where a link lies, and the window of a note. */
const LINK = 2
const POPUP = 16
const WIDGET = 20
/** Flags of an annotation that is not shown: hidden, or not on a screen. */
const NOT_SHOWN = 0x02 | 0x20
/** PDFium's types of values: the value of a signature field is a dictionary, of any other none or text; a reference may lead to either. */
const DICTIONARY = 6
const REFERENCE = 9
const MOST = 1000
/** Room for a rectangle, or the type of a field in UTF-16. */
const SCRATCH_BYTES = 16

/** Something drawn over a page in its file, in the pixels of a picture of the page. */
export interface DrawnOver extends PicturePart {
  /** Whether it is the picture of an electronic signature, which may stand where somebody signs. */
  readonly isSignature: boolean
}

/** What a loaded page has drawn or written over it that is not of the page, as it lies in a picture of that size: a stamp, a text, ink from a screen, a filled-in field, the picture of an electronic signature; no link. */
export function drawnOver(pdfium: WrappedPdfiumModule, page: number, picture: Pick<DrawnOver, 'widthPx' | 'heightPx'>): DrawnOver[] {
  const scratch = pdfium.pdfium.wasmExports.malloc(SCRATCH_BYTES)
  try {
    return Array.from({ length: Math.min(pdfium.FPDFPage_GetAnnotCount(page), MOST) }, (_, index) => index).flatMap((index) => {
      const annotation = pdfium.FPDFPage_GetAnnot(page, index)
      if (annotation === 0) return []
      try {
        return drawnBy(pdfium, page, { annotation, scratch, ...picture })
      } finally {
        pdfium.FPDFPage_CloseAnnot(annotation)
      }
    })
  } finally {
    pdfium.pdfium.wasmExports.free(scratch)
  }
}

function drawnBy(pdfium: WrappedPdfiumModule, page: number, { annotation, scratch, widthPx, heightPx }: { readonly annotation: number; readonly scratch: number } & Pick<DrawnOver, 'widthPx' | 'heightPx'>): DrawnOver[] {
  const subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
  if (subtype === LINK || subtype === POPUP || (pdfium.FPDFAnnot_GetFlags(annotation) & NOT_SHOWN) !== 0) return []
  if (subtype === WIDGET && !pdfium.FPDFAnnot_HasKey(annotation, 'AP')) return []
  const isSignature = subtype === WIDGET && isSignatureField(pdfium, annotation, scratch) && [DICTIONARY, REFERENCE].includes(pdfium.FPDFAnnot_GetValueType(annotation, 'V'))
  if (!pdfium.FPDFAnnot_GetRect(annotation, scratch)) return [{ isSignature: false, leftPx: 0, topPx: 0, widthPx, heightPx }]
  const [left = 0, top = 0, right = 0, bottom = 0] = [0, 4, 8, 12].map((offset) => pdfium.pdfium.getValue(scratch + offset, 'float'))
  if (Math.abs(right - left) <= 1 || Math.abs(bottom - top) <= 1) return []
  const corners = [[left, top], [right, bottom]].map(([x = 0, y = 0]) => {
    pdfium.FPDF_PageToDevice(page, 0, 0, widthPx, heightPx, 0, x, y, scratch, scratch + 4)
    return [pdfium.pdfium.getValue(scratch, 'i32'), pdfium.pdfium.getValue(scratch + 4, 'i32')] as const
  })
  const [across, down] = [corners.map(([x]) => x), corners.map(([, y]) => y)]
  const [leftPx, topPx] = [Math.min(...across), Math.min(...down)]
  return [{ isSignature, leftPx, topPx, widthPx: Math.max(...across) - leftPx, heightPx: Math.max(...down) - topPx }]
}

/** Whether a field says itself that it is one for signatures; one that leaves it to its parent counts as none. */
function isSignatureField(pdfium: WrappedPdfiumModule, annotation: number, scratch: number): boolean {
  const bytes = pdfium.FPDFAnnot_GetStringValue(annotation, 'FT', scratch, SCRATCH_BYTES)
  return bytes <= SCRATCH_BYTES && pdfium.pdfium.UTF16ToString(scratch) === 'Sig'
}
