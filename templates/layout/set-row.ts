import type { TableCell, TableRow } from '../document.js'
import { setHanging, type HangingText, type ParagraphElements } from './flow-paragraph.js'
import { Container } from './container.js'
import { drawLine, type DrawnPage, type Setting } from './flow.js'
import { alignedPt, shaped } from './shaped.js'
import { lineHeightPt, type SetLine } from './set-paragraph.js'
import { CELL_PADDING, CELL_STYLES, type TextStyle } from './style.js'
import { columnOf, type Columns } from './table-columns.js'

/** One line of a cell, with its distance from the cell's left edge and the space above it. */
interface CellLine {
  readonly line: SetLine
  readonly number: SetLine | null
  readonly style: TextStyle
  readonly xPt: number
  readonly numberXPt: number
  readonly abovePt: number
  /** Null in a repeated head, which is decoration. */
  readonly elements: ParagraphElements | null
}

/** A cell set in its column; `xPt` from the table's left edge. */
export interface SetCell {
  readonly lines: readonly CellLine[]
  readonly xPt: number
  readonly widthPt: number
  readonly column: number
  readonly span: number
}

function cellLines(cell: TableCell, look: { widthPt: number; flushRight: boolean; head: boolean }, place: Container, setting: Setting): CellLine[] {
  const lines: CellLine[] = []
  const { widthPt, flushRight, head } = look
  for (const [index, paragraph] of cell.paragraphs.entries()) {
    const style = shaped(head ? CELL_STYLES.TableHead : CELL_STYLES[paragraph.style], paragraph)
    const elements = place.paragraph(paragraph)
    const set: HangingText = setHanging(paragraph, style, widthPt, setting)
    for (const [at, line] of set.lines.entries()) {
      lines.push({
        line,
        number: at === 0 ? set.number : null,
        style,
        xPt: flushRight ? widthPt - line.widthPt : set.textXPt + alignedPt(line, style, widthPt - set.textXPt),
        numberXPt: set.numberXPt,
        abovePt: at === 0 && index > 0 ? style.afterPt : 0,
        elements,
      })
    }
  }
  return lines
}

/** A row's cells, each set in the width of the columns it covers. */
export function setRow(row: TableRow, columns: Columns, cellElements: readonly (number | null)[], setting: Setting): SetCell[] {
  return row.cells.map((cell, index) => {
    const column = columnOf(row, cell)
    const span = Math.max(1, cell.span)
    const xPt = columns.startsPt[column] ?? 0
    const widthPt = columns.widthsPt.slice(column, column + span).reduce((sum, width) => sum + width, 0)
    const flushRight = span === 1 && columns.figures[column] === true
    const place = Container.ofCell(cellElements[index] ?? null, cell.paragraphs, setting)
    return { lines: cellLines(cell, { widthPt: widthPt - 2 * CELL_PADDING.sidePt, flushRight, head: row.head }, place, setting), xPt, widthPt, column, span }
  })
}

/** How high a cell's lines are, without padding. */
export function linesHeightPt(lines: readonly CellLine[]): number {
  return lines.reduce((sum, { line, style, abovePt }, index) => sum + lineHeightPt(line, style) + (index > 0 ? abovePt : 0), 0)
}

/** How many of a cell's lines fit; at least one, or a narrow page would never take the next. */
function countThatFits(lines: readonly CellLine[], heightPt: number): number {
  let usedPt = 0
  for (const [index, { line, style, abovePt }] of lines.entries()) {
    usedPt += lineHeightPt(line, style) + (index > 0 ? abovePt : 0)
    if (usedPt > heightPt) return Math.max(1, index)
  }
  return lines.length
}

/** The cells cut into slices no higher than `heightPt` each, for a row that no page can hold; one slice when it fits. */
export function sliceCells(cells: readonly SetCell[], heightPt: number): SetCell[][] {
  const slices: SetCell[][] = []
  let rest: readonly SetCell[] = cells
  while (rest.some((cell) => linesHeightPt(cell.lines) > heightPt)) {
    const counts = rest.map((cell) => countThatFits(cell.lines, heightPt))
    if (rest.every((cell, index) => (counts[index] ?? 0) >= cell.lines.length)) break
    slices.push(rest.map((cell, index) => ({ ...cell, lines: cell.lines.slice(0, counts[index]) })))
    rest = rest.map((cell, index) => ({ ...cell, lines: cell.lines.slice(counts[index]) }))
  }
  slices.push([...rest])
  return slices
}

/** Draws a cell's text; `xPt/topYPt` is the table's left edge and the row's top edge, `first` the document's element that is the table's number 0. */
export function drawCell(page: DrawnPage, cell: SetCell, { xPt, topYPt, first }: { xPt: number; topYPt: number; first: number }): void {
  let y = topYPt - CELL_PADDING.topPt
  const left = xPt + cell.xPt + CELL_PADDING.sidePt
  for (const [index, { line, number, style, xPt: offsetPt, numberXPt, abovePt, elements }] of cell.lines.entries()) {
    if (index > 0) y -= abovePt
    if (number !== null) drawLine(page, number, style, left + numberXPt, y - line.raisedPt, elements === null ? null : first + elements.number)
    drawLine(page, line, style, left + offsetPt, y, elements === null ? null : first + elements.text, elements?.figures.map((figure) => first + figure))
    y -= lineHeightPt(line, style)
  }
}
