import type { Block, FilledDocument, Paragraph } from './document.js'

/** The document's words in reading order, numbers and bullets included, header, footer and table of contents left out: equal for its Word file and its PDF. */
export function wordsOf(filled: FilledDocument): string[] {
  return filled.blocks.flatMap(wordsOfBlock)
}

function wordsOfBlock(block: Block): string[] {
  switch (block.type) {
    case 'paragraph':
      return wordsOfParagraph(block)
    case 'table':
      return block.rows.flatMap((row) => row.cells.flatMap((cell) => cell.paragraphs.flatMap(wordsOfParagraph)))
    case 'signature':
      return wordsOfBlock(block.table)
    case 'page-break':
    case 'table-of-contents':
      return []
    default:
      return block satisfies never
  }
}

function wordsOfParagraph(paragraph: Paragraph): string[] {
  const text = paragraph.runs.map((run) => run.text).join('')
  return `${paragraph.number ?? ''} ${text}`.replaceAll('\u00AD', '').split(/\s+/u).filter((word) => word !== '')
}
