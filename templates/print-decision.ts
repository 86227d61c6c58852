import type { Block, FilledDocument, Paragraph, Table, TableCell, TableRow } from './document.js'

/** The board's decision as it is printed: its day (ISO), protocol and paragraph, and who recorded it. */
export interface PrintedDecision {
  readonly on: string
  readonly text: string
  readonly by: string
}

/** The rows of the approval table, known by what their first cell says. */
const ROWS: Readonly<Record<keyof PrintedDecision, RegExp>> = { on: /^Godkän(?:d|t|da) den \(datum\)$/, text: /^Protokoll och paragraf$/, by: /^Antecknat av \(namn\)$/ }
/** Without these there is no decision to read. */
const NEEDED = ['on', 'text'] as const

/** The document with the decision in the blank cells of its approval table; nothing but those cells can differ. A document without such a table comes back as it was. */
export function withDecision(filled: FilledDocument, decision: PrintedDecision): FilledDocument {
  const place = approvalTableIn(filled.blocks)
  const blocks = filled.blocks.map((block, index) => (index === place && block.type === 'table' ? decidedTable(block, decision) : block))
  return { ...filled, blocks }
}

/** Where among the blocks the table stands whose rows for day and paragraph are blank; -1 when none does. */
export function approvalTableIn(blocks: readonly Block[]): number {
  return blocks.findIndex((block) => block.type === 'table' && NEEDED.every((part) => block.rows.some((row) => partOf(row) === part && isBlank(row.cells[1]))))
}

/** What an approval table says that somebody has filled in already; null when its rows are blank or there is none. */
export function statedDecision(blocks: readonly Block[]): string | null {
  const rows = blocks.flatMap((block) => (block.type === 'table' ? block.rows : [])).filter((row) => partOf(row) !== null && !isBlank(row.cells[1]))
  return rows.length === 0 ? null : rows.map((row) => `${wordsIn(row.cells[0])} ${wordsIn(row.cells[1])}`).join(', ')
}

function decidedTable({ type, columns, rows, propertiesXml }: Table, decision: PrintedDecision): Table {
  return { type, columns, propertiesXml, rows: rows.map((row) => decidedRow(row, decision)) }
}

function decidedRow(row: TableRow, decision: PrintedDecision): TableRow {
  const part = partOf(row)
  const [label, blank] = row.cells
  if (part === null || label === undefined || blank === undefined || !isBlank(blank)) return row
  const [line, ...rest] = blank.paragraphs
  if (line === undefined) return row
  const { head, propertiesXml } = row
  return { head, propertiesXml, cells: [label, { ...blank, paragraphs: [saying(line, decision[part]), ...rest] }] }
}

/** The blank line with words in it; a line that says something is no longer the same in all documents. */
function saying({ type, style, number, propertiesXml }: Paragraph, text: string): Paragraph {
  return { type, style, number, propertiesXml, runs: [{ text, bold: false, italic: false, gap: false, propertiesXml: '' }] }
}

function partOf({ cells }: TableRow): keyof PrintedDecision | null {
  if (cells.length !== 2) return null
  const label = wordsIn(cells[0])
  return (['on', 'text', 'by'] as const).find((part) => ROWS[part].test(label)) ?? null
}

function isBlank(cell: TableCell | undefined): boolean {
  return cell !== undefined && cell.paragraphs.length > 0 && cell.paragraphs.every(({ number, runs }) => number === null && runs.every(({ text, field, picture }) => text.trim() === '' && field === undefined && picture === undefined))
}

function wordsIn(cell: TableCell | undefined): string {
  return (cell?.paragraphs ?? []).map(({ runs }) => runs.map(({ text }) => text).join('')).join(' ').replaceAll(/\s+/gu, ' ').trim()
}
