import type { Paragraph, SignatureBlock, Table, TableCell, TableRow } from '../document.js'
import { RecentTexts } from '../recent-texts.js'
import { WHOLE_ROWS } from '../whole-rows.js'
import { borderedCell } from './change-border.js'
import { GrowingXml } from './growing-xml.js'
import { gridTwips, refitted, type SetColumns } from './set-columns.js'
import { keptWithNext, writeKept } from './keep-with-signatures.js'
import { PAIRS_CAPTION } from './signature-pairs.js'
import { paragraphsXml } from './write-paragraph.js'

/** As in the PDF, in twips. */
const WRITING_ROW_TWIPS = 460
const WRITING_BORDERS = `<w:tblBorders>${['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(borderXml).join('')}</w:tblBorders>`
/** What comes after the borders among a table's properties (ISO/IEC 29500-1, 17.4.59). */
const AFTER_BORDERS = /<w:(shd|tblLayout|tblCellMar|tblLook|tblCaption|tblDescription)[ />]|<\/w:tblPr>/
/** Word refuses a cell without a paragraph. */
const EMPTY_CELL_PARAGRAPH = '<w:p/>'

/** The XML of paragraphs and rows that print no fact, in UTF-8. */
const fixedXml = new WeakMap<Paragraph | TableRow, Uint8Array>()

/** What opens tables, by its text. */
const openings = new RecentTexts<Uint8Array>(100)
const TABLE_END = Buffer.from('</w:tbl>')

function borderXml(edge: string): string {
  const outer = edge === 'top' || edge === 'bottom'
  return `<w:${edge} w:val="single" w:sz="${outer ? 8 : 4}" w:space="0" w:color="${outer ? '404040' : 'BFBFBF'}"/>`
}

/** Writes a paragraph or row; one that prints no fact is put into words once. */
export function writeFixed<T extends Paragraph | TableRow>(xml: GrowingXml, part: T, write: (part: T) => string): void {
  if (part.fixed !== true) return xml.text(write(part))
  const bytes = fixedXml.get(part) ?? Buffer.from(write(part), 'utf8')
  fixedXml.set(part, bytes)
  xml.bytes(bytes)
}

/** The XML of rows that print no fact, in UTF-8, in the columns they were fitted to last. */
const fittedRows = new WeakMap<TableRow, { readonly columns: SetColumns; readonly xml: Uint8Array }>()

function writeFitted(xml: GrowingXml, row: TableRow, columns: SetColumns, write: () => string): void {
  if (row.fixed !== true) return xml.text(write())
  const known = fittedRows.get(row)
  const ready = known !== undefined && isSameColumns(known.columns, columns) ? known : { columns, xml: Buffer.from(write(), 'utf8') }
  fittedRows.set(row, ready)
  xml.bytes(ready.xml)
}

function isSameColumns(one: SetColumns, other: SetColumns): boolean {
  if (one === other) return true
  return one.widthsPt.length === other.widthsPt.length && one.widthsPt.every((width, column) => width === other.widthsPt[column] && one.figures[column] === other.figures[column])
}

/** The XML of tables that print no fact, in the columns they were written in last. */
const fixedTables = new WeakMap<Table, { readonly columns: SetColumns | undefined; readonly xml: Uint8Array }>()

/** Writes a table, in the columns of the PDF where they are known; one that prints no fact is put into words once. */
export function writeTable(xml: GrowingXml, table: Table, columns: SetColumns | undefined): void {
  const known = fixedTables.get(table)
  if (known !== undefined && known.columns === columns) return xml.bytes(known.xml)
  if (table.fixed !== true) return writeRows(xml, table, columns)
  const own = new GrowingXml()
  writeRows(own, table, columns)
  const written = own.done()
  fixedTables.set(table, { columns, xml: written })
  xml.bytes(written)
}

