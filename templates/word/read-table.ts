import type { Fault } from '../failure.js'
import { PARTIES } from '../parties.js'
import { contentOf } from './content-control.js'
import { cutsRow, cutsTable } from './cutting-layout.js'
import { allowedProperties, CELL_PROPERTIES, hidingLook, refuseFeature, ROW_PROPERTIES, SILENT, TABLE_PROPERTIES } from './features.js'
import { buildFlow, type Flow, type FlowToken, leavesOf } from './flow.js'
import type { CellProgram, ParagraphProgram, Piece, RowProgram, TableProgram } from './program.js'
import { closeParagraph, type ParagraphFound, readParagraph } from './read-paragraph.js'
import type { Literal, Reading } from './read-runs.js'
import { openedBy } from './tag.js'
import { columnWidths, MOST_COLUMNS, spanOf } from './column-widths.js'
import { childOf, isOn, valueOf, type XmlElement } from './xml.js'

type RowTag = Extract<FlowToken<RowProgram>, { type: 'tag' }>

/** A cell before its paragraphs' blocks are matched. */
interface OpenCell {
  readonly span: number
  readonly joined: boolean
  readonly propertiesXml: string
  content: (Extract<ParagraphFound, { type: 'tags' | 'paragraph' }>)[]
}

const MOST_LINE_CHARACTERS = 110
/** Fifteen centimetres. */
const TALLEST_ROW_TWIPS = 8504
/** A table stands in the column, as in the PDF; Word itself sets it out by the padding of its cells. */
const INDENT_TWIPS = { least: -284, most: 4536 } as const

const SIGNATORIES: ReadonlySet<string> = new Set(PARTIES)
const SIGNATURE_CAPTION = /^underskrift:?\s+(\p{L}+)$/iu

/** The table at `place` ("Tabell 2"). A block that opens in a row's first cell and closes in a row's last repeats or chooses rows. */
export function readTable(table: XmlElement, place: string, reading: Reading): TableProgram {
  const properties = childOf(table, 'w:tblPr')
  const tokens: FlowToken<RowProgram>[] = []
  let rowNumber = 0
  for (const child of contentOf(table, place, reading.faults)) {
    if (child.name === 'w:tr') tokens.push(...readRow(child, `${place}, rad ${++rowNumber}`, reading))
    else if (child.name !== 'w:tblPr' && child.name !== 'w:tblGrid' && !SILENT.has(child.name)) refuseFeature(child, place, reading.faults)
  }
  const grid = childOf(table, 'w:tblGrid')
  const tracked = childOf(grid, 'w:tblGridChange')
  if (tracked !== null) refuseFeature(tracked, place, reading.faults)
  const widths = columnWidths(table)
  if (widths.length > MOST_COLUMNS) reading.faults.push({ path: place, message: `tabellen har ${widths.length} kolumner, men Word klarar ${MOST_COLUMNS}. Dela den i flera tabeller.` })
  const indent = Number(childOf(properties, 'w:tblInd')?.attributes.get('w:w') ?? 0)
  if (reading.literal === null && !(indent >= INDENT_TWIPS.least && indent <= INDENT_TWIPS.most)) reading.faults.push({ path: place, message: 'tabellens vänsterindrag flyttar den utanför sidan. Välj 0 cm i tabellens egenskaper.' })
  refuseHiding(properties, place, reading)
  const rows = buildFlow(tokens, reading.faults)
  return {
    type: 'table',
    columns: fractionsOf(widths),
    rows,
    signatory: signatoryOf(properties, rows, place, reading),
    propertiesXml: `${allowedProperties(properties, TABLE_PROPERTIES, place, reading.faults)}<w:tblGrid>${widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>`,
  }
}

/** Notes what the table or its style would make words unreadable by. */
function refuseHiding(properties: XmlElement | null, place: string, { literal, styles, faults }: Reading): void {
  const concealing = styles.concealingInTable(valueOf(properties, 'w:tblStyle'))
  if (concealing !== null) refuseFeature(hidingLook(concealing) ?? concealing, place, faults)
  if (literal === null && styles.showsCapitalsInTable(valueOf(properties, 'w:tblStyle'))) faults.push({ path: place, message: 'tabellformatet visar text med versaler, vilket PDF:en inte gör. Välj ett annat tabellformat, och versaler på själva texten (Tecken, Versaler).' })
  refuseShade(properties, place, faults)
  if (literal !== null && cutsTable(properties)) faults.push({ path: place, message: 'tabellens vänsterindrag flyttar den utanför sidan. Välj 0 cm i tabellens egenskaper.' })
}

function refuseShade(properties: XmlElement | null, place: string, faults: Fault[]): void {
  const shade = childOf(properties, 'w:shd')
  const hiding = shade === null ? null : hidingLook(shade)
  if (hiding !== null) refuseFeature(hiding, place, faults)
}

