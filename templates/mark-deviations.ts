import type { Block, FilledDocument, Paragraph, Table, TableRow } from './document.js'
import { type DraftLine, draftLines } from './draft-lines.js'
import { linePairs } from './text-difference.js'
import { ordinalsOf } from './word/settle-revisions.js'

/** The document with every paragraph and row marked that does not say what the original says, or before or after which something of the original is gone. Its words and their hash are the same. */
export function markDeviations(document: FilledDocument, original: FilledDocument): FilledDocument {
  const numbered = mapUnits(document.blocks, { paragraph: numberedParagraph, row: (row, unit) => withParagraphs(row, (paragraph) => numberedParagraph(paragraph, unit)) })
  const deviating = deviatingUnits(draftLines(original.blocks), draftLines(numbered))
  return {
    ...document,
    blocks: mapUnits(document.blocks, {
      paragraph: (paragraph, unit) => (deviating.has(unit) ? { ...paragraph, deviates: true } : paragraph),
      row: (row, unit) => (deviating.has(unit) ? { ...row, deviates: true } : row),
    }),
  }
}

/** What becomes of each paragraph outside tables and each row; both are counted as units from 0. */
interface UnitMapping {
  readonly paragraph: (paragraph: Paragraph, unit: number) => Paragraph
  readonly row: (row: TableRow, unit: number) => TableRow
}

function mapUnits(blocks: readonly Block[], mapping: UnitMapping): Block[] {
  let next = 0
  const tableOf = (table: Table): Table => ({ ...table, rows: table.rows.map((row) => mapping.row(row, next++)) })
  return blocks.map((block): Block => {
    if (block.type === 'paragraph') return mapping.paragraph(block, next++)
    if (block.type === 'table') return tableOf(block)
    return block.type === 'signature' ? { ...block, table: tableOf(block.table) } : block
  })
}

function numberedParagraph(paragraph: Paragraph, unit: number): Paragraph {
  return { ...paragraph, source: String(unit) }
}

function withParagraphs(row: TableRow, change: (paragraph: Paragraph) => Paragraph): TableRow {
  return { ...row, cells: row.cells.map((cell) => ({ ...cell, paragraphs: cell.paragraphs.map(change) })) }
}

/** Something that is gone is shown beside what stands before it, or at the very beginning beside what stands after. */
function deviatingUnits(original: readonly DraftLine[], numbered: readonly DraftLine[]): Set<number> {
  const units = new Set<number>()
  const mark = (line: DraftLine): void => ordinalsOf(line.source).forEach((unit) => units.add(unit))
  let last: DraftLine | null = null
  let gone = false
  for (const { before, after } of linePairs(original, numbered)) {
    if (after === null) {
      if (last === null) gone = true
      else mark(last)
      continue
    }
    if (gone || before?.text !== after.text) mark(after)
    gone = false
    last = after
  }
  return units
}
