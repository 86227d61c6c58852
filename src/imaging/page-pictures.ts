import type { WrappedPdfiumModule } from '@embedpdf/pdfium'
import { after, drawingsOn, matrixOf, type Drawing } from './drawings.js'
import { Unreadable, type Limits } from './page-source.js'

const TEXT_OBJECT = 1
const IMAGE_OBJECT = 3
/** As readers of text lay words under or over a scan. */
const INVISIBLE = 3
const MOST_PICTURES = 1000
/** Of a page that is a picture, or several side by side, pictures cover at least this much; a mark or a code on a written page does not say how it was seen. */
const PAGE_SHARE = 0.25
/** Pictures of a page that are laid over each other differ in size by less. */
const AS_LARGE = 0.9
/** PDFium's FPDF_IMAGEOBJ_METADATA. */
const METADATA = { bytes: 32, bitsAt: 16, colourSpaceAt: 20 } as const
const DEVICE_GRAY = 1
const DPI_WITHOUT_IMAGE = 200

interface ImageOnPage {
  readonly drawing: number
  /** In square points. */
  readonly area: number
  readonly dpi: number
  /** Across or down the image, whichever is coarser. */
  readonly leastDpi: number
  readonly pixels: number
}

/** The finest resolution among the page's large images: on a scan they are the page itself, sometimes as a coarse background under a fine layer of ink. */
export function ownDpi(pdfium: WrappedPdfiumModule, page: number, limits: Limits): number {
  const images = imagesOn(pdfium, page)
  if (images.some(({ pixels }) => pixels > limits.maxPixels)) throw new Unreadable('Sidan innehåller en bild med för många bildpunkter.')
  const dpi = large(thePage(pdfium, page, images)).reduce((finest, image) => Math.max(finest, image.dpi), 0)
  return dpi === 0 ? DPI_WITHOUT_IMAGE : Math.min(300, Math.max(150, Math.round(dpi)))
}

/** Of the finest of the pictures that are the page, one over the other: text lies in a fine layer over a coarse background. */
export function leastDpiOn(pdfium: WrappedPdfiumModule, page: number): number | null {
  const images = thePage(pdfium, page, imagesOn(pdfium, page))
  const largest = images.reduce((most, { area }) => Math.max(most, area), 0)
  const finest = images.filter(({ area }) => area >= largest * AS_LARGE).reduce((most, { leastDpi }) => Math.max(most, leastDpi), 0)
  return finest === 0 ? null : finest
}

/** Leaves of a loaded page only its pictures; false when nothing else shows on it. */
export function hideAllButPictures(pdfium: WrappedPdfiumModule, page: number): boolean {
  const others = [...drawingsOn(pdfium, page)].filter(({ drawing, type }) => type !== IMAGE_OBJECT && !(type === TEXT_OBJECT && pdfium.FPDFTextObj_GetTextRenderMode(drawing) === INVISIBLE))
  for (const { drawing } of others) pdfium.FPDFPageObj_SetIsActive(drawing, false)
  return others.length > 0
}

/** A page with a background in tones under a layer of black is not. */
export function isOneBitOn(pdfium: WrappedPdfiumModule, page: number): boolean {
  const images = large(thePage(pdfium, page, imagesOn(pdfium, page)))
  const scratch = pdfium.pdfium.wasmExports.malloc(METADATA.bytes)
  try {
    return images.length > 0 && images.every(({ drawing }) => pdfium.FPDFImageObj_GetImageMetadata(drawing, page, scratch) && pdfium.pdfium.getValue(scratch + METADATA.bitsAt, 'i32') === 1)
  } finally {
    pdfium.pdfium.wasmExports.free(scratch)
  }
}

/** Whether a page is one picture of black and white and nothing else, so that it has no colours. */
export function isBlackAndWhiteOn(pdfium: WrappedPdfiumModule, page: number): boolean {
  if (pdfium.FPDFPage_CountObjects(page) !== 1 || pdfium.FPDFPage_GetAnnotCount(page) !== 0) return false
  const drawing = pdfium.FPDFPage_GetObject(page, 0)
  const scratch = pdfium.pdfium.wasmExports.malloc(METADATA.bytes)
  const said = (at: number): number => pdfium.pdfium.getValue(scratch + at, 'i32')
  try {
    return pdfium.FPDFPageObj_GetType(drawing) === IMAGE_OBJECT && pdfium.FPDFImageObj_GetImageMetadata(drawing, page, scratch) && said(METADATA.bitsAt) === 1 && said(METADATA.colourSpaceAt) === DEVICE_GRAY
  } finally {
    pdfium.pdfium.wasmExports.free(scratch)
  }
}

function measureImage(pdfium: WrappedPdfiumModule, { drawing, within }: Drawing, scratch: number): ImageOnPage {
  const { getValue } = pdfium.pdfium
  const nothing = { drawing, area: 0, dpi: 0, leastDpi: 0 }
  if (!pdfium.FPDFImageObj_GetImagePixelSize(drawing, scratch, scratch + 4)) return { ...nothing, pixels: 0 }
  const [widthPx, heightPx] = [getValue(scratch, 'i32') >>> 0, getValue(scratch + 4, 'i32') >>> 0]
  const pixels = widthPx * heightPx
  const own = matrixOf(pdfium, drawing)
  if (own === null) return { ...nothing, pixels }
  // A picture is drawn in the unit square, which its matrix lays on the page.
  const [a, b, c, d] = after(own, within)
  const area = (Math.abs(a) + Math.abs(c)) * (Math.abs(b) + Math.abs(d))
  const side = (x: number, y: number): number => Math.max(1, Math.hypot(x, y))
  return { drawing, area, dpi: area > 0 ? 72 * Math.sqrt(pixels / area) : 0, leastDpi: 72 * Math.min(widthPx / side(a, b), heightPx / side(c, d)), pixels }
}

function large(images: readonly ImageOnPage[]): ImageOnPage[] {
  const largest = images.reduce((most, { area }) => Math.max(most, area), 0)
  return images.filter(({ area }) => area > 0 && area >= largest / 2)
}

/** The pictures that are the page; none on a page that is written, whatever small pictures stand on it. */
function thePage(pdfium: WrappedPdfiumModule, page: number, images: readonly ImageOnPage[]): readonly ImageOnPage[] {
  const covered = images.reduce((sum, { area }) => sum + area, 0)
  return covered >= PAGE_SHARE * pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page) ? images : []
}

function imagesOn(pdfium: WrappedPdfiumModule, page: number): ImageOnPage[] {
  const scratch = pdfium.pdfium.wasmExports.malloc(8)
  try {
    const images: ImageOnPage[] = []
    for (const drawing of drawingsOn(pdfium, page)) {
      if (drawing.type === IMAGE_OBJECT) images.push(measureImage(pdfium, drawing, scratch))
      if (images.length === MOST_PICTURES) break
    }
    return images
  } finally {
    pdfium.pdfium.wasmExports.free(scratch)
  }
}
