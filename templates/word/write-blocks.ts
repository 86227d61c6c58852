import type { Block, Paragraph, Run, Table, TableCell, TableOfContents, TableRow } from '../document.js'
import { RecentTexts } from '../recent-texts.js'
import { borderedCell, borderedProperties } from './change-border.js'
import { GrowingXml } from './growing-xml.js'
import { textXml } from './text-xml.js'
import { contentsXml, type ContentsLook, type Heading } from './write-contents.js'
import { pictureXml } from './write-picture.js'

/** Word joins tables that touch, sets text against their last line, and needs a paragraph last in the body. In twips, the second where what follows has space of its own above it. */
const SPACE_TWIPS = { whole: 240, beside: 80 } as const
const OWN_SPACE: ReadonlySet<string> = new Set(['Title', 'Heading1', 'Heading2', 'Heading3', 'Note', 'Mark'])
/** As in the PDF, in twips. */
const WRITING_ROW_TWIPS = 460
const WRITING_BORDERS = `<w:tblBorders>${['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(borderXml).join('')}</w:tblBorders>`
/** What comes after the borders among a table's properties (ISO/IEC 29500-1, 17.4.59). */
const AFTER_BORDERS = /<w:(shd|tblLayout|tblCellMar|tblLook|tblCaption|tblDescription)[ />]|<\/w:tblPr>/
/** Word refuses a cell without a paragraph. */
const EMPTY_CELL_PARAGRAPH = '<w:p/>'
const FIELD_CODES = { 'page': 'PAGE', 'page-count': 'NUMPAGES' } as const
const HEADING_LEVELS: Readonly<Record<string, number>> = { Heading1: 1, Heading2: 2, Heading3: 3 }

/** The XML of paragraphs and rows that print no fact, in UTF-8. */
const fixedXml = new WeakMap<Paragraph | TableRow, Uint8Array>()

/** The same of the headings that a table of contents lists, each with the bookmark it was written with last. */
const fixedHeadings = new WeakMap<Paragraph, { readonly bookmark: string; readonly xml: Uint8Array }>()

/** What opens tables, by its text. */
const openings = new RecentTexts<Uint8Array>(100)
const TABLE_END = Buffer.from('</w:tbl>')
const SPACERS = { whole: Buffer.from(spacerXml('whole')), beside: Buffer.from(spacerXml('beside')) }

/** The blocks as the content of `w:body`, in UTF-8. */
export function bodyXmlOf(blocks: readonly Block[], contents: ContentsLook): Uint8Array {
  const xml = new GrowingXml()
  const headings = headingsOf(blocks)
  for (const [index, block] of blocks.entries()) {
    if (block.type === 'table-of-contents') xml.text(contentsXml([...headings.values()], contents))
    else writeBlock(xml, block, headings.get(index))
    if (block.type === 'table' || block.type === 'signature') xml.bytes(SPACERS[spaceBefore(blocks[index + 1])])
  }
  return xml.done()
}

function borderXml(edge: string): string {
  const outer = edge === 'top' || edge === 'bottom'
  return `<w:${edge} w:val="single" w:sz="${outer ? 8 : 4}" w:space="0" w:color="${outer ? '404040' : 'BFBFBF'}"/>`
}

function spacerXml(space: keyof typeof SPACE_TWIPS): string {
  return `<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="${SPACE_TWIPS[space]}" w:lineRule="exact"/></w:pPr></w:p>`
}

function spaceBefore(next: Block | undefined): keyof typeof SPACE_TWIPS {
  const ownSpace = next === undefined || next.type === 'signature' || (next.type === 'paragraph' && (OWN_SPACE.has(next.style) || next.propertiesXml.includes('<w:spacing ')))
  return ownSpace ? 'beside' : 'whole'
}

/** By their place among the blocks, the headings that a table of contents lists. */
function headingsOf(blocks: readonly Block[]): Map<number, Heading> {
  const headings = new Map<number, Heading>()
  if (!blocks.some((block) => block.type === 'table-of-contents')) return headings
  for (const [index, block] of blocks.entries()) {
    const level = block.type === 'paragraph' ? HEADING_LEVELS[block.style] : undefined
    if (block.type === 'paragraph' && level !== undefined) headings.set(index, { level, text: headingTextOf(block), bookmark: `_Toc${100_001 + headings.size}` })
  }
  return headings
}

function writeFixed<T extends Paragraph | TableRow>(xml: GrowingXml, part: T, write: (part: T) => string): void {
  if (part.fixed !== true) return xml.text(write(part))
  const bytes = fixedXml.get(part) ?? Buffer.from(write(part), 'utf8')
  fixedXml.set(part, bytes)
  xml.bytes(bytes)
}

function writeHeading(xml: GrowingXml, paragraph: Paragraph, heading: Heading): void {
  if (paragraph.fixed !== true) return xml.text(headingXml(paragraph, heading))
  const known = fixedHeadings.get(paragraph)
  const ready = known?.bookmark === heading.bookmark ? known : { bookmark: heading.bookmark, xml: Buffer.from(headingXml(paragraph, heading), 'utf8') }
  fixedHeadings.set(paragraph, ready)
  xml.bytes(ready.xml)
}

function headingTextOf(paragraph: Paragraph): string {
  const text = paragraph.runs.map((run) => run.text).join('').replaceAll(/\s+/g, ' ').trim()
  return paragraph.number === null ? text : `${paragraph.number}\t${text}`
}

