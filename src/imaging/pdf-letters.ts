import type { WrappedPdfiumModule } from '@embedpdf/pdfium'
import type { FigurePrint, Letter } from '../../signing/comparison/letters.js'
import { figuresIn } from './pdf-figures.js'
import { Unreadable } from './page-source.js'

const MM_PER_POINT = 25.4 / 72

/** Draws the figures of one setting; asked for again, gives what it drew. */
type FiguresOf = (text: number, index: number) => FigurePrint | null

/** Every printed character of a page of an opened PDF and the paper its ink takes, in the file's order; what the page shows no ink for (spaces, line ends) has no width. @throws Unreadable */
export function lettersOn(pdfium: WrappedPdfiumModule, document: number, pageNumber: number): Letter[] {
  const page = pdfium.FPDF_LoadPage(document, pageNumber - 1)
  if (page === 0) throw new Unreadable('Sidan är trasig i filen.')
  const text = pdfium.FPDFText_LoadPage(page)
  const box = pdfium.pdfium.wasmExports.malloc(32)
  try {
    const heightPt = pdfium.FPDF_GetPageHeightF(page)
    const figures = figuresOnce(pdfium, document, box)
    return Array.from({ length: Math.max(0, pdfium.FPDFText_CountChars(text)) }, (_, index) => letterAt(pdfium, { text, index, box, heightPt }, figures))
  } finally {
    pdfium.pdfium.wasmExports.free(box)
    pdfium.FPDFText_ClosePage(text)
    pdfium.FPDF_ClosePage(page)
  }
}

function figuresOnce(pdfium: WrappedPdfiumModule, document: number, scratch: number): FiguresOf {
  const drawn = new Map<string, FigurePrint | null>()
  return (text, index) => {
    const shown = pdfium.FPDFText_GetTextObject(text, index)
    const font = shown === 0 ? 0 : pdfium.FPDFTextObj_GetFont(shown)
    if (font === 0 || !pdfium.FPDFText_GetMatrix(text, index, scratch)) return null
    const size = pdfium.FPDFText_GetFontSize(text, index)
    const [across = 0, slant = 0, lean = 0, upright = 0] = Array.from({ length: 4 }, (_, at) => pdfium.pdfium.getValue(scratch + 4 * at, 'float'))
    if (slant !== 0 || lean !== 0) return null
    const name = [font, size * across, size * upright].join(' ')
    const known = drawn.get(name)
    if (known !== undefined) return known
    const print = figuresIn(pdfium, document, { font, acrossPt: size * across, uprightPt: size * upright })
    drawn.set(name, print)
    return print
  }
}

function letterAt(pdfium: WrappedPdfiumModule, { text, index, box, heightPt }: { text: number; index: number; box: number; heightPt: number }, figures: FiguresOf): Letter {
  const printed = String.fromCodePoint(pdfium.FPDFText_GetUnicode(text, index) || 0x20)
  if (!pdfium.FPDFText_GetCharBox(text, index, box, box + 8, box + 16, box + 24)) return { text: printed, leftMm: 0, topMm: 0, widthMm: 0, heightMm: 0, figure: null }
  const at = (offset: number): number => pdfium.pdfium.getValue(box + offset, 'double') * MM_PER_POINT
  const [left, right, bottom, top] = [at(0), at(8), at(16), at(24)]
  const place = { text: printed, leftMm: left, topMm: heightPt * MM_PER_POINT - top, widthMm: right - left, heightMm: top - bottom }
  if (!/[0-9]/.test(printed) || !pdfium.FPDFText_GetCharOrigin(text, index, box, box + 8)) return { ...place, figure: null }
  const origin = { originXMm: at(0), originYMm: heightPt * MM_PER_POINT - at(8) }
  const print = figures(text, index)
  return { ...place, figure: print === null ? null : { ...origin, print } }
}
