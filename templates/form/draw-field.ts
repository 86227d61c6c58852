import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRawStream, type PDFContext, type PDFObject, type PDFRef, type PDFWidgetAnnotation } from 'pdf-lib'
import type { Run } from '../document.js'
import { Failure } from '../failure.js'
import type { Fonts } from '../fonts.js'
import { ContentStream, number, type GlyphSets } from '../pdf/content-stream.js'
import { compress } from '../pdf/draw-pages.js'
import type { Rectangle } from '../stamp.js'
import { textOfRuns } from './fill-form.js'
import { BLACK } from './field-ink.js'
import { FIELD_PADDING_PT, fitText, type FittedText } from './fit-text.js'
import type { FieldPlace, FormField } from './form-fields.js'

/** What appearances are drawn with. */
export interface Ink {
  readonly fonts: Fonts
  readonly sets: GlyphSets
  /** The font resources, shared by all. */
  readonly resources: PDFDict
}

const GAP_YELLOW = '1 0.94 0.55'
/** From a line's top to its baseline, in sizes. */
const BASELINE = 0.78

/** The upright box a place's text is set in, and the turn that lays it in its rectangle. */
function uprightBox({ area, turned }: FieldPlace): { area: Rectangle; matrix: readonly number[] } {
  const quarter = (((turned / 90) % 4) + 4) % 4
  const [cos = 1, sin = 0] = [[1, 0], [0, 1], [-1, 0], [0, -1]][quarter] ?? [1, 0]
  const { widthPt, heightPt } = area
  const size = quarter % 2 === 1 ? { widthPt: heightPt, heightPt: widthPt } : { widthPt, heightPt }
  return { area: { xPt: 0, yPt: 0, ...size }, matrix: [cos, sin, -sin, cos, 0, 0] }
}

function colorOf(value: PDFObject | undefined): string | null {
  if (!(value instanceof PDFArray)) return null
  const parts = Array.from({ length: value.size() }, (_, index) => value.lookup(index)).map((part) => (part instanceof PDFNumber ? part.asNumber() : 0))
  const operator = { 1: 'g', 3: 'rg', 4: 'k' }[parts.length]
  return operator === undefined ? null : `${parts.map(number).join(' ')} ${operator}`
}

/** The background and border that the field's owner has given it. */
function ownLook({ dict }: PDFWidgetAnnotation, { widthPt, heightPt }: Rectangle): string {
  const look = dict.lookup(PDFName.of('MK'))
  if (!(look instanceof PDFDict)) return ''
  const border = dict.lookup(PDFName.of('BS'))
  const wide = border instanceof PDFDict ? border.lookup(PDFName.of('W')) : undefined
  const thicknessPt = wide instanceof PDFNumber ? wide.asNumber() : 1
  const [fill, stroke] = [colorOf(look.lookup(PDFName.of('BG'))), colorOf(look.lookup(PDFName.of('BC')))]
  const inner = `${number(thicknessPt / 2)} ${number(thicknessPt / 2)} ${number(widthPt - thicknessPt)} ${number(heightPt - thicknessPt)} re`
  return `q ${fill === null ? '' : `${fill} 0 0 ${number(widthPt)} ${number(heightPt)} re f `}${stroke === null || thicknessPt === 0 ? '' : `${stroke.toUpperCase()} ${number(thicknessPt)} w ${inner} S `}Q\n`
}