function writeBlock(xml: GrowingXml, block: Exclude<Block, TableOfContents>, heading: Heading | undefined): void {
  switch (block.type) {
    case 'paragraph':
      return heading === undefined ? writeFixed(xml, block, paragraphXml) : writeHeading(xml, block, heading)
    case 'table':
      return writeTable(xml, block)
    case 'signature':
      return writeTable(xml, block.table)
    case 'page-break':
      return xml.text(`<w:p>${block.propertiesXml}<w:r><w:br w:type="page"/></w:r></w:p>`)
    default:
      block satisfies never
  }
}

function writeTable(xml: GrowingXml, table: Table): void {
  const opening = `<w:tbl>${table.rows.some(isForPen) ? ruledXml(table.propertiesXml) : table.propertiesXml}`
  xml.bytes(openings.get(opening) ?? openings.set(opening, Buffer.from(opening, 'utf8')))
  for (const row of table.rows) writeFixed(xml, row, rowXml)
  xml.bytes(TABLE_END)
}

/** What is found of rows that print no fact, found once. */
const fixedForPen = new WeakMap<TableRow, boolean>()

function isForPen(row: TableRow): boolean {
  const forPen = fixedForPen.get(row) ?? isLeftEmpty(row)
  if (row.fixed === true) fixedForPen.set(row, forPen)
  return forPen
}

function isLeftEmpty(row: TableRow): boolean {
  return !row.head && !row.propertiesXml.includes('<w:trHeight ') && row.cells.some((cell) => cell.joined !== true && cell.paragraphs.every(({ runs }) => runs.every(({ text, picture, field }) => picture === undefined && field === undefined && text.trim() === '')))
}

/** The properties of a table that is filled in by hand, which shows its columns unless it has borders of its own. */
function ruledXml(propertiesXml: string): string {
  const at = AFTER_BORDERS.exec(propertiesXml)?.index
  return at === undefined || propertiesXml.includes('<w:tblBorders>') ? propertiesXml : `${propertiesXml.slice(0, at)}${WRITING_BORDERS}${propertiesXml.slice(at)}`
}

/** The row's properties with room to write by hand. */
function withHeight(propertiesXml: string): string {
  const height = `<w:trHeight w:val="${WRITING_ROW_TWIPS}" w:hRule="atLeast"/>`
  return propertiesXml === '' ? `<w:trPr>${height}</w:trPr>` : propertiesXml.replace('</w:trPr>', `${height}</w:trPr>`)
}

/** The paragraphs of a header, footer or cell. */
export function paragraphsXml(paragraphs: readonly Paragraph[]): string {
  return paragraphs.map(paragraphXml).join('')
}

function paragraphXml(paragraph: Paragraph): string {
  return `<w:p>${paragraphProperties(paragraph)}${paragraph.runs.map(runXml).join('')}</w:p>`
}

function paragraphProperties({ deviates, propertiesXml }: Paragraph): string {
  return deviates === true ? borderedProperties(propertiesXml) : propertiesXml
}

function headingXml(paragraph: Paragraph, { bookmark }: Heading): string {
  const id = Number(bookmark.slice(-5))
  return `<w:p>${paragraphProperties(paragraph)}<w:bookmarkStart w:id="${id}" w:name="${bookmark}"/>${paragraph.runs.map(runXml).join('')}<w:bookmarkEnd w:id="${id}"/></w:p>`
}

function runXml(run: Run): string {
  const properties = run.gap ? gapProperties(run.propertiesXml) : run.propertiesXml
  if (run.picture !== undefined) return `<w:r>${properties}${pictureXml(run.picture)}</w:r>`
  if (run.field === undefined) return `<w:r>${properties}${textXml(run.text)}</w:r>`
  const mark = (type: string): string => `<w:r>${properties}<w:fldChar w:fldCharType="${type}"/></w:r>`
  return `${mark('begin')}<w:r>${properties}<w:instrText xml:space="preserve"> ${FIELD_CODES[run.field]} </w:instrText></w:r>${mark('separate')}<w:r>${properties}<w:t>1</w:t></w:r>${mark('end')}`
}

/** The run's properties with yellow marking; `w:highlight` has its place before these siblings (ISO/IEC 29500-1, 17.3.2.28). */
function gapProperties(propertiesXml: string): string {
  const marking = '<w:highlight w:val="yellow"/>'
  if (propertiesXml === '') return `<w:rPr>${marking}</w:rPr>`
  const bare = propertiesXml.replace(/<w:highlight [^>]*\/>/, '')
  const next = /<w:(u|bdr|shd|fitText|rtl|cs|lang|eastAsianLayout)[ />]|<\/w:rPr>/.exec(bare)
  const at = next?.index ?? bare.length
  return `${bare.slice(0, at)}${marking}${bare.slice(at)}`
}

function rowXml(row: TableRow): string {
  return `<w:tr>${isForPen(row) ? withHeight(row.propertiesXml) : row.propertiesXml}${row.cells.map((cell, index) => cellXml(cell, row.deviates === true && index === 0 ? borderedCell(cell.propertiesXml) : cell.propertiesXml)).join('')}</w:tr>`
}

function cellXml(cell: TableCell, propertiesXml: string): string {
  const content = cell.paragraphs.length === 0 ? EMPTY_CELL_PARAGRAPH : paragraphsXml(cell.paragraphs)
  return `<w:tc>${propertiesXml}${content}</w:tc>`
}
