import type { Paragraph, Table, TableCell, TableRow } from '../document.js'
import { ADDRESS } from './break-points.js'
import { numberOf, setHanging, textOf } from './flow-paragraph.js'
import type { Setting } from './flow.js'
import { shaped } from './shaped.js'
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
  /** For an e-mail or web address, parted in each way of `PARTINGS`. */
  readonly addressPt: readonly number[]
  /** For every other word in one piece. */
  readonly wordPt: number
  /** For every paragraph on one line. */
  readonly linePt: number
}

/** Amounts and counts as Swedish writes them; "2.3" is the number of a point. */
const FIGURES = /^[−-]?\d[\d\s\u00A0\u202F]*(,\d+)?([\s\u00A0]?%|[\s\u00A0](kr|st))?$/u
/** A telephone number, an amount or a date stays on one line. */
const ONE_NUMBER = /^[+(]?\d[\d\s()–-]*$/
/** An address in one piece; after its at sign on a new line; before a dot too. */
const PARTINGS = [/(?!)/u, /(?<=@)/u, /(?<=@)|(?=\.\p{L})/u] as const
const NO_ADDRESS: readonly number[] = PARTINGS.map(() => 0)
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
  const widestPt = (tokens: readonly string[], parting: RegExp): number => tokens.reduce((most, token) => Math.max(most, ...token.split(parting).map((piece) => besidePt + widthPt(piece))), 0)
  const tokens = text.split(/\s+/).filter((token) => token !== '')
  const addresses = tokens.filter((token) => ADDRESS.test(token))
  const wordPt = widestPt(tokens.filter((token) => !ADDRESS.test(token)), /(?<=\p{L}[-–/])(?=\p{L})/u)
  const linePt = text === '' ? 0 : besidePt + widthPt(text)
  return { addressPt: addresses.length === 0 ? NO_ADDRESS : PARTINGS.map((parting) => widestPt(addresses, parting)), wordPt: ONE_NUMBER.test(text) ? linePt : wordPt, linePt }
}

function widest(one: Needs, other: Needs): Needs {
  return { addressPt: other.addressPt === NO_ADDRESS ? one.addressPt : one.addressPt.map((widthPt, way) => Math.max(widthPt, other.addressPt[way] ?? 0)), wordPt: Math.max(one.wordPt, other.wordPt), linePt: Math.max(one.linePt, other.linePt) }
}

/** What every column needs; cells that cover several columns ask for nothing. */
function needsOfColumns(table: Table, count: number, setting: Setting): Needs[] {
  const needs = Array.from({ length: count }, (): Needs => ({ addressPt: NO_ADDRESS, wordPt: 0, linePt: 0 }))
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

/** The template's widths, so changed that no address is cut elsewhere than at `way`'s places, and no word either where there is room for all. */
function fittedTo(needs: readonly Needs[], wantedPt: readonly number[], way: number): number[] {
  const addressPt = needs.map((need) => need.addressPt[way] ?? 0)
  const wordPt = needs.map((need, column) => Math.max(need.wordPt, addressPt[column] ?? 0))
  const totalPt = wantedPt.reduce((sum, width) => sum + width, 0)
  const roomForWords = wordPt.reduce((sum, width) => sum + Math.max(NARROWEST_PT, width), 0) <= totalPt
  const floorsPt = wantedPt.map((wanted, column) => Math.min(wanted, Math.max(NARROWEST_PT, wordPt[column] ?? 0)))
  return widened(wantedPt, roomForWords ? wordPt : addressPt, [needs.map(({ linePt }, column) => Math.max(floorsPt[column] ?? 0, linePt)), floorsPt])
}

/** How many lines a table's rows have, and then all its cells; cells that cover several columns count for nothing. */
function linesWith(table: Table, widthsPt: readonly number[], setting: Setting): { readonly rows: number; readonly cells: number } {
  let [rows, cells] = [0, 0]
  for (const row of table.rows) {
    let tallest = 0
    for (const cell of row.cells) {
      if (cell.span > 1) continue
      const widthPt = (widthsPt[columnOf(row, cell)] ?? 0) - 2 * CELL_PADDING.sidePt
      const lines = cell.paragraphs.reduce((sum, paragraph) => sum + setHanging(paragraph, shaped(row.head ? CELL_STYLES.TableHead : CELL_STYLES[paragraph.style], paragraph), widthPt, setting).lines.length, 0)
      tallest = Math.max(tallest, lines)
      cells += lines
    }
    rows += tallest
  }
  return { rows, cells }
}

/** The widths with addresses in one piece, unless parting them spares more lines than it makes: one long address would squeeze the names beside it. */
function fewestLines(table: Table, wantedPt: readonly number[], setting: Setting): number[] {
  const needs = needsOfColumns(table, wantedPt.length, setting)
  let best = fittedTo(needs, wantedPt, 0)
  if (needs.every(({ addressPt }) => addressPt === NO_ADDRESS)) return best
  let least: ReturnType<typeof linesWith> | null = null
  for (let way = 1; way < PARTINGS.length; way++) {
    const widthsPt = fittedTo(needs, wantedPt, way)
    if (widthsPt.every((width, column) => Math.abs(width - (best[column] ?? 0)) < TOLERANCE_PT)) continue
    least ??= linesWith(table, best, setting)
    const lines = linesWith(table, widthsPt, setting)
    if (lines.rows > least.rows || (lines.rows === least.rows && lines.cells >= least.cells)) continue
    best = widthsPt
    least = lines
  }
  return best
}

/** Where a table's columns stand within `widthPt`; no column is too narrow for a word of two letters. */
export function columnsOf(table: Table, widthPt: number, setting: Setting): Columns {
  const floor = Math.min(NARROWEST_PT, widthPt / Math.max(1, table.columns.length))
  const wanted = table.columns.map((share) => Math.max(floor, (Number.isFinite(share) ? share : 0) * widthPt))
  const spare = wanted.reduce((sum, width) => sum + width - floor, 0)
  const room = widthPt - floor * wanted.length
  const widthsPt = fewestLines(table, wanted.map((width) => (spare > 0 ? floor + ((width - floor) * room) / spare : floor)), setting)
  const startsPt: number[] = []
  let startPt = 0
  for (const width of widthsPt) {
    startsPt.push(startPt)
    startPt += width
  }
  return { startsPt, widthsPt, figures: figureColumns(table) }
}