function fractionsOf(widths: readonly number[]): number[] {
  const total = widths.reduce((sum, width) => sum + width, 0)
  return widths.map((width) => (total > 0 ? width / total : 1 / widths.length))
}

/** The party is in the table's caption; where another word processor has dropped that, in the first `{{kund.namn}}` of the table. */
function signatoryOf(properties: XmlElement | null, rows: Flow<RowProgram>, place: string, reading: Reading): string | null {
  const styled = reading.styles.nameOf(valueOf(properties, 'w:tblStyle') ?? '').toLowerCase() === 'underskrift'
  if (!styled) return null
  const caption = SIGNATURE_CAPTION.exec((valueOf(properties, 'w:tblCaption') ?? '').trim())?.[1]?.toLowerCase()
  const party = caption ?? (reading.literal === null ? namedPartyIn(rows) : writtenPartyIn(rows, reading.literal))
  if ([...piecesIn(rows)].some(({ type }) => type === 'picture' || type === 'logotype')) reading.faults.push({ path: place, message: 'det står en bild i underskriftstabellen, där bara text och rutan för pennan får plats. Flytta bilden till ett stycke ovanför.' })
  if (party !== null && SIGNATORIES.has(party)) return party
  if (reading.literal !== null) return null
  reading.faults.push({ path: place, message: 'underskriftstabellen säger inte vems underskrift den är till för. Skriv ”Underskrift: kund” (eller svr, driftleverantor) som alternativtext i tabellens egenskaper.' })
  return null
}

/** The party that the table's first words name: "För Lillfors kommun". */
function writtenPartyIn(rows: Flow<RowProgram>, { partyNamed }: Literal): string | null {
  for (const row of leavesOf(rows)) {
    for (const cell of row.value.cells) {
      for (const paragraph of leavesOf(cell.content)) {
        const words = [...leavesOf(paragraph.value.pieces)].map(({ value }) => (value.type === 'text' ? value.text : '')).join('').trim()
        if (words !== '') return partyNamed.get(words.replace(/^För\s+/, '')) ?? null
      }
    }
  }
  return null
}

function namedPartyIn(rows: Flow<RowProgram>): string | null {
  for (const piece of piecesIn(rows)) {
    if (piece.type === 'print' && piece.path.type === 'fact' && piece.path.keys[1] === 'namn') return piece.path.keys[0] ?? null
  }
  return null
}

function* piecesIn(rows: Flow<RowProgram>): Generator<Piece> {
  for (const row of leavesOf(rows)) {
    for (const cell of row.value.cells) {
      for (const paragraph of leavesOf(cell.content)) {
        for (const { value } of leavesOf(paragraph.value.pieces)) yield value
      }
    }
  }
}

function readRow(row: XmlElement, place: string, reading: Reading): FlowToken<RowProgram>[] {
  const properties = childOf(row, 'w:trPr')
  const cells: OpenCell[] = []
  for (const child of contentOf(row, place, reading.faults)) {
    if (child.name === 'w:tc') cells.push(readCell(child, place, reading))
    else if (child.name !== 'w:trPr' && child.name !== 'w:tblPrEx' && !SILENT.has(child.name)) refuseFeature(child, place, reading.faults)
  }
  const propertiesXml = allowedProperties(properties, ROW_PROPERTIES, place, reading.faults)
  if (reading.literal === null && !cells.every(saysNothing)) refuseHeight(properties, place, reading.faults)
  if (reading.literal !== null && cutsRow(properties, Math.max(0, ...cells.map(linesIn)))) reading.faults.push({ path: place, message: 'radhöjden är ”Exakt” och så liten att Word döljer text. Välj ”Minst” i tabellens egenskaper.' })
  const tags = cells.flatMap((cell) => cell.content.flatMap((found) => (found.type === 'tags' ? found.tags : [])))
  if (tags.length > 0 && cells.every(saysNothing)) return tags
  const before = takeEdgeTags(cells, 'first')
  const after = takeEdgeTags(cells, 'last')
  const program: RowProgram = { head: isOn(properties, 'w:tblHeader'), cells: cells.map((cell) => closeCell(cell, reading)), propertiesXml }
  return [...before, { type: 'leaf', value: program }, ...after]
}

/** Word hides what does not fit a row of exact height, and the PDF does not; an empty row may have any. */
function refuseHeight(properties: XmlElement | null, place: string, faults: Fault[]): void {
  const height = childOf(properties, 'w:trHeight')
  if (height === null) return
  if (height.attributes.get('w:hRule') === 'exact') faults.push({ path: place, message: 'radhöjden är ”Exakt”, så Word döljer text som inte ryms. Välj ”Minst” i tabellens egenskaper.' })
  else if (!(Number(height.attributes.get('w:val') ?? 0) <= TALLEST_ROW_TWIPS)) faults.push({ path: place, message: 'radhöjden är större än 15 cm. Minska den i tabellens egenskaper.' })
}

