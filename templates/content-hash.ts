import { createHash } from 'node:crypto'
import type { Block, FilledDocument, Paragraph } from './document.js'

/** SHA-256 (hex) of the document's words, pictures and structure, with the file it is drawn from where its pages are printed as they are; how Word writes them, header and footer are left out. */
export function contentSha256Of(filled: FilledDocument): string {
  const { drawnSha256, blocks, initials = [] } = filled
  const words = [...blocks.map(contentOf), ...initials.map(({ party, pages }): Content => ['initials', party, pages])]
  return createHash('sha256').update(JSON.stringify(drawnSha256 === undefined ? words : ['drawn', drawnSha256, words])).digest('hex')
}

type Content = string | null | boolean | number | readonly Content[]

function contentOf(block: Block): Content {
  switch (block.type) {
    case 'paragraph':
      return paragraphContent(block)
    case 'table':
      return ['table', block.rows.map((row) => [row.head, row.cells.map((cell) => [cell.joined === true ? -cell.span : cell.span, cell.paragraphs.map(paragraphContent)])])]
    case 'signature':
      return ['signature', block.id, block.party, block.role, contentOf(block.table)]
    case 'page-break':
    case 'table-of-contents':
      return [block.type]
    default:
      return block satisfies never
  }
}

function paragraphContent(paragraph: Paragraph): Content {
  const pictures = paragraph.runs.flatMap(({ picture }): Content[] => (picture === undefined ? [] : [[picture.picture.sha256, picture.alt]]))
  const words: Content[] = ['paragraph', paragraph.style, paragraph.number, paragraph.runs.map((run) => run.text).join('')]
  return pictures.length === 0 ? words : [...words, pictures]
}
