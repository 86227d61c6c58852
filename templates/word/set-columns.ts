import type { Paragraph, Table, TableCell, TableRow } from '../document.js'
import { columnOf } from '../layout/table-columns.js'

/** The columns of a table as its page shows them. */
export interface SetColumns {
  readonly widthsPt: readonly number[]
  /** Columns of figures are set flush right. */
  readonly figures: readonly boolean[]
}

/** A table as it stands in other columns than its template's. */
export interface Refitted {
  readonly propertiesXml: string
  readonly cell: (row: TableRow, cell: TableCell) => TableCell
}

/** As a share of the table: nobody sees less. */
const SAME_WIDTH = 0.004
const GRID_COLUMN = /<w:gridCol w:w="(\d+)"\/>/g
/** What comes after the alignment among a paragraph's properties (ISO/IEC 29500-1, 17.3.1.26). */
const AFTER_ALIGNMENT = /<w:(textDirection|textAlignment|textboxTightWrap|outlineLvl|divId|cnfStyle|rPr|sectPr|pPrChange)[ />]|<\/w:pPr>/

/** How wide a table's grid is, in twips. */
export function gridTwips({ propertiesXml }: Table): number {
  return [...propertiesXml.matchAll(GRID_COLUMN)].reduce((sum, [, twips]) => sum + Number(twips), 0)
}

/** What changes when the Word table takes the columns of the PDF; null when nothing does. */
export function refitted(table: Table, { widthsPt, figures }: SetColumns): Refitted | null {
  const totalPt = widthsPt.reduce((sum, width) => sum + width, 0)
  const moved = widthsPt.some((width, column) => Math.abs(width / totalPt - (table.columns[column] ?? 0)) > SAME_WIDTH)
  if (!moved && !figures.includes(true)) return null
  const total = gridTwips(table)
  const edges = [0, ...widthsPt.map((_, column) => Math.round((total * widthsPt.slice(0, column + 1).reduce((sum, width) => sum + width, 0)) / totalPt))]
  const twipsOf = (from: number, count: number): number => (edges[Math.min(from + count, edges.length - 1)] ?? 0) - (edges[from] ?? 0)
  let next = 0
  return {
    propertiesXml: moved ? table.propertiesXml.replaceAll(GRID_COLUMN, () => `<w:gridCol w:w="${twipsOf(next++, 1)}"/>`) : table.propertiesXml,
    cell: (row, cell) => {
      const column = columnOf(row, cell)
      const span = Math.max(1, cell.span)
      const propertiesXml = moved ? cell.propertiesXml.replace(/<w:tcW [^>]*\/>/, `<w:tcW w:w="${twipsOf(column, span)}" w:type="dxa"/>`) : cell.propertiesXml
      const paragraphs = span === 1 && figures[column] === true ? cell.paragraphs.map(flushRight) : cell.paragraphs
      return { ...cell, propertiesXml, paragraphs }
    },
  }
}

function flushRight(paragraph: Paragraph): Paragraph {
  const alignment = '<w:jc w:val="right"/>'
  const bare = paragraph.propertiesXml.replace(/<w:jc [^>]*\/>/, '')
  const at = AFTER_ALIGNMENT.exec(bare)?.index
  return { ...paragraph, propertiesXml: at === undefined ? `<w:pPr>${alignment}</w:pPr>` : `${bare.slice(0, at)}${alignment}${bare.slice(at)}` }
}
