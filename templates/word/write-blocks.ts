import type { Block, Paragraph, Run, SignatureBlock, Table, TableCell, TableRow } from '../document.js'
import { escapeText } from './xml.js'

/** Word joins tables that touch, sets text against their last line, and needs a paragraph last in the body. */
const SPACER = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="80" w:lineRule="exact"/></w:pPr></w:p>'
/** Word refuses a cell without a paragraph. */
const EMPTY_CELL_PARAGRAPH = '<w:p/>'
const FIELD_CODES = { 'page': 'PAGE', 'page-count': 'NUMPAGES' } as const
const HEADING_LEVELS: Readonly<Record<string, number>> = { Heading1: 1, Heading2: 2, Heading3: 3 }

interface Heading {
  readonly level: number
  readonly text: string
  readonly bookmark: string
}

/** The blocks as the content of `w:body`. */
export function bodyXmlOf(blocks: readonly Block[]): string {
  const hasContents = blocks.some((block) => block.type === 'table-of-contents')
  const headings = new Map<Paragraph, Heading>()
  for (const block of hasContents ? blocks : []) {
    const level = block.type === 'paragraph' ? HEADING_LEVELS[block.style] : undefined
    if (block.type === 'paragraph' && level !== undefined) headings.set(block, { level, text: headingTextOf(block), bookmark: `_Toc${100_001 + headings.size}` })
  }
  return blocks.map((block) => `${blockXml(block, headings)}${block.type === 'table' || block.type === 'signature' ? SPACER : ''}`).join('')
}

function headingTextOf(paragraph: Paragraph): string {
  const text = paragraph.runs.map((run) => run.text).join('').replaceAll(/\s+/g, ' ').trim()
  return paragraph.number === null ? text : `${paragraph.number}\t${text}`
}

function blockXml(block: Block, headings: ReadonlyMap<Paragraph, Heading>): string {
  switch (block.type) {
    case 'paragraph':
      return paragraphXml(block, headings.get(block))
    case 'table':
      return tableXml(block)
    case 'signature':
      return signatureXml(block)
    case 'page-break':
      return `<w:p>${block.propertiesXml}<w:r><w:br w:type="page"/></w:r></w:p>`
    case 'table-of-contents':
      return contentsXml([...headings.values()])
    default:
      return block satisfies never
  }
}

function signatureXml(block: SignatureBlock): string {
  return tableXml(block.table)
}

/** The paragraphs of a header, footer or cell. */
export function paragraphsXml(paragraphs: readonly Paragraph[]): string {
  return paragraphs.map((paragraph) => paragraphXml(paragraph)).join('')
}

function paragraphXml(paragraph: Paragraph, heading?: Heading): string {
  const runs = paragraph.runs.map(runXml).join('')
  if (heading === undefined) return `<w:p>${paragraph.propertiesXml}${runs}</w:p>`
  const id = heading.bookmark.slice(-5)
  return `<w:p>${paragraph.propertiesXml}<w:bookmarkStart w:id="${Number(id)}" w:name="${heading.bookmark}"/>${runs}<w:bookmarkEnd w:id="${Number(id)}"/></w:p>`
}

function runXml(run: Run): string {
  const properties = run.gap ? gapProperties(run.propertiesXml) : run.propertiesXml
  if (run.field === undefined) return `<w:r>${properties}${textXml(run.text)}</w:r>`
  const mark = (type: string): string => `<w:r>${properties}<w:fldChar w:fldCharType="${type}"/></w:r>`
  return `${mark('begin')}<w:r>${properties}<w:instrText xml:space="preserve"> ${FIELD_CODES[run.field]} </w:instrText></w:r>${mark('separate')}<w:r>${properties}<w:t>1</w:t></w:r>${mark('end')}`
}

function textXml(text: string): string {
  let xml = ''
  for (const part of text.replaceAll(/\r\n?/g, '\n').split(/([\n\t])/)) {
    if (part === '\n') xml += '<w:br/>'
    else if (part === '\t') xml += '<w:tab/>'
    else if (part !== '') xml += `<w:t xml:space="preserve">${escapeText(part)}</w:t>`
  }
  return xml
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

function tableXml(table: Table): string {
  return `<w:tbl>${table.propertiesXml}${table.rows.map(rowXml).join('')}</w:tbl>`
}

function rowXml(row: TableRow): string {
  return `<w:tr>${row.propertiesXml}${row.cells.map(cellXml).join('')}</w:tr>`
}

function cellXml(cell: TableCell): string {
  const content = cell.paragraphs.length === 0 ? EMPTY_CELL_PARAGRAPH : paragraphsXml(cell.paragraphs)
  return `<w:tc>${cell.propertiesXml}${content}</w:tc>`
}

/** A table of contents with links and without page numbers: only Word knows its pages, and asking it to count makes it ask the reader first. */
function contentsXml(headings: readonly Heading[]): string {
  const shown = headings.filter((heading) => heading.level < 3)
  const begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\n \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
  const entries = shown.map((heading, index) => {
    const link = `<w:hyperlink w:anchor="${heading.bookmark}" w:history="1"><w:r>${textXml(heading.text)}</w:r></w:hyperlink>`
    return `<w:p><w:pPr><w:pStyle w:val="TOC${heading.level}"/></w:pPr>${index === 0 ? begin : ''}${link}</w:p>`
  })
  const opening = shown.length === 0 ? begin : ''
  return `${entries.join('')}<w:p><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr>${opening}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
}
