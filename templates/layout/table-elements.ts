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

/**
 * Adds a table to the structure and returns its cells' elements, row by row: head cells head their columns; in a table without head rows
 * the first cell heads its row. Every row is as wide as the widest, and in a table with merged cells each says its heads (ISO 14289-1, 7.5).
 */
export function tableElements(table: Table, setting: Setting): number[][] {
  const element = addElement(setting, 'Table', null)
  const width = Math.max(1, ...table.rows.map(widthOf))
  const headed = table.rows.some((row) => row.head)
  const merged = headed && table.rows.some((row) => row.cells.some((cell) => spanOf(cell) > 1))
  const heads: PlacedHead[] = []
  return table.rows.map((row) => {
    const rowElement = addElement(setting, 'TR', element)
    let from = 0
    const elements = row.cells.map((cell, index) => {
      const span = spanOf(cell)
      const to = from + span
      const headsRow = !headed && width > 1 && index === 0
      const scope = row.head ? 'Column' : headsRow ? 'Row' : null
      const headers = merged && !row.head ? heads.filter((head) => head.from < to && head.to > from).map((head) => head.element) : []
      const added = addElement(setting, scope === null ? 'TD' : 'TH', rowElement, { type: 'cell', scope, span, headers })
      if (row.head) heads.push({ element: added, from, to })
      from = to
      return added
    })
    if (from < width) addElement(setting, row.head ? 'TH' : 'TD', rowElement, { type: 'cell', scope: row.head ? 'Column' : null, span: width - from, headers: [] })
    return elements
  })
}
