import type { WrappedPdfiumModule } from '@embedpdf/pdfium'
import type { FigurePrint } from '../../signing/comparison/letters.js'

const MM_PER_POINT = 25.4 / 72
const FIGURES = '0123456789'
/** So fine that a figure can be laid on a page's pixels to a quarter of one. */
const DPI = 800
const GRAY_BITMAP = 1
const AS_GRAY = 0x08
const WHITE = 0xffffffff
/** What stands outside this is not a figure of a document. */
const [LEAST_PT, MOST_PT] = [4, 40]

/** How a text is set: in which font, how large across and upright. */
export interface Setting {
  readonly font: number
  readonly acrossPt: number
  readonly uprightPt: number
}

/** All ten figures as a font of an opened PDF draws them in one setting; null when the font cannot (a subset that lacks one). The document is given a page for a moment. */
export function figuresIn(pdfium: WrappedPdfiumModule, document: number, { font, acrossPt, uprightPt }: Setting): FigurePrint | null {
  if (!(acrossPt >= LEAST_PT && acrossPt <= MOST_PT && uprightPt >= LEAST_PT && uprightPt <= MOST_PT)) return null
  const [cellWidthPt, cellHeightPt] = [acrossPt * 1.2, uprightPt * 1.4]
  const at = pdfium.FPDF_GetPageCount(document)
  const page = pdfium.FPDFPage_New(document, at, cellWidthPt * FIGURES.length, cellHeightPt)
  const scratch = pdfium.pdfium.wasmExports.malloc(24)
  try {
    for (const [index, figure] of Array.from(FIGURES).entries()) {
      const drawn = pdfium.FPDFPageObj_CreateTextObj(document, font, 1)
      pdfium.pdfium.stringToUTF16(figure, scratch, 24)
      if (!pdfium.FPDFText_SetText(drawn, scratch)) return null
      const matrix = [acrossPt, 0, 0, uprightPt, (index + 0.2) * cellWidthPt, uprightPt * 0.3]
      pdfium.pdfium.HEAPF32.set(matrix, scratch >> 2)
      pdfium.FPDFPageObj_SetMatrix(drawn, scratch)
      pdfium.FPDFPage_InsertObject(page, drawn)
    }
    return printOf(pdfium, page, cellWidthPt, cellHeightPt, uprightPt)
  } finally {
    pdfium.pdfium.wasmExports.free(scratch)
    pdfium.FPDF_ClosePage(page)
    pdfium.FPDFPage_Delete(document, at)
  }
}

function printOf(pdfium: WrappedPdfiumModule, page: number, cellWidthPt: number, cellHeightPt: number, uprightPt: number): FigurePrint | null {
  const pxPerPt = DPI / 72
  const cellPx = Math.round(cellWidthPt * pxPerPt)
  const [widthPx, heightPx] = [cellPx * FIGURES.length, Math.round(cellHeightPt * pxPerPt)]
  const bitmap = pdfium.FPDFBitmap_CreateEx(widthPx, heightPx, GRAY_BITMAP, 0, 0)
  if (bitmap === 0) return null
  try {
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, widthPx, heightPx, WHITE)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, widthPx, heightPx, 0, AS_GRAY)
    const from = pdfium.FPDFBitmap_GetBuffer(bitmap)
    const stride = pdfium.FPDFBitmap_GetStride(bitmap)
    const pictures = Array.from({ length: FIGURES.length }, (_, index) => {
      const pixels = new Uint8Array(cellPx * heightPx)
      for (let y = 0; y < heightPx; y += 1) pixels.set(pdfium.pdfium.HEAPU8.subarray(from + y * stride + index * cellPx, from + y * stride + (index + 1) * cellPx), y * cellPx)
      return { pixels, widthPx: cellPx, heightPx }
    })
    if (pictures.some(({ pixels }) => pixels.every((tone) => tone > 200))) return null
    return { mmPerPx: MM_PER_POINT / pxPerPt, originXMm: 0.2 * cellWidthPt * MM_PER_POINT, originYMm: (cellHeightPt - uprightPt * 0.3) * MM_PER_POINT, pictures }
  } finally {
    pdfium.FPDFBitmap_Destroy(bitmap)
  }
}