function writeRows(xml: GrowingXml, table: Table, columns: SetColumns | undefined): void {
  const fitted = columns === undefined ? null : refitted(table, columns)
  const propertiesXml = fitted?.propertiesXml ?? table.propertiesXml
  const opening = `<w:tbl>${table.rows.some(isForPen) ? ruledXml(propertiesXml) : propertiesXml}`
  xml.bytes(openings.get(opening) ?? openings.set(opening, Buffer.from(opening, 'utf8')))
  const keeps = isSmall(table)
  for (const [index, row] of table.rows.entries()) {
    // What a template says itself is kept where its author would have it; only facts tell how many rows a loop gives.
    const written = keeps && row.fixed !== true && index < table.rows.length - 1 ? (one: TableRow): string => keptWithNext(rowXml(one)) : rowXml
    if (fitted === null || columns === undefined) writeFixed(xml, row, written)
    else writeFitted(xml, row, columns, () => written({ ...row, cells: row.cells.map((cell) => fitted.cell(row, cell)) }))
  }
  xml.bytes(TABLE_END)
}

/** Whether it stands whole on one page, as in the PDF. */
function isSmall({ rows }: Table): boolean {
  return rows.filter(({ head }) => !head).length <= WHOLE_ROWS.table
}

const GUTTER_TWIPS = 567
const AFTER_PAIR = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
/** LibreOffice keeps a row with the next only where its first cell begins with a paragraph that is kept, and not with a table; the other of a pair begins so too, to stand as high. */
const BEFORE_PAIR = AFTER_PAIR

/** Whether a signature block is narrow enough to stand beside another in the text's width. */
export function standsInPair({ table }: SignatureBlock, textWidthTwips: number): boolean {
  return gridTwips(table) <= (textWidthTwips - GUTTER_TWIPS) / 2 + 1
}

/** Writes signature blocks that follow each other, two beside each other as in the PDF where both have room. */
export function writeSignatures(xml: GrowingXml, blocks: readonly SignatureBlock[], textWidthTwips: number): void {
  const half = Math.floor((textWidthTwips - GUTTER_TWIPS) / 2)
  const cell = (part: GrowingXml, twips: number, block: SignatureBlock | undefined, before = ''): void => {
    part.text(`<w:tc><w:tcPr><w:tcW w:w="${twips}" w:type="dxa"/></w:tcPr>${before}`)
    if (block !== undefined) writeTable(part, block.table, undefined)
    part.text(`${AFTER_PAIR}</w:tc>`)
  }
  const grid = [half, GUTTER_TWIPS, half].map((twips) => `<w:gridCol w:w="${twips}"/>`).join('')
  xml.text(`<w:tbl><w:tblPr><w:tblW w:w="${2 * half + GUTTER_TWIPS}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar><w:tblCaption w:val="${PAIRS_CAPTION}"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>`)
  for (let index = 0; index < blocks.length; index += 2) {
    writeKept(xml, index + 2 < blocks.length, (part) => {
      part.text('<w:tr><w:trPr><w:cantSplit/></w:trPr>')
      cell(part, half, blocks[index], BEFORE_PAIR)
      cell(part, GUTTER_TWIPS, undefined)
      cell(part, half, blocks[index + 1], blocks[index + 1] === undefined ? '' : BEFORE_PAIR)
      part.text('</w:tr>')
    })
  }
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

function rowXml(row: TableRow): string {
  return `<w:tr>${isForPen(row) ? withHeight(row.propertiesXml) : row.propertiesXml}${row.cells.map((cell, index) => cellXml(cell, row.deviates === true && index === 0 ? borderedCell(cell.propertiesXml) : cell.propertiesXml)).join('')}</w:tr>`
}

function cellXml(cell: TableCell, propertiesXml: string): string {
  const content = cell.paragraphs.length === 0 ? EMPTY_CELL_PARAGRAPH : paragraphsXml(cell.paragraphs)
  return `<w:tc>${propertiesXml}${content}</w:tc>`
}
