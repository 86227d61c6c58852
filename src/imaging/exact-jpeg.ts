import { bareJpeg, type BareJpeg } from './bare-jpeg.js'
import { jpegBytes, type JpegPage } from './pdf-jpeg.js'

/** How far before its data the dictionary of an image begins, at most. */
const DICTIONARY_BYTES = 2048
/** What makes an image look otherwise than its data; a name may be spelt with a number sign. */
const CHANGES_LOOKS = /#|\/(?:S?Mask|ImageMask|Matte|Decode|OC)/
const [DEVICE_GRAY, DEVICE_RGB] = [1, 2]
const COLOUR_SPACE_AT = 20
const METADATA_BYTES = 32

/**
 * The JPEG that fills a page, when drawing the page in so many pixels can give nothing but its own, one for one; null when it is stretched by a hair, veiled, cut or coloured in
 * another way than its data says. `file` is where the PDF lies in PDFium's memory.
 */
export function exactJpegOn(on: JpegPage, { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }, file: { readonly at: number; readonly size: number }): BareJpeg | null {
  const { pdfium, drawing } = on
  if (pdfium.FPDFPageObj_HasTransparency(drawing) || pdfium.FPDFPageObj_CountMarks(drawing) !== 0) return null
  if (pdfium.FPDFClipPath_CountPaths(pdfium.FPDFPageObj_GetClipPath(drawing)) > 0 || !liesPixelByPixel(on, widthPx, heightPx)) return null
  const data = jpegBytes(on)
  if (data === null || !isPlain(pdfium.pdfium.HEAPU8.subarray(file.at, file.at + file.size), data)) return null
  const jpeg = bareJpeg(data)
  if (jpeg === null || jpeg.widthPx !== widthPx || jpeg.heightPx !== heightPx || colourSpaceOf(on) !== (jpeg.channels === 1 ? DEVICE_GRAY : DEVICE_RGB)) return null
  return jpeg
}

/** Whether the page's corners fall on whole pixels as PDFium reckons them, in single precision: a hair more, and it stretches the picture by a pixel. */
function liesPixelByPixel({ pdfium, page, drawing, scratch }: JpegPage, widthPx: number, heightPx: number): boolean {
  const at = (place: number): number => pdfium.pdfium.getValue(scratch + 4 * place, 'float')
  if (!pdfium.FPDF_GetPageBoundingBox(page, scratch) || at(0) !== 0 || at(3) !== 0) return false
  if (!pdfium.FPDFPageObj_GetMatrix(drawing, scratch)) return false
  const [a, b, c, d, e, f] = [at(0), at(1), at(2), at(3), at(4), at(5)]
  if (b !== 0 || c !== 0 || a <= 0 || d <= 0) return false
  const { fround } = Math
  const [across, down] = [fround(widthPx / pdfium.FPDF_GetPageWidthF(page)), fround(-heightPx / pdfium.FPDF_GetPageHeightF(page))]
  const [left, bottom] = [fround(e * across), fround(fround(f * down) + heightPx)]
  const [right, top] = [fround(fround(a * across) + left), fround(fround(d * down) + bottom)]
  return Math.floor(left) === 0 && Math.ceil(right) === widthPx && Math.floor(top) === 0 && Math.ceil(bottom) === heightPx
}

/** Whether nothing in the dictionary before the data changes how it looks; where the data stands more than once, in any of them, for which one is drawn is not told. */
function isPlain(file: Uint8Array, data: Uint8Array): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length)
  let found = false
  for (let at = bytes.indexOf(data); at >= 0; at = bytes.indexOf(data, at + data.length)) {
    const before = bytes.toString('latin1', Math.max(0, at - DICTIONARY_BYTES), at)
    const begins = before.lastIndexOf(' obj')
    if (begins < 0 || CHANGES_LOOKS.test(before.slice(begins))) return false
    found = true
  }
  return found
}

function colourSpaceOf({ pdfium, page, drawing }: JpegPage): number {
  const metadata = pdfium.pdfium.wasmExports.malloc(METADATA_BYTES)
  try {
    return pdfium.FPDFImageObj_GetImageMetadata(drawing, page, metadata) ? pdfium.pdfium.getValue(metadata + COLOUR_SPACE_AT, 'i32') : 0
  } finally {
    pdfium.pdfium.wasmExports.free(metadata)
  }
}
