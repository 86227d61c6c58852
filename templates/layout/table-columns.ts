import type { Paragraph, Table, TableCell, TableRow } from '../document.js'
import { ADDRESS } from './break-points.js'
import { numberOf, textOf } from './flow-paragraph.js'
import type { Setting } from './flow.js'
import { CELL_PADDING, CELL_STYLES } from './style.js'

/** A table's columns on the page. */
export interface Columns {
  readonly startsPt: readonly number[]
  readonly widthsPt: readonly number[]
  /** Columns of figures are set flush right. */
  readonly figures: readonly boolean[]
}

/** How wide the cells of a column must be for what stands in them; in points with padding, 0 where nothing does. */
interface Needs {
  /** For an e-mail or web address in one piece. */
  readonly addressPt: number
  /** For every word in one piece. */
  readonly wordPt: number
  /** For every paragraph on one line. */
  readonly linePt: number
}

/** Amounts and counts as Swedish writes them; "2.3" is the number of a point. */
const FIGURES = /^[−-]?\d[\d\s\u00A0\u202F]*(,\d+)?([\s\u00A0]?%|[\s\u00A0](kr|st))?$/u
/** A telephone number, an amount or a date stays on one line. */
const ONE_NUMBER = /^[+(]?\d[\d\s()–-]*$/
const NARROWEST_PT = 28
/** Kerning is not measured here. */
const TOLERANCE_PT = 1

/** The cell's place in the grid: the column it starts in. */
export function columnOf(row: TableRow, cell: TableCell): number {
  let column = 0
  for (const other of row.cells) {
    if (other === cell) return column
    column += Math.max(1, other.span)
  }
  return column
}

/** What says nothing about the kind of its column. */
const SILENT = new Set(['', '–'])

/** Which columns hold figures and nothing else; never the first, whose figures are numbers of rows, not amounts. Cells that cover several columns do not count. */
function figureColumns(table: Table): boolean[] {
  const found = table.columns.map((): 'nothing' | 'figures' | 'words' => 'nothing')
  for (const row of table.rows) {
    if (row.head) continue
    let column = 0
    for (const cell of row.cells) {
      if (column > 0 && cell.span <= 1 && found[column] !== 'words') {
        const text = cell.paragraphs.map(textOf).join(' ').trim()
        if (!SILENT.has(text)) found[column] = FIGURES.test(text) ? 'figures' : 'words'
      }
      column += Math.max(1, cell.span)
    }
  }
  return table.columns.map((_, column) => found[column] === 'figures')
}

/** What fixed paragraphs need, in the fonts they were measured in last. */
const needsBefore = new WeakMap<Paragraph, { readonly fonts: Setting['fonts']; readonly needs: Needs }>()

/** A fixed paragraph is measured once: it stands in one cell, which is a head or is none. */
function needsOf(paragraph: Paragraph, head: boolean, setting: Setting): Needs {
  const known = needsBefore.get(paragraph)
  if (known?.fonts === setting.fonts) return known.needs
  const needs = measured(paragraph, head, setting)
  if (paragraph.fixed === true) needsBefore.set(paragraph, { fonts: setting.fonts, needs })
  return needs
}

function measured(paragraph: Paragraph, head: boolean, { fonts }: Setting): Needs {
  const style = head ? CELL_STYLES.TableHead : CELL_STYLES[paragraph.style]
  const face = fonts[style.bold || paragraph.runs.some(({ bold }) => bold) ? 'bold' : 'regular']
  const besidePt = 2 * CELL_PADDING.sidePt + TOLERANCE_PT + (numberOf(paragraph) === null ? 0 : style.indentPt + style.hangPt)
  const widthPt = (text: string): number => {
    let units = 0
    for (const character of text) units += Math.max(0, face.advanceOf(character.codePointAt(0) ?? 0))
    return (units * style.sizePt) / 1000
  }
  const text = textOf(paragraph)
  let addressPt = 0
  let wordPt = 0
  for (const token of text.split(/\s+/)) {
    if (token === '') continue
    const isAddress = ADDRESS.test(token)
    for (const word of isAddress ? [token] : token.split(/(?<=\p{L}[-–/])(?=\p{L})/u)) wordPt = Math.max(wordPt, besidePt + widthPt(word))
    if (isAddress) addressPt = Math.max(addressPt, besidePt + widthPt(token))
  }
  const linePt = text === '' ? 0 : besidePt + widthPt(text)
  return { addressPt, wordPt: ONE_NUMBER.test(text) ? linePt : wordPt, linePt }
}

function widest(one: Needs, other: Needs): Needs {
  return { addressPt: Math.max(one.addressPt, other.addressPt), wordPt: Math.max(one.wordPt, other.wordPt), linePt: Math.max(one.linePt, other.linePt) }
}

/** What every column needs; cells that cover several columns ask for nothing. */
function needsOfColumns(table: Table, count: number, setting: Setting): Needs[] {
  const needs = Array.from({ length: count }, (): Needs => ({ addressPt: 0, wordPt: 0, linePt: 0 }))
  for (const row of table.rows) {
    let column = 0
    for (const cell of row.cells) {
      const before = needs[column]
      if (cell.span <= 1 && before !== undefined) needs[column] = cell.paragraphs.reduce((most, paragraph) => widest(most, needsOf(paragraph, row.head, setting)), before)
      column += Math.max(1, cell.span)
    }
  }
  return needs
}

/** The widths with every column as wide as it needs, as far as the others can spare it: first what they do not use, then what costs them a line. */
function widened(widthsPt: readonly number[], needsPt: readonly number[], floorsPt: readonly (readonly number[])[]): number[] {
  const lacksPt = widthsPt.map((width, column) => Math.max(0, (needsPt[column] ?? 0) - width))
  const lackPt = lacksPt.reduce((sum, lack) => sum + lack, 0)
  let given = [...widthsPt]
  let leftPt = lackPt
  for (const floor of floorsPt) {
    if (leftPt <= 0) break
    const sparesPt = given.map((width, column) => Math.max(0, width - Math.max(floor[column] ?? 0, needsPt[column] ?? 0)))
    const sparePt = sparesPt.reduce((sum, spare) => sum + spare, 0)
    const takenPt = Math.min(leftPt, sparePt)
    if (takenPt > 0) given = given.map((width, column) => width - ((sparesPt[column] ?? 0) * takenPt) / sparePt)
    leftPt -= takenPt
  }
  return lackPt === 0 ? given : given.map((width, column) => width + (lacksPt[column] ?? 0) * (1 - leftPt / lackPt))
}

/** The template's widths, so changed that no address is cut, and no word either where there is room for all. */
function fittedTo(table: Table, wantedPt: readonly number[], setting: Setting): number[] {
  const needs = needsOfColumns(table, wantedPt.length, setting)
  const totalPt = wantedPt.reduce((sum, width) => sum + width, 0)
  const roomForWords = needs.reduce((sum, { wordPt }) => sum + Math.max(NARROWEST_PT, wordPt), 0) <= totalPt
  const floorPt = (need: Needs, column: number): number => Math.min(wantedPt[column] ?? 0, Math.max(NARROWEST_PT, need.wordPt))
  return widened(wantedPt, needs.map((need) => (roomForWords ? need.wordPt : need.addressPt)), [needs.map((need, column) => Math.max(floorPt(need, column), need.linePt)), needs.map(floorPt)])
}

/** Where a table's columns stand within `widthPt`; no column is too narrow for a word of two letters. */
export function columnsOf(table: Table, widthPt: number, setting: Setting): Columns {
  const floor = Math.min(NARROWEST_PT, widthPt / Math.max(1, table.columns.length))
  const wanted = table.columns.map((share) => Math.max(floor, (Number.isFinite(share) ? share : 0) * widthPt))
  const spare = wanted.reduce((sum, width) => sum + width - floor, 0)
  const room = widthPt - floor * wanted.length
  const widthsPt = fittedTo(table, wanted.map((width) => (spare > 0 ? floor + ((width - floor) * room) / spare : floor)), setting)
  const startsPt: number[] = []
  let startPt = 0
  for (const width of widthsPt) {
    startsPt.push(startPt)
    startPt += width
  }
  return { startsPt, widthsPt, figures: figureColumns(table) }
}
