import type { WrappedPdfiumModule } from '@embedpdf/pdfium'

const TEXT = 1
const FORM = 5
/** A form within a form within a form: what is deeper is not looked for. */
const MOST_DEPTH = 12

/** What draws text on a loaded page, in its forms too. */
function* textObjectsOn(pdfium: WrappedPdfiumModule, page: number): Generator<number> {
  const count = pdfium.FPDFPage_CountObjects(page)
  for (let at = 0; at < count; at += 1) yield* within(pdfium, pdfium.FPDFPage_GetObject(page, at), 0)
}

function* within(pdfium: WrappedPdfiumModule, drawing: number, depth: number): Generator<number> {
  const type = pdfium.FPDFPageObj_GetType(drawing)
  if (type === TEXT) yield drawing
  if (type !== FORM || depth === MOST_DEPTH) return
  const count = pdfium.FPDFFormObj_CountObjects(drawing)
  for (let at = 0; at < count; at += 1) yield* within(pdfium, pdfium.FPDFFormObj_GetObject(drawing, at), depth + 1)
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
