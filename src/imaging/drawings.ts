import type { WrappedPdfiumModule } from '@embedpdf/pdfium'

const FORM = 5
/** A form within a form within a form: what is deeper is not looked for. */
const MOST_DEPTH = 12

/** From one plane to another, as PDF writes it (ISO 32000-1, 8.3.3). */
export type PlaneMatrix = readonly [number, number, number, number, number, number]

const AS_IT_IS: PlaneMatrix = [1, 0, 0, 1, 0, 0]

/** One text, line, area or picture that a page draws. */
export interface Drawing {
  readonly drawing: number
  /** PDFium's number of what it is. */
  readonly type: number
  /** Where the form that it is drawn in lies on the page. */
  readonly within: PlaneMatrix
}

/** What draws a loaded page, in its order, that in forms too: programs that print to a file, and many scanners, wrap a whole page in one. */
export function* drawingsOn(pdfium: WrappedPdfiumModule, page: number): Generator<Drawing> {
  const count = pdfium.FPDFPage_CountObjects(page)
  for (let at = 0; at < count; at += 1) yield* drawnBy(pdfium, pdfium.FPDFPage_GetObject(page, at), AS_IT_IS, 0)
}

function* drawnBy(pdfium: WrappedPdfiumModule, drawing: number, within: PlaneMatrix, depth: number): Generator<Drawing> {
  const type = pdfium.FPDFPageObj_GetType(drawing)
  if (type !== FORM) yield { drawing, type, within }
  if (type !== FORM || depth === MOST_DEPTH) return
  const inner = after(matrixOf(pdfium, drawing) ?? AS_IT_IS, within)
  const count = pdfium.FPDFFormObj_CountObjects(drawing)
  for (let at = 0; at < count; at += 1) yield* drawnBy(pdfium, pdfium.FPDFFormObj_GetObject(drawing, at), inner, depth + 1)
}

/** How a drawing lies in what it is drawn in; null when PDFium does not say. */
export function matrixOf(pdfium: WrappedPdfiumModule, drawing: number): PlaneMatrix | null {
  const scratch = pdfium.pdfium.wasmExports.malloc(24)
  try {
    if (!pdfium.FPDFPageObj_GetMatrix(drawing, scratch)) return null
    const at = (place: number): number => pdfium.pdfium.getValue(scratch + 4 * place, 'float')
    return [at(0), at(1), at(2), at(3), at(4), at(5)]
  } finally {
    pdfium.pdfium.wasmExports.free(scratch)
  }
}

/** First `one`, then `other`. */
export function after([a, b, c, d, e, f]: PlaneMatrix, [a2, b2, c2, d2, e2, f2]: PlaneMatrix): PlaneMatrix {
  return [a * a2 + b * c2, a * b2 + b * d2, c * a2 + d * c2, c * b2 + d * d2, e * a2 + f * c2 + e2, e * b2 + f * d2 + f2]
}
