import { PDFDocument, rgb, StandardFonts } from 'pdf-lib'
import { beforeAll, expect, it } from 'vitest'
import { examinePage, type Difference, type IssuedSheet } from '../../signing/examine-page.js'
import { issuedPageOf } from '../../signing/registration/issued-page.js'
import { openForPrint } from '../../src/bench/scan/issued.js'
import type { Gray } from '../../signing/registration/gray.js'

const DPI = 200
const PX_PER_MM = DPI / 25.4
const TICK_BOX = { leftMm: 60, topMm: 200, widthMm: 3, heightMm: 3 }
let issued: IssuedSheet
let drawn: Gray

beforeAll(async () => {
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  const page = pdf.addPage([595.28, 841.89])
  for (let line = 0; line < 26; line += 1) page.drawText(`Punkt ${line} om leverans av kort och certifikat enligt bilaga ${line * 7}`, { x: 70, y: 760 - line * 18, size: 11, font })
  const pt = 72 / 25.4
  page.drawRectangle({ x: TICK_BOX.leftMm * pt, y: 841.89 - (TICK_BOX.topMm + TICK_BOX.heightMm) * pt, width: TICK_BOX.widthMm * pt, height: TICK_BOX.heightMm * pt, borderWidth: 0.7, borderColor: rgb(0, 0, 0) })
  const pages = await openForPrint(await pdf.save())
  const raster = await pages.raster(1, 1, DPI)
  drawn = raster
  const square = { text: '□', ...TICK_BOX, figure: null }
  issued = { page: issuedPageOf(raster, 595.28), letters: [...pages.letters(1), square], boxes: [], blankCells: 'to-fill-in', codes: [], codeTexts: ['', ''] }
})

/** The page as it came back, with lines of a pen (millimetres on the page). */
function withPen(points: readonly (readonly [number, number])[], blankCells = issued.blankCells): Difference[] {
  const pixels = Uint8Array.from(drawn.pixels)
  for (let index = 1; index < points.length; index += 1) {
    const [[fromX, fromY], [toX, toY]] = [points[index - 1] ?? [0, 0], points[index] ?? [0, 0]]
    for (let step = 0; step <= 200; step += 1) {
      const [x, y] = [Math.round((fromX + ((toX - fromX) * step) / 200) * PX_PER_MM), Math.round((fromY + ((toY - fromY) * step) / 200) * PX_PER_MM)]
      for (let dy = -2; dy <= 2; dy += 1) for (let dx = -2; dx <= 2; dx += 1) pixels[(y + dy) * drawn.widthPx + x + dx] = 40
    }
  }
  return examined(pixels, blankCells)
}

function examined(pixels: Uint8Array, blankCells: IssuedSheet['blankCells']): Difference[] {
  const gray = { ...drawn, pixels }
  const corners = [[0, 0], [210, 0], [210, 297], [0, 297]].map(([xMm = 0, yMm = 0]) => ({ xMm, yMm, xPx: xMm * PX_PER_MM, yPx: yMm * PX_PER_MM, weight: 1 }))
  return [...examinePage({ ...issued, blankCells }, { gray, ink: gray, seenPxPerMm: Infinity, isBilevel: false, isCodeRead: true }, corners, 1).differences]
}

const tick = (leftMm: number, topMm: number): [number, number][] => [[leftMm - 2, topMm + 0.5], [leftMm + 1.5, topMm + 3], [leftMm + 6, topMm - 3.5]]

it('a tick where the document asks for one is no difference; over its words it is', () => {
  expect(withPen([])).toEqual([])
  expect(withPen(tick(60, 200))).toEqual([])
  expect(withPen(tick(60, 60))).toHaveLength(1)
})

it('where nothing is filled in by hand, a tick in a printed square is a difference, and so is a square that is gone', () => {
  expect(withPen([], 'stay-blank')).toEqual([])
  expect(withPen(tick(60, 200), 'stay-blank')).toHaveLength(1)
  const erased = Uint8Array.from(drawn.pixels)
  const [left, right] = [TICK_BOX.leftMm - 1, TICK_BOX.leftMm + TICK_BOX.widthMm + 1].map((mm) => Math.round(mm * PX_PER_MM))
  for (let y = Math.round((TICK_BOX.topMm - 1) * PX_PER_MM); y < (TICK_BOX.topMm + TICK_BOX.heightMm + 1) * PX_PER_MM; y += 1) erased.fill(255, y * drawn.widthPx + (left ?? 0), y * drawn.widthPx + (right ?? 0))
  expect(examined(erased, 'stay-blank')).toHaveLength(1)
})

it('a streak that the scanner drew across the whole sheet is no difference, the same line from margin to margin is', () => {
  const withLine = (fromMm: number, toMm: number): Difference[] => {
    const pixels = Uint8Array.from(drawn.pixels)
    const first = pixels.findIndex((tone, at) => tone < 60 && at > 60 * PX_PER_MM * drawn.widthPx)
    const row = Math.floor(first / drawn.widthPx) + 9
    for (let y = row; y < row + 3; y += 1) pixels.fill(50, y * drawn.widthPx + Math.round(fromMm * PX_PER_MM), y * drawn.widthPx + Math.round(toMm * PX_PER_MM))
    return examined(pixels, 'to-fill-in')
  }
  expect(withLine(0, 210.3)).toEqual([])
  expect(withLine(12, 198)).not.toEqual([])
  expect(withLine(3, 207)).not.toEqual([])
})
