import type { BlankStamp, CodePlace, Rectangle, Stamp } from '../stamp.js'
import { number, textWidthPt, type ContentStream, type GlyphSets, type TextLook } from './content-stream.js'
import { BODY, CODE_CLEARANCE_PT, codePlacesOn, FOOT, HEAD, PAGE, QUIET_MODULES, type SheetSize } from './geometry.js'

const CODE: TextLook = { style: 'bold', sizePt: 8.5, gray: 0, spacingPt: 0.3 }
/** Letters of the whole code, wide enough apart to be typed off a bad copy. */
const LETTERS: TextLook = { style: 'regular', sizePt: 6.2, gray: 0, spacingPt: 0.45 }
const RUNNING: TextLook = { style: 'regular', sizePt: 8, gray: 0.25, spacingPt: 0 }
const PAGE_NUMBER: TextLook = { ...RUNNING, style: 'bold', gray: 0 }
const MARK: TextLook = { style: 'bold', sizePt: 7.5, gray: 0, spacingPt: 0.15 }
const MARK_PADDING_PT = 4.5
const MARK_GAP_PT = 5
const MARK_HEIGHT_PT = 12.5
const LETTERS_LEADING_PT = 8

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** The modules as rows of bits padded to bytes, 1 = dark, in hexadecimal: an image that cannot be taken for operators. */
function bitRows({ size, modules }: Stamp['qr']): string {
  let hex = ''
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column += 8) {
      let byte = 0
      for (let bit = 0; bit < 8; bit++) if (column + bit < size && modules[row * size + column + bit] === true) byte |= 0x80 >> bit
      hex += HEX[byte] ?? ''
    }
  }
  return hex
}

function drawCode(content: ContentStream, place: CodePlace, qr: Stamp['qr'] | null, bits: string): void {
  if (qr === null) return
  const quietPt = (place.sizePt / qr.size) * QUIET_MODULES
  content.area({ xPt: place.xPt - quietPt, yPt: place.yPt - quietPt, widthPt: place.sizePt + 2 * quietPt, heightPt: place.sizePt + 2 * quietPt }, 1)
  content.gray(0)
  const side = number(place.sizePt)
  content.raw(`q ${side} 0 0 ${side} ${number(place.xPt)} ${number(place.yPt)} cm BI /W ${qr.size} /H ${qr.size} /IM true /BPC 1 /D [1 0] /F /AHx ID ${bits}> EI Q\n`)
}

function drawRight(content: ContentStream, sets: GlyphSets, text: string, look: TextLook, at: { rightXPt: number; yPt: number }): void {
  content.text(text, look, at.rightXPt - textWidthPt(sets, text, look) + look.spacingPt, at.yPt)
}

/** Which page of how many a stamp is drawn on, and how large its sheet is. */
export interface StampedSheet {
  readonly page: number
  readonly pageCount: number
  readonly sheet: SheetSize
}

/** Draws a page's two codes with their letters, its number and its exemplar. */
export function drawStamp(content: ContentStream, sets: GlyphSets, stamp: Stamp | BlankStamp, { page, pageCount, sheet }: StampedSheet): void {
  const bits = stamp.qr === null ? '' : bitRows(stamp.qr)
  const [top, bottom] = codePlacesOn(sheet)
  content.artifact('header', () => drawTop(content, sets, stamp, bits, top))
  content.artifact('footer', () => drawBottom(content, sets, stamp, bits, bottom, { text: `Sida ${page} av ${pageCount}`, rightXPt: BODY.xPt + BODY.widthPt + sheet.widthPt - PAGE.widthPt }))
}

function drawTop(content: ContentStream, sets: GlyphSets, stamp: Stamp | BlankStamp, bits: string, top: CodePlace): void {
  drawCode(content, top, stamp.qr, bits)
  const rightXPt = top.xPt - CODE_CLEARANCE_PT
  const half = Math.ceil(stamp.text.length / 2)
  drawRight(content, sets, stamp.code, CODE, { rightXPt, yPt: top.yPt + top.sizePt - 8 })
  drawRight(content, sets, stamp.exemplar, RUNNING, { rightXPt, yPt: top.yPt + top.sizePt - 19 })
  drawRight(content, sets, stamp.text.slice(0, half), LETTERS, { rightXPt, yPt: top.yPt + LETTERS_LEADING_PT })
  drawRight(content, sets, stamp.text.slice(half), LETTERS, { rightXPt, yPt: top.yPt })
}

function drawBottom(content: ContentStream, sets: GlyphSets, stamp: Stamp | BlankStamp, bits: string, bottom: CodePlace, number: { text: string; rightXPt: number }): void {
  drawCode(content, bottom, stamp.qr, bits)
  content.text(stamp.code, CODE, FOOT.xPt, FOOT.yPt)
  content.text(stamp.text, LETTERS, FOOT.xPt + textWidthPt(sets, stamp.code, CODE) + 8, FOOT.yPt)
  drawRight(content, sets, number.text, PAGE_NUMBER, { rightXPt: number.rightXPt, yPt: FOOT.yPt })
  drawRight(content, sets, stamp.exemplar, RUNNING, { rightXPt: number.rightXPt, yPt: FOOT.yPt + 11 })
}

/** Draws what every page is marked with ("EXEMPEL", "UTKAST …") in frames under the running head, smaller when they would not fit. */
export function drawMarks(content: ContentStream, sets: GlyphSets, marks: readonly string[], headEndYPt: number): void {
  const widths = marks.map((mark) => textWidthPt(sets, mark, MARK) + 2 * MARK_PADDING_PT)
  const widthPt = widths.reduce((sum, width) => sum + width + MARK_GAP_PT, -MARK_GAP_PT)
  const shrink = Math.min(1, HEAD.widthPt / widthPt)
  let xPt = HEAD.xPt
  for (const [index, mark] of marks.entries()) {
    const area: Rectangle = { xPt, yPt: headEndYPt - 3 - MARK_HEIGHT_PT * shrink, widthPt: (widths[index] ?? 0) * shrink, heightPt: MARK_HEIGHT_PT * shrink }
    content.area(area, 1)
    content.frame(area, 0.7, 0)
    const look = { ...MARK, sizePt: MARK.sizePt * shrink, spacingPt: MARK.spacingPt * shrink }
    content.text(`${mark} `, look, xPt + MARK_PADDING_PT * shrink, area.yPt + 3.6 * shrink)
    xPt += area.widthPt + MARK_GAP_PT * shrink
  }
}