function drawLines(content: ContentStream, { lines, sizePt, leadingPt }: FittedText, field: FormField, area: Rectangle): void {
  const firstPt = field.lines === 'many' ? area.heightPt - FIELD_PADDING_PT - sizePt * BASELINE : (area.heightPt - sizePt) / 2 + sizePt * (1 - BASELINE)
  for (const [index, line] of lines.entries()) {
    const freePt = area.widthPt - 2 * FIELD_PADDING_PT - line.widthPt
    const startPt = FIELD_PADDING_PT + (field.align === 'left' ? 0 : field.align === 'middle' ? freePt / 2 : freePt)
    const yPt = firstPt - index * leadingPt
    for (const run of line.runs) {
      if (run.gap) content.areaInColor({ xPt: startPt + run.xPt, yPt: yPt - sizePt * 0.25, widthPt: run.widthPt, heightPt: sizePt * 1.1 }, GAP_YELLOW)
      content.raw(`${run.gap ? BLACK : field.ink}\n`)
      content.text(run.text, { style: run.style, sizePt, gray: 0, spacingPt: 0 }, startPt + run.xPt, yPt)
    }
  }
}

/** One character in the middle of each of the field's places. */
function drawComb(content: ContentStream, text: string, { places, inkOperators }: { readonly places: number; readonly inkOperators: string }, sizePt: number, { fonts }: Ink, area: Rectangle): void {
  const stepPt = area.widthPt / places
  content.raw(`${inkOperators}\n`)
  for (const [index, character] of Array.from(text).entries()) {
    const widthPt = (fonts.regular.advanceOf(character.codePointAt(0) ?? 0) * sizePt) / 1000
    content.text(character, { style: 'regular', sizePt, gray: 0, spacingPt: 0 }, (index + 0.5) * stepPt - widthPt / 2, (area.heightPt - sizePt) / 2 + sizePt * (1 - BASELINE))
  }
}

/** The form a field's text is drawn with at one of its places. @throws Failure `text-too-long`, `text-unprintable` */
export function textAppearance(context: PDFContext, widget: PDFWidgetAnnotation, field: FormField, place: FieldPlace, runs: readonly Run[], ink: Ink): PDFRef {
  const { area, matrix } = uprightBox(place)
  const content = new ContentStream(ink.sets)
  content.raw(ownLook(widget, area))
  content.raw('q\n')
  const text = textOfRuns(runs)
  const fitted = fittedOrRefused(runs, field, area, ink.fonts)
  if (field.combed && field.maxLength !== null && !runs.some(({ gap }) => gap)) drawComb(content, text, { places: field.maxLength, inkOperators: field.ink }, fitted.sizePt, ink, area)
  else drawLines(content, fitted, field, area)
  content.raw('Q\n')
  return appearance(context, content, area, matrix, ink)
}

/** A character that no font has is said of the field it stands in. */
function fittedOrRefused(runs: readonly Run[], field: FormField, area: Rectangle, fonts: Fonts): FittedText {
  try {
    return fitText(runs, field, area, fonts)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'text-unprintable') throw error
    throw new Failure('text-unprintable', `Fält ${field.name}: ${error.message}`, { cause: error, faults: error.faults.map(({ message }) => ({ path: `Fält ${field.name}`, message })) })
  }
}

/** What stands where nothing could be chosen, in a draft. */
export function gapAppearance(context: PDFContext, place: FieldPlace, gap: string, ink: Ink): PDFRef {
  const { area, matrix } = uprightBox(place)
  const content = new ContentStream(ink.sets)
  content.areaInColor(area, GAP_YELLOW)
  const sizePt = Math.min(6, area.heightPt)
  content.text(gap, { style: 'regular', sizePt, gray: 0, spacingPt: 0 }, 0, (area.heightPt - sizePt) / 2 + sizePt * (1 - BASELINE))
  return appearance(context, content, area, matrix, ink)
}

function appearance(context: PDFContext, content: ContentStream, { widthPt, heightPt }: Rectangle, matrix: readonly number[], { resources }: Ink): PDFRef {
  const packed = compress(content.bytes())
  const dict = context.obj({ Type: 'XObject', Subtype: 'Form', BBox: [0, 0, widthPt, heightPt], Matrix: [...matrix], Length: packed.length, Filter: 'FlateDecode' })
  dict.set(PDFName.of('Resources'), resources)
  return context.register(PDFRawStream.of(dict, packed))
}
