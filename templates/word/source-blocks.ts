import { AlignmentType, BorderStyle, HeightRule, ImageRun, LineRuleType, PageBreak, Paragraph, type ParagraphChild, SimpleField, Table, TableCell, TableLayoutType, TableRow, TextRun, WidthType } from 'docx'
import type { LibraryText, SourceBlock } from '../library-text.js'
import { WHOLE_ROWS } from '../whole-rows.js'
import { TEXT_WIDTH_TWIPS } from './look-of-styles.js'
import { logotypePlacePng } from './logotype-place.js'
import type { Span } from './spans.js'
import { CONTENTS_TO_COME } from './contents-field.js'

/** The reference under which the numbered lists are known to `docx`. */
export const COUNTED_LIST = 'numrerad'

const LOGOTYPE_PLACE = logotypePlacePng()
const PEN_ROW_TWIPS = 1080
/** As wide as the PDF's box, of which two stand side by side 10 mm apart. */
const SIGNATURE_TWIPS = Math.round((TEXT_WIDTH_TWIPS - 567) / 2)
const PEN_BORDER = { style: BorderStyle.SINGLE, size: 6, color: 'BFBFBF' } as const
const NO_BORDER = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const
const NO_BORDERS = { top: NO_BORDER, bottom: NO_BORDER, left: NO_BORDER, right: NO_BORDER }
/** Keeps 3 mm between the pen's box and the printed lines, so that ink is judged on its own. */
const CLEAR_OF_PEN_TWIPS = 200
/** As in the PDF: room to write, a line, and under it in small letters what is written there. */
const WRITING_LINE_TWIPS = 540
const WRITING_LINE = { style: BorderStyle.SINGLE, size: 4, color: '4D4D4D', space: 2 } as const
const LABEL = { size: 15, color: '4D4D4D' } as const

/** The body of a library template as `docx` elements, tags as plain text; a table of contents stands between the title page and the first heading. */
export function bodyOf(source: LibraryText): (Paragraph | Table)[] {
  const elements = source.blocks.map((block, index) => elementsOf(block, neighboursOf(source.blocks, index)))
  if (!source.contents) return elements.flat()
  const contents = [new Paragraph({ style: 'Subtitle', text: 'Innehåll' }), new Paragraph({ style: 'TOC1', children: [new SimpleField('TOC \\o "1-2" \\h \\z \\u', CONTENTS_TO_COME)] })]
  const start = source.blocks.findIndex((block) => block.type === 'paragraph' && block.style === 'Heading1')
  const at = start === -1 ? source.blocks.length : start
  return [...elements.slice(0, at).flat(), ...contents, ...elements.slice(at).flat()]
}

/** Text does not stand close against the last line of a table. */
const AFTER_TABLE_TWIPS = 120

/** What is printed before a block, and what may be printed after it as conditions hold or not. */
interface Neighbours {
  readonly before: SourceBlock | null
  readonly after: readonly SourceBlock[]
  /** Whether a list's last item may come after it. */
  readonly beforeLast: boolean
}

function neighboursOf(blocks: readonly SourceBlock[], index: number): Neighbours {
  const after = possiblyNext(blocks, index + 1)
  const isLast = (at: number): boolean => {
    const next = possiblyNext(blocks, at + 1)
    return next.length === 0 || next.some((one) => !isListItem(blocks[one]))
  }
  return {
    before: blocks.slice(0, index).findLast(({ type }) => type !== 'tag') ?? null,
    after: after.flatMap((at) => blocks[at] ?? []),
    beforeLast: after.some((at) => isListItem(blocks[at]) && isLast(at)),
  }
}

/** Where what may be printed next stands, from `at` on. */
function possiblyNext(blocks: readonly SourceBlock[], at: number): readonly number[] {
  const block = blocks[at]
  if (block === undefined) return []
  if (block.type !== 'tag') return [at]
  if (block.tag.startsWith('{{#')) return [...possiblyNext(blocks, at + 1), ...possiblyNext(blocks, branchEnd(blocks, at) + 1)]
  return possiblyNext(blocks, (block.tag === '{{else}}' ? branchEnd(blocks, at) : at) + 1)
}

