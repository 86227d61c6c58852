import type { WrappedPdfiumModule } from '@embedpdf/pdfium'

const IMAGE_OBJECT = 3
/** How far the picture may fall short of the page, or reach over it, in points. */
const NEAR_PT = 1
const NAME_BYTES = 32

/** A page whose one drawing is a JPEG that fills it. */
export interface JpegPage {
  readonly pdfium: WrappedPdfiumModule
  readonly page: number
  readonly drawing: number
  /** Some bytes of PDFium's memory to be answered in. */
  readonly scratch: number
}

/** What `take` says of the one JPEG that fills a page of an opened PDF, which is not turned and has nothing else on it; null when it is not so. */
export function onJpegPage<T>(pdfium: WrappedPdfiumModule, document: number, pageNumber: number, take: (page: JpegPage) => T | null): T | null {
  const page = pdfium.FPDF_LoadPage(document, pageNumber - 1)
  if (page === 0) return null
  const scratch = pdfium.pdfium.wasmExports.malloc(NAME_BYTES)
  try {
    if (pdfium.FPDFPage_CountObjects(page) !== 1 || pdfium.FPDFPage_GetAnnotCount(page) !== 0 || pdfium.FPDFPage_GetRotation(page) !== 0) return null
    const drawing = pdfium.FPDFPage_GetObject(page, 0)
    if (pdfium.FPDFPageObj_GetType(drawing) !== IMAGE_OBJECT || !isOnlyFilter(pdfium, drawing, scratch, 'DCTDecode')) return null
    if (!fills(pdfium, drawing, scratch, { widthPt: pdfium.FPDF_GetPageWidthF(page), heightPt: pdfium.FPDF_GetPageHeightF(page) })) return null
    return take({ pdfium, page, drawing, scratch })
  } finally {
    pdfium.pdfium.wasmExports.free(scratch)
    pdfium.FPDF_ClosePage(page)
  }
}

function isOnlyFilter(pdfium: WrappedPdfiumModule, drawing: number, scratch: number, name: string): boolean {
  if (pdfium.FPDFImageObj_GetImageFilterCount(drawing) !== 1) return false
  const length = pdfium.FPDFImageObj_GetImageFilter(drawing, 0, scratch, NAME_BYTES)
  return length === name.length + 1 && Buffer.from(pdfium.pdfium.HEAPU8.subarray(scratch, scratch + name.length)).toString('latin1') === name
}

function fills(pdfium: WrappedPdfiumModule, drawing: number, scratch: number, { widthPt, heightPt }: { readonly widthPt: number; readonly heightPt: number }): boolean {
  if (!pdfium.FPDFPageObj_GetBounds(drawing, scratch, scratch + 4, scratch + 8, scratch + 12)) return false
  const at = (offset: number): number => pdfium.pdfium.getValue(scratch + offset, 'float')
  return [[at(0), 0], [at(4), 0], [at(8), widthPt], [at(12), heightPt]].every(([seen = 0, edge = 0]) => Math.abs(seen - edge) <= NEAR_PT)
}

/** The bytes of the JPEG as the file has them. */
export function jpegBytes({ pdfium, drawing }: JpegPage): Uint8Array | null {
  const size = pdfium.FPDFImageObj_GetImageDataRaw(drawing, 0, 0)
  const at = pdfium.pdfium.wasmExports.malloc(size)
  if (size === 0 || at === 0) return null
  try {
    pdfium.FPDFImageObj_GetImageDataRaw(drawing, at, size)
    return Uint8Array.from(pdfium.pdfium.HEAPU8.subarray(at, at + size))
  } finally {
    pdfium.pdfium.wasmExports.free(at)
  }
}
