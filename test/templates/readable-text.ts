import type { Block, FilledDocument, Paragraph, Table } from '../../templates/document.js'

const MARKS: Readonly<Partial<Record<Paragraph['style'], string>>> = { Title: '# ', Heading1: '## ', Heading2: '### ', Heading3: '#### ', Note: '> ', ListBullet: '  ', ListNumber: '  ' }

/** What a document says, a line a paragraph or table row, headings marked as in Markdown: for reading and for comparing. */
export function readableText(filled: FilledDocument): string {
  const running = (paragraphs: readonly Paragraph[]): string => paragraphs.map((paragraph) => lineOf(paragraph)).join(' · ')
  const lines = [`Sidhuvud: ${running(filled.header)}`, `Sidfot: ${running(filled.footer)}`, '', ...filled.blocks.flatMap(linesOf)]
  return `${lines.join('\n').replaceAll(/\n{3,}/g, '\n\n').trimEnd()}\n`
}

function linesOf(block: Block): string[] {
  switch (block.type) {
    case 'paragraph':
      return block.style.startsWith('Heading') ? ['', lineOf(block), ''] : [lineOf(block)]
    case 'table':
      return ['', ...rowsOf(block), '']
    case 'signature':
      return ['', `[Underskrift ${block.id}: ${block.role}]`, ...rowsOf(block.table), '']
    case 'page-break':
      return ['', '[Sidbrytning]', '']
    case 'table-of-contents':
      return ['[Innehållsförteckning]']
    default:
      return block satisfies never
  }
}

function rowsOf({ rows }: Table): string[] {
  return rows.map(({ head, cells }) => `${head ? '|=' : '|'} ${cells.map(({ paragraphs }) => paragraphs.map(lineOf).join(' / ').trim()).join(' | ')} |`)
}

function lineOf({ style, number, runs }: Paragraph): string {
  const text = runs.map((run) => (run.field === undefined ? run.text : `[${run.field}]`)).join('').replaceAll('\u00AD', '').replaceAll('\n', ' / ').replaceAll('\t', ' | ')
  return `${MARKS[style] ?? ''}${number === null ? '' : `${number} `}${text}`.trimEnd()
}
