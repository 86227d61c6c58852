import type { Block, Paragraph, Run, TableRow } from './document.js'
import { inCapitals } from './in-capitals.js'
import { BEFORE_HEADINGS, HEADING_STYLES } from './heading-styles.js'
import { fieldStandIn, pictureStandIn } from './stand-in.js'
import type { TextLine } from './text-difference.js'

/** A paragraph or table row of a filled or returned document, as it is printed. */
export interface DraftLine extends TextLine {
  /** "Avsnitt 3.2 Ansvar, stycke 2" or "Tabell 2, rad 3 (avsnitt 3.2 Ansvar)". */
  readonly place: string
  /** The number printed before the text. */
  readonly number: string | null
  /** Of a table row: which cells are one with the cell above; of an empty one, also which are one with the cell beside. */
  readonly joined?: string
  /** Which paragraphs of the returned file it was made of (`ordinalsOf`); empty for a document of ours. */
  readonly source: string
  /** The text with what is shown in capitals in capitals, as a PDF says it; left out where nothing is. */
  readonly inCapitals?: string
}

/** The document as its reader sees it, line by line; empty lines, page breaks and the table of contents say nothing, but an empty row whose cells are joined is a line without words. */
export function draftLines(blocks: readonly Block[]): DraftLine[] {
  const lines: DraftLine[] = []
  let section = BEFORE_HEADINGS
  let [paragraphs, tables] = [0, 0]
  for (const block of blocks) {
    if (block.type === 'paragraph') {
      const isHeading = HEADING_STYLES.has(block.style) && printedText(block) !== ''
      if (isHeading) {
        section = headingOf(block)
        paragraphs = 0
      } else if (printedText(block) !== '') paragraphs += 1
      lines.push({ ...lineOf(block), section, place: isHeading ? `Rubriken ${section}` : `${placeOf(section)}, stycke ${paragraphs}` })
    } else if (block.type === 'table' || block.type === 'signature') {
      tables += 1
      const rows = block.type === 'table' ? block.rows : block.table.rows
      lines.push(...rows.map((row, index) => ({ ...rowLine(row), section, place: `Tabell ${tables}, rad ${index + 1} (${placeOf(section).toLowerCase().slice(0, 1)}${placeOf(section).slice(1)})` })))
    }
  }
  return lines.filter(({ text, joined = '' }) => text !== '' || joined !== '')
}

/** Whether a table of contents stands in the document. */
export function hasContents(blocks: readonly Block[]): boolean {
  return blocks.some(({ type }) => type === 'table-of-contents')
}

function headingOf(paragraph: Paragraph): string {
  return [paragraph.number, printedText(paragraph)].filter((part) => part !== null).join(' ')
}

function placeOf(section: string): string {
  if (section === BEFORE_HEADINGS) return section
  return /^[\d(]/.test(section) ? `Avsnitt ${section}` : `Under ”${section}”`
}

/** Body text and lists are told apart by what is printed before them, not by what a word processor calls them. */
function lineOf(paragraph: Paragraph): Omit<DraftLine, 'section' | 'place'> {
  return { style: HEADING_STYLES.has(paragraph.style) ? paragraph.style : null, text: printedText(paragraph), number: paragraph.number, source: paragraph.source ?? '', ...(showsCapitals(paragraph) ? { inCapitals: printedText(capitalized(paragraph)) } : {}) }
}

function rowLine(row: TableRow): Omit<DraftLine, 'section' | 'place'> {
  const cells = cellTexts(row, (paragraph) => paragraph)
  const isInCapitals = row.cells.some((cell) => cell.paragraphs.some(showsCapitals))
  const source = row.cells.flatMap((cell) => cell.paragraphs.map((paragraph) => paragraph.source ?? '')).filter((part) => part !== '').join(' ')
  const isEmpty = cells.every((text) => text === '')
  const joined = row.cells.flatMap((cell, index) => (cell.joined === true || (isEmpty && cell.span > 1) ? [index + 1] : [])).join(' ')
  return { style: null, text: isEmpty ? '' : cells.join(' | '), number: null, source, joined, ...(isInCapitals && !isEmpty ? { inCapitals: cellTexts(row, capitalized).join(' | ') } : {}) }
}

function cellTexts({ cells }: TableRow, seenAs: (paragraph: Paragraph) => Paragraph): string[] {
  return cells.map((cell) => cell.paragraphs.map((paragraph) => [paragraph.number, printedText(seenAs(paragraph))].filter((part) => part !== null && part !== '').join(' ')).filter((text) => text !== '').join(' '))
}

function showsCapitals({ runs }: Paragraph): boolean {
  return runs.some(({ capitals }) => capitals === true)
}

function capitalized(paragraph: Paragraph): Paragraph {
  return { ...paragraph, runs: inCapitals(paragraph.runs) }
}

/** The words without what no reader can see: runs of spaces, kinds of space and of hyphen, ways of composing a letter. */
export function seenText(text: string): string {
  return text.normalize('NFC').replaceAll('\u00AD', '').replaceAll('\u2011', '-').replaceAll(/\s+/gu, ' ').trim()
}

function writtenRun(run: Run): string {
  if (run.picture !== undefined) return pictureStandIn(run.picture)
  return run.field === undefined ? run.text : fieldStandIn(run.field)
}

function printedText({ runs }: Paragraph): string {
  return seenText(runs.map(writtenRun).join(''))
}
