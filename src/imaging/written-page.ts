import type { WrappedPdfiumModule } from '@embedpdf/pdfium'
import type { WrittenPage } from '../../templates/own/written-page.js'
import type { Rectangle } from '../../templates/stamp.js'
import { crossedWords, type PlacedLetter } from './crossed-words.js'
import { type Raster, Unreadable } from './page-source.js'
import { readAsPrinted } from './drawn-text.js'

/** A page of small print has about 6000. */
const MOST_LETTERS = 20_000
const INVISIBLE = 3
/** From this one on, what is drawn next shows within the letters. */
const FIRST_WINDOW = 4
/** A pale letter on white paper differs by more. */
const LEAST_CONTRAST = 40
/** Full stops and accents are too small to be sure of. */
const SEEN_SHARE = 0.6
const DARK = 140
/** Anything darker is printed. */
const PALEST = 250
/** Longer than any letter: rules of tables, and areas that are filled. */
const RULE_MM = 9
/** Bullets and ticks are less; a line of text that is a picture is more. */
const LEAST_DRAWING_MM2 = 15
const SOFT_HYPHEN = '\u00AD'

interface SeenLetter extends PlacedLetter {
  readonly isInvisible: boolean
  /** True for a letter that lets a picture or colour be seen through it. */
  readonly isWindow: boolean
}

/** What a page of an opened PDF says, line by line, beside what rasters of it show: all of it, and all but its text. @throws Unreadable */
export function writtenOn(pdfium: WrappedPdfiumModule, document: number, pageNumber: number, { shown: raster, withoutText }: { readonly shown: Raster; readonly withoutText: Raster }): WrittenPage {
  const page = pdfium.FPDF_LoadPage(document, pageNumber - 1)
  if (page === 0) throw new Unreadable('Sidan är trasig i filen.')
  readAsPrinted(pdfium, page)
  const text = pdfium.FPDFText_LoadPage(page)
  const scratch = pdfium.pdfium.wasmExports.malloc(48)
  try {
    const count = pdfium.FPDFText_CountChars(text)
    if (count > MOST_LETTERS) throw new Unreadable(`Sida ${pageNumber} har fler än ${MOST_LETTERS} tecken.`)
    const letters = Array.from({ length: Math.max(0, count) }, (_, index) => letterAt(pdfium, { page, text, index, scratch }, raster))
    const unseen = wordsOf(letters).filter((word) => !isSeen(word, raster, withoutText)).map((word) => word.map((letter) => letter.text).join(''))
    const crossed = crossedWords(letters, withoutText)
    return { page: pageNumber, lines: linesOf(letters), unseen, ...(crossed.length === 0 ? {} : { crossed }), hasDrawings: drawnMm2(letters, raster) > LEAST_DRAWING_MM2, printed: printedArea(raster) }
  } finally {
    pdfium.pdfium.wasmExports.free(scratch)
    pdfium.FPDFText_ClosePage(text)
    pdfium.FPDF_ClosePage(page)
  }
}

function letterAt(pdfium: WrappedPdfiumModule, { page, text, index, scratch }: { readonly page: number; readonly text: number; readonly index: number; readonly scratch: number }, { widthPx, heightPx }: Raster): SeenLetter {
  const unicode = pdfium.FPDFText_GetUnicode(text, index)
  // What PDFium takes for a hyphen at a line's end it gives as a control character.
  const printed = pdfium.FPDFText_IsHyphen(text, index) === 1 || unicode === 0xad ? SOFT_HYPHEN : String.fromCodePoint(unicode || 0x20)
  const isMade = pdfium.FPDFText_IsGenerated(text, index) === 1
  if (isMade || printed.trim() === '' || !pdfium.FPDFText_GetCharBox(text, index, scratch, scratch + 8, scratch + 16, scratch + 24)) return { text: printed, area: null, isInvisible: false, isWindow: false }
  const box = [0, 8, 16, 24].map((offset) => pdfium.pdfium.getValue(scratch + offset, 'double'))
  const [left = 0, right = 0, bottom = 0, top = 0] = box
  const corners = ([[left, bottom], [right, top]] as const).map(([xPt, yPt]) => {
    pdfium.FPDF_PageToDevice(page, 0, 0, widthPx, heightPx, 0, xPt, yPt, scratch + 32, scratch + 36)
    return { x: pdfium.pdfium.getValue(scratch + 32, 'i32'), y: pdfium.pdfium.getValue(scratch + 36, 'i32') }
  })
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)]
  const drawing = pdfium.FPDFText_GetTextObject(text, index)
  const mode = drawing === 0 ? 0 : pdfium.FPDFTextObj_GetTextRenderMode(drawing)
  return {
    text: printed, area: { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) },
    isInvisible: mode === INVISIBLE, isWindow: mode >= FIRST_WINDOW,
  }
}

