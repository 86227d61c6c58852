import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRawStream, PDFStream, type PDFObject, type PDFPage } from 'pdf-lib'
import type { Rectangle } from '../stamp.js'
import { decodedContent } from './decoded-content.js'
import { movedArea, type Matrix, type PageView } from './place-page.js'

/** An annotation as it is printed: its form and the matrix that puts it in its place on the page. */
export interface PrintedAnnotation {
  readonly appearance: PDFStream
  /** Where it stands, in the page's own coordinates. */
  readonly area: Rectangle
  readonly matrix: Matrix
}

const FLAG = { hidden: 2, print: 4 } as const
/** Says nothing on paper: a link's place, and the window of a note. */
const SILENT = ['Link', 'Popup']

/** Four numbers as a rectangle, whichever corners they name; null for anything else. */
export function rectangleOf(value: PDFObject | undefined): Rectangle | null {
  if (!(value instanceof PDFArray) || value.size() !== 4) return null
  const numbers = Array.from({ length: 4 }, (_, index) => numberOf(value.lookup(index)))
  const [x0 = Number.NaN, y0 = Number.NaN, x1 = Number.NaN, y1 = Number.NaN] = numbers
  if (!numbers.every(Number.isFinite)) return null
  return { xPt: Math.min(x0, x1), yPt: Math.min(y0, y1), widthPt: Math.abs(x1 - x0), heightPt: Math.abs(y1 - y0) }
}

function numberOf(value: PDFObject | undefined): number {
  return value instanceof PDFNumber ? value.asNumber() : Number.NaN
}

function inherited(page: PDFPage, key: string): PDFObject | undefined {
  return page.doc.context.lookup(page.node.getInheritableAttribute(PDFName.of(key)))
}

/** What is seen of a page: its crop box within its media box, turned as it says; null when it says nothing sensible. */
export function viewOf(page: PDFPage): PageView | null {
  const media = rectangleOf(inherited(page, 'MediaBox'))
  const crop = rectangleOf(inherited(page, 'CropBox')) ?? media
  const rotate = inherited(page, 'Rotate')
  const turned = (((rotate === undefined ? 0 : numberOf(rotate)) % 360) + 360) % 360
  if (media === null || crop === null || !(turned === 0 || turned === 90 || turned === 180 || turned === 270)) return null
  const [xPt, yPt] = [Math.max(media.xPt, crop.xPt), Math.max(media.yPt, crop.yPt)]
  const widthPt = Math.min(media.xPt + media.widthPt, crop.xPt + crop.widthPt) - xPt
  const heightPt = Math.min(media.yPt + media.heightPt, crop.yPt + crop.heightPt) - yPt
  return widthPt > 0 && heightPt > 0 ? { box: { xPt, yPt, widthPt, heightPt }, turned } : null
}

/** The streams a page is drawn with, in order. */
export function contentStreamsOf(page: PDFPage): PDFRawStream[] {
  const contents = page.node.lookup(PDFName.of('Contents'))
  const listed = contents instanceof PDFArray ? Array.from({ length: contents.size() }, (_, index) => contents.lookup(index)) : [contents]
  return listed.filter((stream) => stream instanceof PDFRawStream)
}

/** A page's drawing operators, a line break between its streams (ISO 32000-1, 7.8.2). @throws Failure `template-invalid` when a stream is coded otherwise than `decodedContent` reads */
export function operatorsOf(page: PDFPage, place: string): Uint8Array {
  return Buffer.concat(contentStreamsOf(page).flatMap((stream) => [decodedContent(stream, place), Buffer.from('\n')]))
}

/** What a page's operators name: fonts, pictures and forms; null when it names nothing. */
export function resourcesOf(page: PDFPage): PDFObject | null {
  return page.node.getInheritableAttribute(PDFName.of('Resources')) ?? null
}

/** The page's annotations, in drawing order. */
export function annotationsOf(page: PDFPage): PDFDict[] {
  const annotations = page.node.Annots()
  if (annotations === undefined) return []
  return Array.from({ length: annotations.size() }, (_, index) => annotations.lookup(index)).filter((one) => one instanceof PDFDict)
}

/** What an annotation says it is ("Widget", "Link"). */
export function subtypeOf(annotation: PDFDict): string {
  const subtype = annotation.lookup(PDFName.of('Subtype'))
  return subtype instanceof PDFName ? subtype.decodeText() : ''
}

/** Whether paper shows an annotation (ISO 32000-1, 12.5.3). */
export function isPrinted(annotation: PDFDict): boolean {
  const flags = annotation.lookup(PDFName.of('F'))
  const set = flags instanceof PDFNumber ? flags.asNumber() : 0
  return !SILENT.includes(subtypeOf(annotation)) && (set & FLAG.hidden) === 0 && (set & FLAG.print) !== 0
}

/** The form an annotation is drawn with in the state it is in; null when it has none. */
export function appearanceOf(annotation: PDFDict): PDFStream | null {
  const appearances = annotation.lookup(PDFName.of('AP'))
  const normal = appearances instanceof PDFDict ? appearances.lookup(PDFName.of('N')) : undefined
  if (normal instanceof PDFStream) return normal
  const state = annotation.lookup(PDFName.of('AS'))
  const chosen = normal instanceof PDFDict && state instanceof PDFName ? normal.lookup(state) : undefined
  return chosen instanceof PDFStream ? chosen : null
}

function matrixOf(value: PDFObject | undefined): Matrix {
  const numbers = value instanceof PDFArray ? Array.from({ length: value.size() }, (_, index) => numberOf(value.lookup(index))) : []
  const [a, b, c, d, e, f] = numbers
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined || f === undefined || !numbers.every(Number.isFinite)) return [1, 0, 0, 1, 0, 0]
  return [a, b, c, d, e, f]
}

/** The annotations that paper shows, each where its rectangle says (ISO 32000-1, 12.5.5, algorithm 8.1). */
export function printedAnnotationsOf(page: PDFPage): PrintedAnnotation[] {
  return annotationsOf(page).filter(isPrinted).flatMap((annotation): PrintedAnnotation[] => {
    const appearance = appearanceOf(annotation)
    const area = rectangleOf(annotation.lookup(PDFName.of('Rect')))
    const box = rectangleOf(appearance?.dict.lookup(PDFName.of('BBox')))
    if (appearance === null || area === null || box === null) return []
    const drawn = movedArea(matrixOf(appearance.dict.lookup(PDFName.of('Matrix'))), box)
    if (drawn.widthPt === 0 || drawn.heightPt === 0) return []
    const [sx, sy] = [area.widthPt / drawn.widthPt, area.heightPt / drawn.heightPt]
    return [{ appearance, area, matrix: [sx, 0, 0, sy, area.xPt - drawn.xPt * sx, area.yPt - drawn.yPt * sy] }]
  })
}