/** Where the branch that a tag opens ends: its `{{else}}` or the end of its block. */
function branchEnd(blocks: readonly SourceBlock[], open: number): number {
  let depth = 0
  for (const [at, block] of blocks.entries()) {
    if (at <= open || block.type !== 'tag') continue
    if (depth === 0 && (block.tag === '{{else}}' || block.tag.startsWith('{{/'))) return at
    depth += block.tag.startsWith('{{#') ? 1 : block.tag.startsWith('{{/') ? -1 : 0
  }
  return blocks.length
}

function elementsOf(block: SourceBlock, beside: Neighbours): (Paragraph | Table)[] {
  switch (block.type) {
    case 'paragraph':
      return [paragraphOf(block, beside)]
    case 'tag':
      return [tagParagraph(block.tag)]
    case 'table':
      return [tableOf(block)]
    case 'signature':
      return [tagParagraph(`{{#each ${block.people}}}`), signatureTable(block.party), tagParagraph('{{/each}}')]
    case 'page-break':
      // What is left of the paragraph stands on the new page, where it may not be seen.
      return [new Paragraph({ style: 'BodyText', spacing: { before: 0, after: 0, line: 20, lineRule: LineRuleType.EXACT }, children: [new PageBreak()] })]
    default:
      return block satisfies never
  }
}

function paragraphOf(block: Extract<SourceBlock, { type: 'paragraph' }>, beside: Neighbours): Paragraph {
  return new Paragraph({
    style: block.style,
    children: runsOf(block.spans),
    ...(keepsNext(block, beside) ? { keepNext: true } : {}),
    ...(beside.before?.type === 'table' && block.style === 'BodyText' ? { spacing: { before: AFTER_TABLE_TWIPS } } : {}),
    ...(block.list === null ? {} : { numbering: { reference: COUNTED_LIST, level: 0, instance: block.list } }),
  })
}

function isListItem(block: SourceBlock | null | undefined): boolean {
  return block?.type === 'paragraph' && (block.style === 'ListBullet' || block.style === 'ListNumber')
}

/** As in the PDF: what announces a table, a list, a note or signatures stays with it, and a list's first item with its second, its last with the one before. */
function keepsNext(block: SourceBlock, { before, after, beforeLast }: Neighbours): boolean {
  return beforeLast || after.some((next) => next.type === 'table' || next.type === 'signature' || isPicture(next) || isNote(next) || (isListItem(next) && (!isListItem(block) || !isListItem(before))))
}

function isNote(block: SourceBlock): boolean {
  return block.type === 'paragraph' && block.style === 'Note'
}

function isPicture(block: SourceBlock): boolean {
  return block.type === 'paragraph' && block.spans.every(({ logotype }) => logotype !== undefined)
}

/** Whether a row stays with the next: in what stands whole every row, in others the first and the last but one, unless a loop repeats it. */
function rowKeepsNext(index: number, rows: readonly (readonly (readonly Span[])[])[]): boolean {
  const repeated = rows[index]?.some((spans) => spans.some(({ text }) => text.includes('{{#each'))) === true
  const isForm = rows.some((cells) => cells.some((spans) => spans.length === 0))
  return !repeated && index < rows.length - 1 && (rows.length <= (isForm ? WHOLE_ROWS.form : WHOLE_ROWS.table) || index === 0 || index === rows.length - 2)
}

function runsOf(spans: readonly Span[]): ParagraphChild[] {
  return spans.map((span) => (span.logotype === undefined ? textRun(span) : logotypeRun(span.logotype)))
}

/** In pixels of 1/96 inch, as `docx` counts. */
function logotypeRun({ widthMm, heightMm }: NonNullable<Span['logotype']>): ImageRun {
  const [width, height] = [widthMm, heightMm].map((side) => (side / 25.4) * 96)
  return new ImageRun({ type: 'png', data: LOGOTYPE_PLACE, transformation: { width: width ?? 0, height: height ?? 0 }, altText: { name: 'Logotyp', title: '', description: '{{kund.logotyp}}' } })
}