/** True for a cell without anything to print: a row of such cells with a tag in one of them steers the rows around it. */
function saysNothing(cell: OpenCell): boolean {
  return cell.content.every((found) => found.type === 'tags' || found.open.tokens.every((token) => token.type === 'leaf' && token.value.type === 'text' && token.value.text.trim() === ''))
}

/** At least so many lines a cell's words take; no line holds more characters than a page is wide. */
function linesIn(cell: OpenCell): number {
  const words = cell.content.map((found) => (found.type === 'tags' ? '' : found.open.tokens.map((token) => (token.type === 'leaf' && token.value.type === 'text' ? token.value.text : '')).join('').trim()))
  return words.reduce((lines, text) => lines + Math.ceil(text.length / MOST_LINE_CHARACTERS), 0)
}

function readCell(cell: XmlElement, place: string, reading: Reading): OpenCell {
  const properties = childOf(cell, 'w:tcPr')
  const content: OpenCell['content'] = []
  for (const child of contentOf(cell, place, reading.faults)) {
    if (child.name === 'w:p') {
      const found = readParagraph(child, place, reading)
      if (found.type === 'page-break') refuseFeature('sidbrytning i en tabell', place, reading.faults)
      else content.push(found)
    } else if (child.name === 'w:tbl') refuseFeature('tabell inuti en tabell', place, reading.faults)
    else if (child.name !== 'w:tcPr' && !SILENT.has(child.name)) refuseFeature(child, place, reading.faults)
  }
  const merge = childOf(properties, 'w:vMerge')
  const joined = merge !== null && merge.attributes.get('w:val') !== 'restart'
  const open: OpenCell = { span: spanOf(properties), joined, propertiesXml: allowedProperties(properties, CELL_PROPERTIES, place, reading.faults), content }
  if (!saysNothing(open)) refuseShade(properties, place, reading.faults)
  if (joined && !saysNothing(open)) reading.faults.push({ path: place, message: 'det står text i en cell som är sammanfogad med den ovanför; Word visar den inte. Flytta texten eller dela cellerna.' })
  return joined ? { ...open, content: open.content.filter((found) => found.type === 'tags') } : open
}

function closeCell(cell: OpenCell, reading: Reading): CellProgram {
  const tokens = cell.content.flatMap((found): FlowToken<ParagraphProgram>[] => (found.type === 'tags' ? [...found.tags] : [{ type: 'leaf', value: closeParagraph(found.open, reading) }]))
  return { span: cell.span, joined: cell.joined, propertiesXml: cell.propertiesXml, content: buildFlow(tokens, reading.faults) }
}

/** Takes the tags that open at the very start of the row (or close at its very end) and are not matched inside that cell: they are about the whole row. */
function takeEdgeTags(cells: readonly OpenCell[], edge: 'first' | 'last'): RowTag[] {
  const cell = edge === 'first' ? cells[0] : cells.at(-1)
  if (cell === undefined) return []
  const unmatched = unmatchedTags(cell)
  const taken: RowTag[] = []
  while (true) {
    const found = edge === 'first' ? cell.content[0] : cell.content.at(-1)
    const list = found?.type === 'tags' ? found.tags : (found?.open.tokens ?? [])
    const tag = edge === 'first' ? list[0] : list.at(-1)
    if (tag?.type !== 'tag' || !unmatched.has(tag) || (edge === 'first' ? openedBy(tag.tag) === null : tag.tag.type !== 'close')) return edge === 'first' ? taken : taken.reverse()
    taken.push(tag)
    dropEdge(cell, edge)
  }
}

function unmatchedTags(cell: OpenCell): ReadonlySet<unknown> {
  const open: RowTag[] = []
  const unmatched = new Set<unknown>()
  for (const found of cell.content) {
    for (const token of found.type === 'tags' ? found.tags : found.open.tokens) {
      if (token.type !== 'tag') continue
      if (openedBy(token.tag) !== null) open.push(token)
      else if (token.tag.type === 'close' && open.pop() === undefined) unmatched.add(token)
    }
  }
  for (const token of open) unmatched.add(token)
  return unmatched
}

function dropEdge(cell: OpenCell, edge: 'first' | 'last'): void {
  const index = edge === 'first' ? 0 : cell.content.length - 1
  const found = cell.content[index]
  if (found === undefined) return
  const shorten = <T>(list: readonly T[]): T[] => (edge === 'first' ? list.slice(1) : list.slice(0, -1))
  if (found.type === 'paragraph') cell.content[index] = { type: 'paragraph', open: { ...found.open, tokens: shorten(found.open.tokens) } }
  else if (found.tags.length > 1) cell.content[index] = { type: 'tags', tags: shorten(found.tags) }
  else cell.content.splice(index, 1)
}

