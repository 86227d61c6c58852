import type { Paragraph, ParagraphStyle, Table, TableRow } from './document.js'

/** A paragraph of one run. */
export function paragraph(style: ParagraphStyle, text: string): Paragraph {
  return { type: 'paragraph', style, number: null, runs: [{ text, bold: false, italic: false, gap: false, propertiesXml: '' }], propertiesXml: '' }
}

function row(style: ParagraphStyle, cells: readonly (string | readonly string[])[]): TableRow {
  return { head: style === 'TableHead', cells: cells.map((texts) => ({ paragraphs: [texts].flat().map((text) => paragraph(style, text)), span: 1, propertiesXml: '' })), propertiesXml: '' }
}

/** A table with a head, its columns as shares of the width; a cell of several texts has a paragraph each. */
export function table(columns: readonly number[], head: readonly string[], rows: readonly (readonly (string | readonly string[])[])[]): Table {
  return { type: 'table', columns, rows: [row('TableHead', head), ...rows.map((cells) => row('TableCell', cells))], propertiesXml: '' }
}
