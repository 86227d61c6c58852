import type { Block, FilledDocument, Paragraph } from './document.js'

/** The gaps a filled document shows ("[saknas: kund.gln]"), each once, in reading order, header and footer last. */
export function gapsIn({ blocks, header, footer }: FilledDocument): string[] {
  const paragraphs = [...blocks.flatMap(paragraphsOf), ...header, ...footer]
  return [...new Set(paragraphs.flatMap(({ runs }) => runs.filter(({ gap }) => gap).map(({ text }) => text)))]
}

function paragraphsOf(block: Block): readonly Paragraph[] {
  switch (block.type) {
    case 'paragraph':
      return [block]
    case 'table':
      return block.rows.flatMap((row) => row.cells.flatMap((cell) => cell.paragraphs))
    case 'signature':
      return paragraphsOf(block.table)
    case 'page-break':
    case 'table-of-contents':
      return []
    default:
      return block satisfies never
  }
}
