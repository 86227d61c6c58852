import type { Table, TableRow } from '../document.js'
import { BODY } from '../pdf/geometry.js'
import { WHOLE_ROWS } from '../whole-rows.js'
import { barred } from './change-bar.js'
import { isBlank } from './flow-paragraph.js'
import type { DrawnPage, FlowItem, Setting } from './flow.js'
import type { StructureElement } from './layout.js'
import { drawCell, linesHeightPt, setRow, sliceCells, type SetCell } from './set-row.js'
import { CELL_PADDING } from './style.js'
import { columnOf, columnsOf, type Columns } from './table-columns.js'
import { tableElements } from './table-elements.js'

const SPACE_PT = 12
const RULE = { lightPt: 0.4, strongPt: 0.8, lightGray: 0.7, strongGray: 0.35 } as const
/** Room to write by hand in a row with an empty cell. */
const WRITING_ROW_PT = 23
/** A head that would fill much of every page is shown once. */
const TALLEST_HEAD_PT = BODY.heightPt / 3
/** A table no larger than this stands whole on one page, and so does a form, which is filled in as one sheet. */
const SMALL = { rows: WHOLE_ROWS.table, heightPt: BODY.heightPt * 0.4 } as const
const FORM = { rows: WHOLE_ROWS.form, heightPt: BODY.heightPt * 0.5 } as const
/** A row of about eight lines may stand alone beside a page's end. */
const TALL_ROW_PT = 100

/** One row as it is drawn: cells, height, and what its edges look like. */
interface DrawnRow {
  readonly cells: readonly SetCell[]
  readonly heightPt: number
  readonly head: boolean
  readonly last: boolean
  readonly deviates: boolean
  /** The grid columns in which the row's cell goes on in the row below. */
  readonly goesOn: ReadonlySet<number>
}

interface Grid {
  readonly columns: Columns
  /** A table to be filled in by hand shows its columns. */
  readonly ruled: boolean
}

/** A table as it is set by itself, its elements numbered from 0. */
interface SetTable {
  readonly grid: Grid
  readonly rows: readonly DrawnRow[]
  readonly elements: readonly StructureElement[]
}

/** A set table whose element 0 is the document's element `first`. */
interface PlacedTable extends SetTable {
  readonly first: number
}

function isEmpty(row: TableRow): boolean {
  return row.cells.some((cell) => cell.joined !== true && cell.paragraphs.every(isBlank))
}

function heightOf(cells: readonly SetCell[], floorPt: number): number {
  const tallest = Math.max(0, ...cells.map((cell) => linesHeightPt(cell.lines)))
  return Math.max(floorPt, tallest + CELL_PADDING.topPt + CELL_PADDING.bottomPt)
}

function rule(page: DrawnPage, from: readonly [number, number], to: readonly [number, number], strong: boolean): void {
  const [fromXPt, fromYPt] = from
  const [toXPt, toYPt] = to
  page.pieces.push({
    type: 'rule', fromXPt, fromYPt, toXPt, toYPt, pattern: 'solid', element: null,
    thicknessPt: strong ? RULE.strongPt : RULE.lightPt, gray: strong ? RULE.strongGray : RULE.lightGray,
  })
}

function drawRow(page: DrawnPage, row: DrawnRow, { grid, first }: PlacedTable, topYPt: number): void {
  const bottomYPt = topYPt - row.heightPt
  const right = BODY.xPt + BODY.widthPt
  if (row.head) page.pieces.push({ type: 'fill', color: 'light-gray', xPt: BODY.xPt, yPt: bottomYPt, widthPt: BODY.widthPt, heightPt: row.heightPt, element: null })
  for (const cell of row.cells) drawCell(page, cell, { xPt: BODY.xPt, topYPt, first })
  drawFoot(page, row, bottomYPt)
  if (!grid.ruled) return
  for (const cell of row.cells) rule(page, [BODY.xPt + cell.xPt, topYPt], [BODY.xPt + cell.xPt, bottomYPt], false)
  rule(page, [right, topYPt], [right, bottomYPt], false)
}

/** The line under a row, left out where a cell goes on below it. */
function drawFoot(page: DrawnPage, row: DrawnRow, yPt: number): void {
  const strong = row.head || row.last
  if (row.goesOn.size === 0) rule(page, [BODY.xPt, yPt], [BODY.xPt + BODY.widthPt, yPt], strong)
  else for (const cell of row.cells.filter(({ column }) => !row.goesOn.has(column))) rule(page, [BODY.xPt + cell.xPt, yPt], [BODY.xPt + cell.xPt + cell.widthPt, yPt], strong)
}

/** The grid columns in which the row's cells are one with those above them. */
function joinedColumns(row: TableRow | undefined): ReadonlySet<number> {
  return new Set(row?.cells.filter(({ joined }) => joined === true).map((cell) => columnOf(row, cell)))
}

function headOf(table: PlacedTable): FlowItem['repeated'] {
  const heads = table.rows.filter((row) => row.head)
  const heightPt = heads.reduce((sum, row) => sum + row.heightPt, 0)
  if (heads.length === 0 || heightPt > TALLEST_HEAD_PT) return null
  return {
    heightPt,
    draw: (page, topYPt) => {
      let y = topYPt
      for (const row of heads) {
        // Only the first head belongs to the structure; its repetitions are decoration.
        drawRow(page, { ...row, cells: row.cells.map((cell) => ({ ...cell, lines: cell.lines.map((line) => ({ ...line, elements: null })) })) }, table, y)
        y -= row.heightPt
      }
    },
  }
}

