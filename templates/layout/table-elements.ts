import type { Table, TableCell, TableRow } from '../document.js'
import { addElement, type Setting } from './flow.js'

interface PlacedHead {
  readonly element: number
  readonly from: number
  readonly to: number
}

function spanOf(cell: TableCell): number {
  return Math.max(1, cell.span)
}

function widthOf(row: TableRow): number {
  return row.cells.reduce((sum, cell) => sum + spanOf(cell), 0)
}

/** A cell by where it stands in the grid; a joined one only where the cell above it is as wide. */
interface PlacedCell {
  readonly from: number
  readonly to: number
  /** True when it is one with the cell above, whose element it then shares. */
  readonly joined: boolean
  /** How many rows the cell covers. */
  rowSpan: number
}

/** Where every cell stands, row by row. A row of joined cells alone would be no row, so that its cells count as their own. */
function placedCells(rows: readonly TableRow[]): PlacedCell[][] {
  let owners = new Map<number, PlacedCell>()
  return rows.map((row) => {
    const below = new Map<number, PlacedCell>()
    const mayJoin = row.cells.some((cell) => cell.joined !== true)
    let from = 0
    const placed = row.cells.map((cell): PlacedCell => {
      const to = from + spanOf(cell)
      const owner = owners.get(from)
      const joined = mayJoin && cell.joined === true && owner?.to === to
      const one: PlacedCell = { from, to, joined, rowSpan: 1 }
      if (joined && owner !== undefined) owner.rowSpan++
      below.set(from, joined && owner !== undefined ? owner : one)
      from = to
      return one
    })
    owners = below
    return placed
  })
}

/**
 * Adds a table to the structure and returns its cells' elements, row by row, null for a cell that is one with the cell above: head cells head their
 * columns; in a table without head rows the first cell heads its row. Every row is as wide as the widest, and in a table with merged cells each
 * says its heads (ISO 14289-1, 7.5).
 */
export function tableElements(table: Table, setting: Setting): (number | null)[][] {
  const element = addElement(setting, 'Table', null)
  const width = Math.max(1, ...table.rows.map(widthOf))
  const headed = table.rows.some((row) => row.head)
  const merged = headed && table.rows.some((row) => row.cells.some((cell) => spanOf(cell) > 1))
  const heads: PlacedHead[] = []
  const grid = placedCells(table.rows)
  return table.rows.map((row, index) => {
    const rowElement = addElement(setting, 'TR', element)
    const cells = grid[index] ?? []
    const elements = cells.map(({ from, to, joined, rowSpan }) => {
      if (joined) return null
      const headsRow = !headed && width > 1 && from === 0
      const scope = row.head ? 'Column' : headsRow ? 'Row' : null
      const headers = merged && !row.head ? heads.filter((head) => head.from < to && head.to > from).map((head) => head.element) : []
      const added = addElement(setting, scope === null ? 'TD' : 'TH', rowElement, { type: 'cell', scope, span: to - from, rowSpan, headers })
      if (row.head) heads.push({ element: added, from, to })
      return added
    })
    const end = cells.at(-1)?.to ?? 0
    if (end < width) addElement(setting, row.head ? 'TH' : 'TD', rowElement, { type: 'cell', scope: row.head ? 'Column' : null, span: width - end, rowSpan: 1, headers: [] })
    return elements
  })
}