function textRun(span: Span): TextRun {
  return new TextRun({ text: span.text, ...(span.bold ? { bold: true } : {}), ...(span.italic ? { italics: true } : {}) })
}

/** Grey, so that the author sees at a glance what is printed and what steers; keeps with what it steers. */
function tagParagraph(tag: string): Paragraph {
  return new Paragraph({ style: 'BodyText', keepNext: true, spacing: { before: 0, after: 40 }, children: [new TextRun({ text: tag, color: '7F7F7F', size: 17 })] })
}

function tableOf(block: Extract<SourceBlock, { type: 'table' }>): Table {
  const total = block.widths.reduce((sum, width) => sum + width, 0)
  const widths = block.widths.map((width) => Math.round((TEXT_WIDTH_TWIPS * width) / total))
  const cell = (spans: readonly Span[], column: number, look: { readonly style: string; readonly keepNext?: true }): TableCell =>
    new TableCell({ width: { size: widths[column] ?? 0, type: WidthType.DXA }, children: [new Paragraph({ ...look, children: runsOf(spans) })] })
  const row = (cells: readonly (readonly Span[])[], look: { readonly style: string; readonly keepNext?: true }): TableRow =>
    new TableRow({ tableHeader: look.style === 'TableHead', cantSplit: true, children: cells.map((spans, column) => cell(spans, column, look)) })
  return new Table({
    style: 'Tabell',
    layout: TableLayoutType.FIXED,
    width: { size: TEXT_WIDTH_TWIPS, type: WidthType.DXA },
    columnWidths: widths,
    tableLook: { firstRow: true, lastRow: false, firstColumn: false, lastColumn: false, noHBand: true, noVBand: true },
    rows: [row(block.head, { style: 'TableHead' }), ...block.rows.map((cells, index) => row(cells, { style: 'TableCell', ...(rowKeepsNext(index, block.rows) ? { keepNext: true } : {}) }))],
  })
}

function signatureTable(party: string): Table {
  const width = { size: SIGNATURE_TWIPS, type: WidthType.DXA }
  const line = (text: string, options: { bold?: boolean; before?: number; after?: number; last?: boolean; label?: true } = {}): TableRow =>
    new TableRow({
      cantSplit: true,
      children: [new TableCell({
        width,
        borders: NO_BORDERS,
        children: [new Paragraph({
          style: 'TableCell',
          keepNext: options.last !== true,
          keepLines: true,
          spacing: { before: options.before ?? 20, after: options.after ?? 20 },
          ...(options.label === true ? { border: { top: WRITING_LINE } } : {}),
          children: [new TextRun({ text, ...(options.bold === true ? { bold: true } : {}), ...(options.label === true ? LABEL : {}) })],
        })],
      })],
    })
  const pen = new TableRow({
    cantSplit: true,
    height: { value: PEN_ROW_TWIPS, rule: HeightRule.EXACT },
    children: [new TableCell({ width, borders: { top: PEN_BORDER, bottom: PEN_BORDER, left: PEN_BORDER, right: PEN_BORDER }, children: [new Paragraph({ style: 'TableCell', keepNext: true })] })],
  })
  return new Table({
    style: 'Underskrift',
    layout: TableLayoutType.FIXED,
    width,
    columnWidths: [SIGNATURE_TWIPS],
    alignment: AlignmentType.LEFT,
    rows: [
      line(`För {{${party}.namn}}`, { bold: true, before: 200, after: CLEAR_OF_PEN_TWIPS }),
      pen,
      line('Ort och datum:', { before: CLEAR_OF_PEN_TWIPS + WRITING_LINE_TWIPS, after: 80, label: true }),
      line('Namnförtydligande: {{namn}}'),
      line('Befattning: {{#if befattning}}{{befattning}}{{/if}}', { after: 200, last: true }),
    ],
  })
}
