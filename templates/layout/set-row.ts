import type { Table, TableCell, TableRow } from '../document.js'
import { setHanging, textOf, type HangingText, type ParagraphElements } from './flow-paragraph.js'
import { Container } from './container.js'
import { drawLine, type DrawnPage, type Setting } from './flow.js'
import { lineHeightPt, type SetLine } from './set-paragraph.js'
import { CELL_STYLES, type TextStyle } from './style.js'

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

/** A table's columns on the page. */
export interface Columns {
  readonly startsPt: readonly number[]
  readonly widthsPt: readonly number[]
  /** Columns of figures are set flush right. */
  readonly figures: readonly boolean[]
}

export const CELL_PADDING = { sidePt: 5, topPt: 3.5, bottomPt: 3 } as const
/** Amounts and counts as Swedish writes them; "2.3" is the number of a point. */
const FIGURES = /^[−-]?\d[\d\s\u00A0\u202F]*(,\d+)?([\s\u00A0]?%|[\s\u00A0](kr|st))?$/u
const NARROWEST_PT = 28

/** The cell's place in the grid: the column it starts in. */
export function columnOf(row: TableRow, cell: TableCell): number {
  let column = 0
  for (const other of row.cells) {
    if (other === cell) return column
    column += Math.max(1, other.span)
  }
  return column
}

function isFigureColumn(table: Table, column: number): boolean {
  // Figures in the first column are numbers of rows, not amounts.
  if (column === 0) return false
  const texts = table.rows.filter((row) => !row.head).map((row) => {
    const cell = row.cells.find((candidate) => columnOf(row, candidate) === column && candidate.span <= 1)
    return cell === undefined ? '' : cell.paragraphs.map(textOf).join(' ').trim()
  })
  const filled = texts.filter((text) => text !== '' && text !== '–')
  return filled.length > 0 && filled.every((text) => FIGURES.test(text))
}

/** Where a table's columns stand within `widthPt`; no column is too narrow for a word of two letters. */
export function columnsOf(table: Table, widthPt: number): Columns {
  const floor = Math.min(NARROWEST_PT, widthPt / Math.max(1, table.columns.length))
  const wanted = table.columns.map((share) => Math.max(floor, (Number.isFinite(share) ? share : 0) * widthPt))
  const spare = wanted.reduce((sum, width) => sum + width - floor, 0)
  const room = widthPt - floor * wanted.length
  const widthsPt = wanted.map((width) => (spare > 0 ? floor + ((width - floor) * room) / spare : floor))
  const startsPt: number[] = []
  let startPt = 0
  for (const width of widthsPt) {
    startsPt.push(startPt)
    startPt += width
  }
  return { startsPt, widthsPt, figures: table.columns.map((_, column) => isFigureColumn(table, column)) }
}

function cellLines(cell: TableCell, look: { widthPt: number; flushRight: boolean; head: boolean }, place: Container, setting: Setting): CellLine[] {
  const lines: CellLine[] = []
  const { widthPt, flushRight, head } = look
  for (const [index, paragraph] of cell.paragraphs.entries()) {
    const style = head ? CELL_STYLES.TableHead : CELL_STYLES[paragraph.style]
    const elements = place.paragraph(paragraph)
    const set: HangingText = setHanging(paragraph, style, widthPt, setting)
    for (const [at, line] of set.lines.entries()) {
      lines.push({
        line,
        number: at === 0 ? set.number : null,
        style,
        xPt: flushRight ? widthPt - line.widthPt : set.textXPt,
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

/** Draws a cell's text; `xPt/topYPt` is the table's left edge and the row's top edge. */
export function drawCell(page: DrawnPage, cell: SetCell, xPt: number, topYPt: number): void {
  let y = topYPt - CELL_PADDING.topPt
  const left = xPt + cell.xPt + CELL_PADDING.sidePt
  for (const [index, { line, number, style, xPt: offsetPt, numberXPt, abovePt, elements }] of cell.lines.entries()) {
    if (index > 0) y -= abovePt
    if (number !== null) drawLine(page, number, style, left + numberXPt, y - line.raisedPt, elements?.number ?? null)
    drawLine(page, line, style, left + offsetPt, y, elements?.text ?? null, elements?.figures)
    y -= lineHeightPt(line, style)
  }
}