function linesOf(letters: readonly SeenLetter[]): string[] {
  return letters.map(({ text }) => text).join('').split(/[\r\n]+/).map((line) => line.replaceAll(/\s+/gu, ' ').trim()).filter((line) => line !== '')
}

function wordsOf(letters: readonly SeenLetter[]): SeenLetter[][] {
  const words: SeenLetter[][] = [[]]
  for (const letter of letters) {
    if (letter.area === null) words.push([])
    else words.at(-1)?.push(letter)
  }
  return words.filter((word) => word.length > 0)
}

/** Whether paper shows a word: letters in white, under something else, outside the page or drawn invisibly leave no mark. */
function isSeen(word: readonly SeenLetter[], shown: Raster, withoutText: Raster): boolean {
  const seen = word.filter(({ area, isInvisible, isWindow }) => !isInvisible && area !== null && (isWindow ? contrastIn : markIn)(area, shown, withoutText) >= LEAST_CONTRAST).length
  return seen >= word.length * SEEN_SHARE || (word.length === 1 && !/[\p{L}\p{N}]/u.test(word[0]?.text ?? ''))
}

/** How much darker or paler a letter makes its place. */
function markIn(area: NonNullable<SeenLetter['area']>, shown: Raster, withoutText: Raster): number {
  let most = 0
  for (const at of pixelsIn(area, shown)) most = Math.max(most, Math.abs((shown.pixels[at] ?? 255) - (withoutText.pixels[at] ?? 255)))
  return most
}

function contrastIn(area: NonNullable<SeenLetter['area']>, shown: Raster): number {
  let [least, most] = [255, 0]
  for (const at of pixelsIn(area, shown)) {
    const gray = shown.pixels[at] ?? 255
    least = Math.min(least, gray)
    most = Math.max(most, gray)
  }
  return most - least
}

function* pixelsIn({ left, top, right, bottom }: NonNullable<SeenLetter['area']>, { widthPx, heightPx }: Raster): Generator<number> {
  for (let y = Math.max(0, top - 1); y <= Math.min(heightPx - 1, bottom + 1); y += 1) for (let x = Math.max(0, left - 1); x <= Math.min(widthPx - 1, right + 1); x += 1) yield y * widthPx + x
}

/** What is not white, with some white round it, in whole points. */
function printedArea({ pixels, widthPx, heightPx, dpi }: Raster): Rectangle | null {
  let [left, top, right, bottom] = [widthPx, heightPx, -1, -1]
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      if ((pixels[y * widthPx + x] ?? 255) > PALEST) continue
      ;[left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)]
    }
  }
  if (right < 0) return null
  const pointsPerPx = 72 / dpi
  const [xPt, yPt] = [Math.floor(left * pointsPerPx) - 1, Math.floor((heightPx - bottom - 1) * pointsPerPx) - 1]
  return { xPt, yPt, widthPt: Math.ceil((right + 1) * pointsPerPx) + 1 - xPt, heightPt: Math.ceil((heightPx - top) * pointsPerPx) + 1 - yPt }
}

/** How much of the page is printed dark by neither letters nor rules: pictures, drawings and words that are no text. */
function drawnMm2(letters: readonly SeenLetter[], { pixels, widthPx, heightPx, dpi }: Raster): number {
  const dark = new Uint8Array(widthPx * heightPx)
  for (let at = 0; at < dark.length; at += 1) if ((pixels[at] ?? 255) < DARK) dark[at] = 1
  for (const { area } of letters) {
    if (area === null) continue
    for (let y = Math.max(0, area.top - 2); y <= Math.min(heightPx - 1, area.bottom + 2); y += 1) dark.fill(0, y * widthPx + Math.max(0, area.left - 2), y * widthPx + Math.min(widthPx - 1, area.right + 2) + 1)
  }
  markRules(dark, { widthPx, heightPx }, (RULE_MM * dpi) / 25.4)
  return dark.reduce((sum, one) => sum + (one === 1 ? 1 : 0), 0) * (25.4 / dpi) ** 2
}

/** Marks with 2 every dark run, along or across the page, that is as long as a rule. */
function markRules(dark: Uint8Array, { widthPx, heightPx }: Pick<Raster, 'widthPx' | 'heightPx'>, rulePx: number): void {
  const lanes = [{ count: heightPx, length: widthPx, lane: widthPx, step: 1 }, { count: widthPx, length: heightPx, lane: 1, step: widthPx }]
  for (const { count, length, lane, step } of lanes) {
    for (let line = 0; line < count; line += 1) {
      let begun = 0
      for (let place = 0; place <= length; place += 1) {
        if (place < length && dark[line * lane + place * step] !== 0) continue
        if (place - begun >= rulePx) for (let inside = begun; inside < place; inside += 1) dark[line * lane + inside * step] = 2
        begun = place + 1
      }
    }
  }
}
