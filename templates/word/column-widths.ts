import { contentOf } from './content-control.js'
import { childOf, elementsOf, valueOf, type XmlElement } from './xml.js'

/** More than Word itself takes. */
export const MOST_COLUMNS = 63

/** A cell as its row places it in the grid; `widthTwips` null where it does not say, or says it otherwise than in twips. */
interface PlacedCell {
  readonly column: number
  readonly span: number
  readonly widthTwips: number | null
}

/** The widths of a table's columns in twips: those of its grid, or where that is missing or has too few columns (ISO/IEC 29500-1, 17.4.48 leaves it to the reader) what its cells say, equal where they say nothing. */
export function columnWidths(table: XmlElement): number[] {
  const grid = childOf(table, 'w:tblGrid')
  const stated = (grid === null ? [] : elementsOf(grid)).filter(({ name }) => name === 'w:gridCol').map((column) => twipsOf(column) ?? 0)
  const cells = cellsOf(table)
  const count = cells.reduce((most, { column, span }) => Math.max(most, column + span), stated.length)
  if (stated.length === count && stated.some((width) => width > 0)) return stated
  const own = Array.from({ length: count }, (_, column) => cells.find((cell) => cell.column === column && cell.span === 1 && cell.widthTwips !== null)?.widthTwips ?? null)
  const known = own.filter((width) => width !== null)
  const average = known.length === 0 ? 1000 : Math.round(known.reduce((sum, width) => sum + width, 0) / known.length)
  return own.map((width) => width ?? average)
}

function cellsOf(table: XmlElement): PlacedCell[] {
  // What is wrong with the table is noted where its rows are read.
  const rows = contentOf(table, '', []).filter(({ name }) => name === 'w:tr')
  return rows.flatMap((row) => {
    let next = 0
    return contentOf(row, '', []).filter(({ name }) => name === 'w:tc').map((cell): PlacedCell => {
      const properties = childOf(cell, 'w:tcPr')
      const span = spanOf(properties)
      const column = next
      next += span
      const width = childOf(properties, 'w:tcW')
      return { column, span, widthTwips: width?.attributes.get('w:type') === 'dxa' ? twipsOf(width) : null }
    })
  })
}

/** How many columns of the grid a cell covers. */
export function spanOf(properties: XmlElement | null): number {
  const span = Number(valueOf(properties, 'w:gridSpan') ?? 1)
  return Number.isInteger(span) && span >= 1 ? Math.min(span, MOST_COLUMNS) : 1
}

function twipsOf(element: XmlElement): number | null {
  const width = Number(element.attributes.get('w:w'))
  return Number.isFinite(width) && width > 0 ? width : null
}
