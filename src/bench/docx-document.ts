import { AlignmentType, Document, Footer, Header, type IParagraphStyleOptions, Packer, PageBreak, PageNumber, Paragraph, TabStopType, Table, TableCell, TableOfContents, TableRow, TextRun, WidthType } from 'docx'
import type { Block, FilledDocument, Paragraph as FilledParagraph, ParagraphStyle, Table as FilledTable } from '../../templates/document.js'
import { CELL_STYLES, PAGE_STYLES, RUNNING_STYLE, type TextStyle } from '../../templates/layout/style.js'
import { BODY, PAGE } from '../../templates/pdf/geometry.js'

/** Twentieths of a point, Word's own measure. */
const twips = (lengthPt: number): number => Math.round(lengthPt * 20)
const HEADINGS: ReadonlySet<string> = new Set<ParagraphStyle>(['Title', 'Heading1', 'Heading2', 'Heading3'])

/** Headings keep Word's own names; the others are called by the house, so that Word does not mix in looks of its own. */
function styleId(name: string): string {
  return HEADINGS.has(name) ? name : `House${name}`
}

function wordStyle(name: string, style: TextStyle): IParagraphStyleOptions {
  const id = styleId(name)
  return {
    id, name: id.replace(/(\d)$/, ' $1'), basedOn: 'Normal', quickFormat: true,
    run: { size: style.sizePt * 2, bold: style.bold, italics: style.italic },
    paragraph: { spacing: spacingOf(style), keepNext: HEADINGS.has(name) },
  }
}

function spacingOf(style: TextStyle): { before: number; after: number; line: number; lineRule: 'exact' } {
  return { before: twips(style.beforePt), after: twips(style.afterPt), line: twips(style.leadingPt), lineRule: 'exact' }
}

/** Every style of the house that a paragraph of the main text may have. */
const STYLES = Object.entries(PAGE_STYLES).map(([name, style]) => wordStyle(name, style))

function runsOf(paragraph: FilledParagraph, look: { size?: number } = {}): TextRun[] {
  const number = paragraph.number === null ? [] : [new TextRun({ text: `${paragraph.number}\t`, ...look })]
  return [...number, ...paragraph.runs.map(({ text, bold, italic, field }) => new TextRun({ ...(field === undefined ? { text } : { children: [field === 'page' ? PageNumber.CURRENT : PageNumber.TOTAL_PAGES] }), bold, italics: italic, ...look }))]
}

function textOf(paragraph: FilledParagraph): Paragraph {
  const style = PAGE_STYLES[paragraph.style]
  const indent = paragraph.number === null ? { left: twips(style.indentPt) } : { left: twips(style.indentPt + style.hangPt), hanging: twips(style.hangPt) }
  return new Paragraph({ style: styleId(paragraph.style), indent, children: runsOf(paragraph) })
}

function cellText(paragraph: FilledParagraph): Paragraph {
  const style = CELL_STYLES[paragraph.style]
  return new Paragraph({ spacing: spacingOf(style), children: runsOf(paragraph, { size: style.sizePt * 2 }) })
}

function tableOf({ columns, rows }: FilledTable): Table {
  const widths = columns.map((share) => twips(share * BODY.widthPt))
  return new Table({
    width: { size: twips(BODY.widthPt), type: WidthType.DXA }, columnWidths: widths,
    rows: rows.map((row) => new TableRow({
      tableHeader: row.head, cantSplit: true,
      children: row.cells.map((cell) => new TableCell({ columnSpan: cell.span, children: cell.paragraphs.length === 0 ? [new Paragraph('')] : cell.paragraphs.map(cellText) })),
    })),
  })
}

function contentOf(block: Block): Paragraph | Table | TableOfContents {
  switch (block.type) {
    case 'paragraph':
      return textOf(block)
    case 'table':
      return tableOf(block)
    case 'signature':
      return tableOf(block.table)
    case 'page-break':
      return new Paragraph({ children: [new PageBreak()] })
    case 'table-of-contents':
      return new TableOfContents('', { hyperlink: true, headingStyleRange: '1-2' })
    default:
      return block satisfies never
  }
}

/** A filled document made by code with `docx`: the same words, tables, head and foot, in the same sizes and margins. */
export async function docxDocument(filled: FilledDocument): Promise<Uint8Array> {
  const running = (paragraph: FilledParagraph): Paragraph => new Paragraph({ spacing: spacingOf(RUNNING_STYLE), tabStops: [{ type: TabStopType.RIGHT, position: twips(BODY.widthPt) }], alignment: AlignmentType.LEFT, children: runsOf(paragraph, { size: RUNNING_STYLE.sizePt * 2 }) })
  const margin = { left: twips(BODY.xPt), right: twips(BODY.xPt), top: twips(PAGE.heightPt - BODY.yPt - BODY.heightPt), bottom: twips(BODY.yPt) }
  return Packer.toBuffer(new Document({
    title: filled.title,
    styles: { default: { document: { run: { font: 'Arial', size: PAGE_STYLES.BodyText.sizePt * 2 } } }, paragraphStyles: STYLES },
    sections: [{
      properties: { page: { size: { width: twips(PAGE.widthPt), height: twips(PAGE.heightPt) }, margin } },
      headers: { default: new Header({ children: filled.header.map(running) }) },
      footers: { default: new Footer({ children: filled.footer.map(running) }) },
      children: filled.blocks.map(contentOf),
    }],
  }))
}