function drawnRows(table: Table, grid: Grid, setting: Setting): DrawnRow[] {
  const rows: DrawnRow[] = []
  const cellElements = tableElements(table, setting)
  const isLast = (index: number): boolean => index === table.rows.length - 1
  let headPt = 0
  for (const [index, row] of table.rows.entries()) {
    const cells = setRow(row, grid.columns, cellElements[index] ?? [], setting)
    const floorPt = !row.head && isEmpty(row) ? WRITING_ROW_PT : 0
    const repeatedPt = headPt > TALLEST_HEAD_PT ? 0 : headPt
    const roomPt = BODY.heightPt - repeatedPt - CELL_PADDING.topPt - CELL_PADDING.bottomPt
    const slices = sliceCells(cells, roomPt)
    for (const slice of slices) rows.push({ cells: slice, heightPt: heightOf(slice, floorPt), head: row.head && slices.length === 1, last: isLast(index), deviates: row.deviates === true, goesOn: joinedColumns(table.rows[index + 1]) })
    if (row.head && slices.length === 1) headPt += heightOf(cells, 0)
  }
  return rows
}

function standsWhole(rows: readonly DrawnRow[], { ruled }: Grid): boolean {
  const most = ruled ? FORM : SMALL
  return rows.filter((row) => !row.head).length <= most.rows && rows.reduce((sum, row) => sum + row.heightPt, 0) <= most.heightPt
}

/** The row that would stand alone if a page began with the row at `index`; null when none would. */
function leftAlone(rows: readonly DrawnRow[], index: number): DrawnRow | null {
  if (index === 1 || rows[index - 2]?.head === true) return rows[index - 1] ?? null
  return index === rows.length - 1 ? (rows[index] ?? null) : null
}

function pageBefore(rows: readonly DrawnRow[], grid: Grid, index: number): FlowItem['pageBefore'] {
  if (index === 0) return 'free'
  if (rows[index - 1]?.head === true || standsWhole(rows, grid)) return 'forbidden'
  const lone = leftAlone(rows, index)
  if (lone !== null) return lone.heightPt < TALL_ROW_PT ? 'forbidden' : 'discouraged'
  return (rows[index - 1]?.goesOn.size ?? 0) > 0 ? 'discouraged' : 'free'
}

/** A table of rows that print no fact, as it was set last, by its first row. */
const setBefore = new WeakMap<TableRow, { readonly table: Table; readonly fonts: Setting['fonts']; readonly set: SetTable }>()

/** Sets a table by itself; one of rows that print no fact is set once. */
function setTable(table: Table, { fonts, columns }: Setting): SetTable {
  const [firstRow] = table.rows
  const known = firstRow === undefined ? undefined : setBefore.get(firstRow)
  if (known?.fonts === fonts && known.table.columns === table.columns && known.table.rows.length === table.rows.length && known.table.rows.every((row, index) => row === table.rows[index])) return known.set
  const own: Setting = { fonts, elements: [], columns }
  const grid: Grid = { columns: columnsOf(table, BODY.widthPt, own), ruled: table.rows.some((row) => !row.head && isEmpty(row)) }
  const set: SetTable = { grid, rows: drawnRows(table, grid, own), elements: own.elements }
  if (firstRow !== undefined && table.rows.every(({ fixed }) => fixed === true)) setBefore.set(firstRow, { table, fonts, set })
  return set
}

/** An element of a table among the document's, of which `first` is the table's number 0. */
function movedOn({ role, parent, detail }: StructureElement, first: number): StructureElement {
  const moved = detail?.type === 'cell' && detail.headers.length > 0 ? { ...detail, headers: detail.headers.map((head) => first + head) } : detail
  return { role, parent: parent === null ? null : first + parent, detail: moved }
}

/** A table in the main column, row by row: head rows stand again on every page it reaches, rows are cut only when no page can hold them. */
export function flowTable(table: Table, setting: Setting): FlowItem[] {
  const placed: PlacedTable = { ...setTable(table, setting), first: setting.elements.length }
  for (const element of placed.elements) setting.elements.push(movedOn(element, placed.first))
  const { rows } = placed
  setting.columns.set(table, placed.grid.columns)
  const repeated = headOf(placed)
  const items = rows.map((row, index): FlowItem => ({
    heightPt: row.heightPt,
    beforePt: index === 0 ? SPACE_PT / 2 : 0,
    afterPt: index === rows.length - 1 ? SPACE_PT : 0,
    pageBefore: pageBefore(rows, placed.grid, index),
    repeated: row.head ? null : repeated,
    heading: null,
    draw: (page, topYPt) => {
      drawRow(page, row, placed, topYPt)
      // After the row, whose gray would cover half of it.
      if (index === 0) rule(page, [BODY.xPt, topYPt], [BODY.xPt + BODY.widthPt, topYPt], true)
    },
  }))
  return items.map((item, index) => (rows[index]?.deviates === true ? barred(item) : item))
}
