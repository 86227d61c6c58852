import type { Block, Paragraph, Run, Table, TableCell, TableOfContents, TableRow } from '../document.js'
import { GrowingXml } from './growing-xml.js'
import { textXml } from './text-xml.js'
import { contentsXml, type ContentsLook, type Heading } from './write-contents.js'
import { pictureXml } from './write-picture.js'

/** Word joins tables that touch, sets text against their last line, and needs a paragraph last in the body. */
const SPACER = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="80" w:lineRule="exact"/></w:pPr></w:p>'
/** Word refuses a cell without a paragraph. */
const EMPTY_CELL_PARAGRAPH = '<w:p/>'
const FIELD_CODES = { 'page': 'PAGE', 'page-count': 'NUMPAGES' } as const
const HEADING_LEVELS: Readonly<Record<string, number>> = { Heading1: 1, Heading2: 2, Heading3: 3 }

/** The XML of paragraphs and rows that print no fact, in UTF-8. */
const fixedXml = new WeakMap<Paragraph | TableRow, Uint8Array>()

/** The blocks as the content of `w:body`, in UTF-8. */
export function bodyXmlOf(blocks: readonly Block[], contents: ContentsLook): Uint8Array {
  const xml = new GrowingXml()
  const headings = headingsOf(blocks)
  for (const [index, block] of blocks.entries()) {
    if (block.type === 'table-of-contents') xml.text(contentsXml([...headings.values()], contents))
    else writeBlock(xml, block, headings.get(index))
    if (block.type === 'table' || block.type === 'signature') xml.text(SPACER)
  }
  return xml.done()
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

function headingTextOf(paragraph: Paragraph): string {
  const text = paragraph.runs.map((run) => run.text).join('').replaceAll(/\s+/g, ' ').trim()
  return paragraph.number === null ? text : `${paragraph.number}\t${text}`
}

function writeBlock(xml: GrowingXml, block: Exclude<Block, TableOfContents>, heading: Heading | undefined): void {
  switch (block.type) {
    case 'paragraph':
      return heading === undefined ? writeFixed(xml, block, paragraphXml) : xml.text(headingXml(block, heading))
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
  xml.text(`<w:tbl>${table.propertiesXml}`)
  for (const row of table.rows) writeFixed(xml, row, rowXml)
  xml.text('</w:tbl>')
}

/** The paragraphs of a header, footer or cell. */
export function paragraphsXml(paragraphs: readonly Paragraph[]): string {
  return paragraphs.map(paragraphXml).join('')
}

function paragraphXml(paragraph: Paragraph): string {
  return `<w:p>${paragraph.propertiesXml}${paragraph.runs.map(runXml).join('')}</w:p>`
}

function headingXml(paragraph: Paragraph, { bookmark }: Heading): string {
  const id = Number(bookmark.slice(-5))
  return `<w:p>${paragraph.propertiesXml}<w:bookmarkStart w:id="${id}" w:name="${bookmark}"/>${paragraph.runs.map(runXml).join('')}<w:bookmarkEnd w:id="${id}"/></w:p>`
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
  return `<w:tr>${row.propertiesXml}${row.cells.map(cellXml).join('')}</w:tr>`
}

function cellXml(cell: TableCell): string {
  const content = cell.paragraphs.length === 0 ? EMPTY_CELL_PARAGRAPH : paragraphsXml(cell.paragraphs)
  return `<w:tc>${cell.propertiesXml}${content}</w:tc>`
}
