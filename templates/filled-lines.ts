import type { Block, FilledDocument, Paragraph, Table } from './document.js'
import { BEFORE_HEADINGS, HEADING_STYLES } from './heading-styles.js'
import { pictureStandIn } from './stand-in.js'
import type { TextLine } from './text-difference.js'

/** A paragraph or table row of a filled document, as its reader sees it, under the numbered heading it stands under. */
export interface FilledLine extends TextLine {
  /** The row's cells; null for a paragraph. */
  readonly cells: readonly string[] | null
  /** The cells of the table's last head row; empty where there is none, and for a paragraph. */
  readonly head: readonly string[]
}

/** The document's paragraphs and table rows in reading order, header and footer left out; empty ones are skipped. */
export function filledLines({ blocks }: FilledDocument): FilledLine[] {
  const lines: FilledLine[] = []
  let section = BEFORE_HEADINGS
  for (const block of blocks) {
    if (block.type === 'paragraph' && HEADING_STYLES.has(block.style)) section = textOf(block)
    lines.push(...linesOf(block, section))
  }
  return lines.filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
}

function linesOf(block: Block, section: string): FilledLine[] {
  switch (block.type) {
    case 'paragraph':
      return [{ section, style: block.style, text: textOf(block), cells: null, head: [] }]
    case 'table':
      return rowsOf(block, section)
    case 'signature':
      return rowsOf(block.table, section)
    case 'page-break':
    case 'table-of-contents':
      return []
    default:
      return block satisfies never
  }
}

function rowsOf({ rows }: Table, section: string): FilledLine[] {
  let head: readonly string[] = []
  return rows.map((row) => {
    const cells = row.cells.map(({ paragraphs }) => paragraphs.map(textOf).join(' ').trim())
    if (row.head) head = cells
    return { section, style: null, text: cells.join(' | '), cells, head: row.head ? [] : head }
  })
}

/** What the paragraphs that print no fact say, read once. */
const fixedTexts = new WeakMap<Paragraph, string>()

function textOf(paragraph: Paragraph): string {
  if (paragraph.fixed !== true) return readText(paragraph)
  const text = fixedTexts.get(paragraph) ?? readText(paragraph)
  fixedTexts.set(paragraph, text)
  return text
}

function readText({ number, runs }: Paragraph): string {
  const text = runs.map((run) => (run.picture === undefined ? run.text : pictureStandIn(run.picture))).join('').replaceAll('\u00AD', '')
  return number === null ? text : `${number} ${text}`
}
