import type { Content, ContentText, DocumentDefinition, StyleDefinition, TableCellContent } from 'pdfmake'
import type { Block, FilledDocument, Paragraph, ParagraphStyle, Run, Table, TableRow } from '../../templates/document.js'
import { CELL_STYLES, CONTENTS_STYLE, PAGE_STYLES, RUNNING_STYLE, type TextStyle } from '../../templates/layout/style.js'
import { BODY, HEAD, PAGE } from '../../templates/pdf/geometry.js'

const LISTED: ReadonlySet<ParagraphStyle> = new Set(['Heading1', 'Heading2'])
const CELL_PADDING_PT = 4

/** Arimo's own line is 1.15 times its size; pdfmake multiplies that. */
function look(style: TextStyle): StyleDefinition {
  return { fontSize: style.sizePt, lineHeight: style.leadingPt / (style.sizePt * 1.15), margin: [style.indentPt, style.beforePt, 0, style.afterPt], bold: style.bold, italics: style.italic }
}

const pieceOf = (run: Run): ContentText => ({ text: run.text, ...(run.bold ? { bold: true } : {}), ...(run.italic ? { italics: true } : {}) })

function textOf(paragraph: Paragraph, styles: Readonly<Record<ParagraphStyle, TextStyle>>): ContentText {
  const number = paragraph.number === null ? [] : [{ text: `${paragraph.number} ` }]
  return { text: [...number, ...paragraph.runs.map(pieceOf)], ...look(styles[paragraph.style]) }
}

function cellsOf(row: TableRow): TableCellContent[] {
  return row.cells.flatMap((cell) => {
    const own: TableCellContent = { stack: cell.paragraphs.map((paragraph) => textOf(paragraph, CELL_STYLES)), ...(cell.span > 1 ? { colSpan: cell.span } : {}) }
    return [own, ...Array.from({ length: cell.span - 1 }, (): TableCellContent => ({}))]
  })
}

function tableOf(table: Table): Content {
  const headRows = table.rows.findIndex((row) => !row.head)
  const widthPt = BODY.widthPt - table.columns.length * 2 * CELL_PADDING_PT
  return {
    table: { widths: table.columns.map((share) => share * widthPt), headerRows: Math.max(headRows, 0), dontBreakRows: true, body: table.rows.map(cellsOf) },
    margin: [0, 2, 0, PAGE_STYLES.BodyText.afterPt],
  }
}

function contentOf(block: Block): Content {
  switch (block.type) {
    case 'paragraph':
      return { ...textOf(block, PAGE_STYLES), ...(LISTED.has(block.style) ? { tocItem: true, tocNumberStyle: look(CONTENTS_STYLE), tocStyle: look(CONTENTS_STYLE), headlineLevel: 1 } : {}) }
    case 'table':
      return tableOf(block)
    case 'signature':
      return { unbreakable: true, stack: [tableOf(block.table)] }
    case 'page-break':
      return { text: '', pageBreak: 'after' }
    case 'table-of-contents':
      return { toc: {} }
    default:
      return block satisfies never
  }
}

/** A filled document as pdfmake wants it: the same words, tables, contents, head and foot, in the same sizes and margins; without page codes and exemplars, which it has no match for. */
export function pdfmakeDocument(filled: FilledDocument): DocumentDefinition {
  const side = BODY.xPt
  const edge = BODY.yPt
  return {
    pageSize: { width: PAGE.widthPt, height: PAGE.heightPt },
    pageMargins: [side, PAGE.heightPt - BODY.yPt - BODY.heightPt, side, edge],
    defaultStyle: { font: 'Arimo', fontSize: PAGE_STYLES.BodyText.sizePt },
    language: 'sv-SE',
    info: { title: filled.title },
    header: () => ({ margin: [side, PAGE.heightPt - HEAD.yPt - HEAD.heightPt, side, 0], stack: filled.header.map((paragraph) => ({ ...textOf(paragraph, PAGE_STYLES), ...look(RUNNING_STYLE) })) }),
    footer: (page, pageCount) => ({ text: `Sida ${page} av ${pageCount}`, ...look(RUNNING_STYLE), margin: [side, edge / 2, side, 0], alignment: 'right' }),
    content: filled.blocks.map(contentOf),
  }
}
